#!/bin/sh
# What `cargo cinstall` installs is what `make install` does, but for what docs/packaging.md
# tells. Prints TAP.
#
# usage: c-tests/packages/cargo-c.sh x86_64
set -eu
cd "$(dirname "$0")/../.."
. c-tests/tap.sh
. c-tests/packages/common.sh
use_target "$1"
cargo_c=$(scripts/cargo-c.sh)
PATH=$cargo_c:$PATH
libdir=/usr/lib/x86_64-linux-gnu

# The tarball's sources, so that Cargo.lock is as it was, and nothing is left behind here.
tarball
tar -xf "$tarball" -C "$work"
install_it() (
    cd "$work/libfastctx-$version"
    CARGO_TARGET_DIR=$work/target cargo cinstall --locked --offline --release --library-type cdylib \
        --prefix=/usr --libdir="$libdir" --destdir="$work/c"
)
check "cargo cinstall" install_it
make -s install TARGET="$target" DESTDIR="$work/make" PREFIX=/usr LIBDIR="$libdir" >/dev/null

files() { (cd "$work/$1" && find . ! -type d | cut -c 2- | LC_ALL=C sort); }
# fastctx-run, CMake's files and the link for gdb need to know where they are; the static library
# is what scripts/build.sh makes of cargo's.
equal "the files are those of make install, but for some" \
    "$(files make | grep -vE "^/usr/bin/|/fastctx-run\.1$|/cmake/|/gdb/auto-load/|\.a$")" "$(files c)"
files c | while read -r file; do
    case $file in *.so* | *.pc) ;; *) cmp "$work/make$file" "$work/c$file" || echo "$file" ;; esac
done >"$work/different"
equal "headers, manual and gdb script are the same" "" "$(cat "$work/different")"

so() { echo "$work/$1$libdir/libfastctx.so.$version"; }
of() { # QUESTION FOLDER: what the shared library there says
    case $1 in
    names) nm -D --defined-only "$(so "$2")" | awk '{ print $2, $3 }' | LC_ALL=C sort ;;
    dynamic) readelf -dW "$(so "$2")" | grep -E 'SONAME|NEEDED|FLAGS|RUNPATH' | sed 's/^ *0x[0-9a-f]* *//' ;;
    links) (cd "$work/$2$libdir" && for link in libfastctx.so libfastctx.so.?; do readlink -f "$link"; done | sed 's,.*/,,') ;;
    esac
}
for question in names dynamic links; do
    equal "the shared library's $question are the same" "$(of $question make)" "$(of $question c)"
done
pkg() { # FOLDER OPTION: with the sysroot off
    PKG_CONFIG_PATH=$work/$1$libdir/pkgconfig PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 \
        pkg-config "$2" fastctx
}
for option in --modversion --cflags --libs; do
    equal "pkg-config $option is the same" "$(pkg make $option)" "$(pkg c $option)"
done
check "a program builds with it" compiles "-I$work/c/usr/include -L$work/c$libdir -lfastctx"
equal "and runs" "$version" "$(LD_LIBRARY_PATH=$work/c$libdir "$work/program")"
finish
