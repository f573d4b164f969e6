# shellcheck shell=sh disable=SC2034,SC2154
# GNU Pth from Debian's sources, for musl, which has no such functions: configured, built and linked
# with the installed libfastctx through pkg-config. Its own test and examples/pth_collatz.c, that one
# also as a static program, against the same built for glibc.
what='GNU Pth for musl: Collatz sequences'
unsafe='a thread of Pth would have all signals blocked, as its scheduler has'
packages='gcc make dpkg-dev pkg-config musl-tools'
prepare() {
    from_source pth
    PREFIX=/opt/fastctx LIBDIR=/opt/fastctx/lib DESTDIR=$here/installed
    export PREFIX LIBDIR DESTDIR
    "$root/scripts/install.sh" install "$(dirname "$given")"
    PKG_CONFIG_PATH=$DESTDIR$LIBDIR/pkgconfig PKG_CONFIG_SYSROOT_DIR=$DESTDIR
    LD_LIBRARY_PATH=$DESTDIR$LIBDIR # for configure, which runs programs
    export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR LD_LIBRARY_PATH
    flags=$(pkg-config --libs-only-L fastctx) libraries=$(pkg-config --libs-only-l fastctx)
    cp -r "$built/source" musl
    (cd musl && build_pth musl-gcc "$flags" "$libraries")
    cp -r "$built/glibc" glibc
    # shellcheck disable=SC2086 # words
    for options in '' -static; do
        gcc -O2 -w $options -o glibc/collatz$options -Iglibc "$root/examples/pth_collatz.c" glibc/.libs/libpth.a
        musl-gcc -O2 -w $options -o musl/collatz$options -Imusl "$root/examples/pth_collatz.c" \
            musl/.libs/libpth.a $flags $libraries
    done
    musl-gcc -O2 -shared -fPIC -o count.so "$recipes/count.c"
}
# build_pth COMPILER LDFLAGS LIBS: in the folder of its sources.
build_pth() {
    CC=$1 CFLAGS='-O2 -w' LDFLAGS=$2 LIBS=$3 ./configure --disable-shared &&
        make libpth.la test_std
}
build() {
    cp -r . "$out/source"
    cp -r . "$out/glibc"
    cd "$out/glibc" && build_pth gcc '' ''
}
# The contenders are programs here, and nothing is preloaded but the counter.
settings_of() {
    musl="PATH=$here/musl LD_LIBRARY_PATH=$here/installed/opt/fastctx/lib"
    case $1 in
    libc) echo "PATH=$here/glibc" ;;
    default) echo "$musl" ;;
    count) echo "$musl LD_PRELOAD=$here/count.so COUNT_FILE=$here/count" ;;
    esac
}
tests() { under test_std; }
run() {
    under collatz 200000
    under collatz-static 200000
}
