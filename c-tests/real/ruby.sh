# shellcheck shell=sh disable=SC2034,SC2154
# Ruby from Debian's sources, configured with --with-coroutine=ucontext: its own tests of fibers,
# enumerators and schedulers of fibers, and trees walked in fibers, ruby_trees.rb.
what='Ruby: trees walked in fibers'
packages='gcc make dpkg-dev'
limit=180
prepare() { from_source ruby3.1; }
build() {
    ./configure -q --with-coroutine=ucontext --disable-shared --disable-yjit --disable-install-doc \
        --disable-rpath --without-gmp --with-out-ext=openssl,readline,fiddle,psych,zlib,nkf,dbm,gdbm
    make -j "$(nproc)" all
    strip -o "$out/ruby" ruby
    cp -r lib tool/lib tool/test "$out" --parents
    cp -r .ext/common .ext/x86_64-linux rbconfig.rb test/runner.rb test/fiber \
        test/ruby/test_fiber.rb test/ruby/test_enumerator.rb test/lib "$out" --parents
}
# (test_fatal_in_fiber needs an extension that only Ruby's developers build.)
tests() {
    RUBYLIB=$built/lib:$built/tool/lib:$built/.ext/common:$built/.ext/$(uname -m)-linux:$built
    export RUBYLIB
    cd "$built" || return
    under ./ruby --disable-gems test/runner.rb -v -n '!/test_fatal_in_fiber/' fiber ruby
}
run() { under "$built/ruby" --disable-gems "$recipes/ruby_trees.rb" 100; }
# The tests come in any order.
steady() { sed -n -e 's/^\[ *[0-9/]*\] \(.*\) = [0-9.]* s$/\1/p' -e '/ tests, /p' -e '/compared/p' | sort; }
