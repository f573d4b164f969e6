#!/bin/sh
# Alpine's package: the functions of the APKBUILD, run by busybox's shell with a Rust that knows
# no target but musl's, as Alpine's does. Programs for musl that look for libucontext are built
# with what it makes, and those that were linked with libucontext run. abuild itself, which
# Debian has not, is not run: what it does by itself (the subpackages that have no function
# here) is not seen. Prints TAP.
#
# usage: c-tests/packages/alpine.sh x86_64
set -eu
cd "$(dirname "$0")/../.."
. c-tests/tap.sh
. c-tests/packages/common.sh
use_target "$1"
tarball
apkbuild=${tarball%/*}/APKBUILD
export work apkbuild
cp "$tarball" "$work"

# Alpine's compiler is made for musl and has no other target's core.
rustc=$(command -v rustc)
musl=x86_64-unknown-linux-musl
[ -d "$("$rustc" --print target-libdir --target $musl)" ] || rustup --quiet target add $musl >/dev/null
mkdir "$work/bin"
cat >"$work/bin/rustc" <<END
#!/bin/sh
case "\$*" in
-vV) "$rustc" -vV | sed 's/^host: .*/host: $musl/' ;;
"--print target-libdir --target x86_64-unknown-linux-gnu") echo /nowhere ;;
*) exec "$rustc" "\$@" ;;
esac
END
chmod 755 "$work/bin/rustc"

# abuild [FUNCTION]: runs it in the way of abuild; without one, checks the sources.
cat >"$work/abuild" <<'END'
set -eu
srcdir=$work/src pkgdir=$work/pkg CARCH=x86_64
. "$apkbuild"
amove() {
    for path in "$@"; do
        mkdir -p "$subpkgdir/${path%/*}"
        mv "$pkgdir/$path" "$subpkgdir/${path%/*}"
    done
}
if [ $# = 0 ]; then
    cd "$work"
    printf %s "$sha512sums" | grep . | sha512sum -c -
    mkdir "$srcdir"
    tar -xf $source -C "$srcdir"
else
    subpkgdir=$work/$1
    cd "$builddir"
    "$1"
fi
END
abuild() {
    CARGO_HOME=$work/cargo PATH=$work/bin:$PATH FASTCTX_CACHE=$work/cache busybox sh "$work/abuild" "$@"
}
variable() { # NAME: of the APKBUILD
    srcdir='' busybox sh -c '. "$1"; eval "echo \$$2"' sh "$apkbuild" "$1"
}

equal "pkgver" "$version" "$(variable pkgver)"
check "the checksum is the tarball's" abuild
for function in build check package; do
    check "$function()" abuild $function
done
check "it is built for Rust's own target" test -e "$work/src/libfastctx-$version/target/$musl/release/libfastctx.so"
equal "what is built asks for no library" "" "$(readelf -dW "$work/pkg/usr/lib/libfastctx.so" | grep NEEDED || true)"
equal "and exports what it exports elsewhere" "" \
    "$(nm -D --defined-only "$work/pkg/usr/lib/libfastctx.so" | awk '{ print $3 }' | diff - "build/$target/exports" || true)"

# A program that was linked with libucontext, for later.
musl_cc() { musl-gcc -O2 -Wall -Wextra -Werror "$@"; }
mkdir "$work/before"
musl_cc -shared -fPIC -x c - -o "$work/before/libucontext.so.1" -Wl,-soname,libucontext.so.1 <<'END'
#define NOTHING(name) int name(void); int name(void) { return -1; }
NOTHING(getcontext) NOTHING(makecontext) NOTHING(swapcontext)
END
musl_cc c-tests/programs/turns.c "$work/before/libucontext.so.1" -o "$work/linked-before"

# All that is installed by a program's build.
cp -R "$work/pkg" "$work/all"
export PKG_CONFIG_LIBDIR="$work/all/usr/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$work/all" \
    PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
status() { # PROGRAM: 7 is right
    LD_LIBRARY_PATH=$work/all/usr/lib "$1" >/dev/null || echo $?
}
check "pkg-config knows libucontext" pkg-config --atleast-version=1.0 libucontext
prefixed="-include libucontext/libucontext.h -Dgetcontext=libucontext_getcontext -Dmakecontext=libucontext_makecontext
    -Dswapcontext=libucontext_swapcontext"
for how in "$(pkg-config --cflags --libs libucontext)" "-L$work/all/usr/lib -lucontext" \
    "-L$work/all/usr/lib -lucontext_posix" "$prefixed $(pkg-config --cflags --libs libucontext)" \
    "$(pkg-config --cflags --libs fastctx)"; do
    name=$(echo "$how" | sed "s|$work/all||g" | xargs)
    for static in "" -static; do
        # shellcheck disable=SC2086 # words
        check "compiles $static: $name" musl_cc $static c-tests/programs/turns.c $how -o "$work/program"
        equal "and runs" 7 "$(status "$work/program")"
    done
done
equal "a program that is linked with libucontext.so.1 runs" 7 "$(status "$work/linked-before")"

# Who gets what.
while read -r package files; do
    if [ "$package" != package ]; then check "$package()" abuild "$package"; fi
    folder=$work/$package
    [ "$package" != package ] || folder=$work/pkg
    equal "has what it should" "$(echo "$files" | tr ' ' '\n')" \
        "$(cd "$folder" && find . ! -type d | cut -c 3- | grep -v '/man/' | LC_ALL=C sort)"
done <<END
libucontext usr/lib/libucontext.so.1 usr/lib/libucontext_posix.so.1
libucontext_dev usr/include/libucontext/libucontext.h usr/lib/libucontext.a usr/lib/libucontext.so usr/lib/libucontext_posix.a usr/lib/libucontext_posix.so usr/lib/pkgconfig/libucontext.pc
gdb usr/share/fastctx/fastctx-gdb.py usr/share/gdb/auto-load/usr/lib/libfastctx.so.$version-gdb.py
package usr/bin/fastctx-run usr/include/fastctx.h usr/include/fastctx_inline.h usr/include/fastctx_ucontext.h usr/lib/cmake/fastctx/fastctxConfig.cmake usr/lib/cmake/fastctx/fastctxConfigVersion.cmake usr/lib/libfastctx.a usr/lib/libfastctx.so usr/lib/libfastctx.so.${version%%.*} usr/lib/libfastctx.so.$version usr/lib/pkgconfig/fastctx.pc usr/share/licenses/fastctx/LICENSE-APACHE usr/share/licenses/fastctx/LICENSE-MIT
END
finish
