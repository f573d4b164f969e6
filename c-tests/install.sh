#!/bin/sh
# make install into a DESTDIR, a program built from there through pkg-config,
# make uninstall with nothing left. Prints TAP.
#
# usage: c-tests/install.sh TARGET
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
dest=$(mktemp -d)
trap 'rm -rf "$dest"' EXIT

make_it() { make -s "$@" TARGET="$target" DESTDIR="$dest" PREFIX=/opt/fc LIBDIR=/opt/fc/lib64; }
left() { find "$dest" ! -type d; }
export PKG_CONFIG_PATH="$dest/opt/fc/lib64/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$dest"

check "make install" make_it install
check "everything is below the prefix" test -z "$(find "$dest" ! -type d ! -path "$dest/opt/fc/*")"
for file in lib64/libfastctx.so lib64/libfastctx.a lib64/pkgconfig/fastctx.pc include/fastctx.h \
    include/fastctx_inline.h include/fastctx_ucontext.h share/man/man7/fastctx.7 \
    share/fastctx/fastctx-gdb.py bin/fastctx-run; do
    check "$file is there" test -e "$dest/opt/fc/$file"
done
for page in man/*.[0-9]*; do
    section=${page##*.}
    check "$page is installed" test -e "$dest/opt/fc/share/man/man${section%%[!0-9]*}/${page##*/}"
done
version=$(scripts/version.sh)
check "gdb finds the script of the library" \
    test -h "$dest/opt/fc/share/gdb/auto-load/opt/fc/lib64/libfastctx.so.$version-gdb.py"
equal "pkg-config knows the version" "$version" "$(pkg-config --modversion fastctx)"

build() { # MODE: examples/permutations.c as the README tells
    # shellcheck disable=SC2046,SC2086 # words
    case $1 in
    dynamic) $CC -O2 examples/permutations.c $(pkg-config --cflags --libs fastctx) -o "$dest/example" ;;
    static) $CC -O2 -static examples/permutations.c $(pkg-config --static --cflags --libs fastctx) \
        -o "$dest/example" ;;
    esac
}
run() {
    # shellcheck disable=SC2086 # a command with options
    env LD_LIBRARY_PATH="$dest/opt/fc/lib64" ${QEMU:-env} "$dest/example"
}
for mode in dynamic static; do
    check "a program builds through pkg-config, $mode" build $mode
    check "and runs" run
done
rm "$dest/example"
check "make uninstall" make_it uninstall
equal "nothing is left" "" "$(left)"
finish
