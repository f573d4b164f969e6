# shellcheck shell=sh disable=SC2034,SC2154
# PHP from Debian's sources, configured with --disable-fiber-asm: its own tests of fibers, and trees
# walked in fibers, php_trees.php.
what='PHP: trees walked in fibers'
packages='gcc make dpkg-dev pkg-config'
prepare() { from_source php8.2; }
build() {
    ./configure -q --disable-all --enable-cli --disable-cgi --disable-phpdbg --disable-fiber-asm \
        --enable-pcntl
    make -j "$(nproc)" cli
    strip -o "$out/php" sapi/cli/php
    cp -r run-tests.php Zend/tests/fibers "$out"
}
tests() {
    cp -r "$built/fibers" tests
    under "$built/php" -n "$built/run-tests.php" -n -q --no-color --no-progress -p "$built/php" tests
    rm -r tests
}
run() { under "$built/php" -n "$recipes/php_trees.php" 60; }
steady() { sed -n -e '/^PASS/p' -e '/^FAIL/p' -e '/^Tests [sfwp]/p' -e '/^[0-9]/p'; }
