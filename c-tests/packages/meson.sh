#!/bin/sh
# The library in a project outside that Meson builds: the installed one, through pkg-config,
# and the subproject that the wrap makes. Prints TAP.
#
# usage: c-tests/packages/meson.sh x86_64
set -eu
cd "$(dirname "$0")/../.."
. c-tests/tap.sh
. c-tests/packages/common.sh
use_target "$1"
tarball
make -s install TARGET="$target" PREFIX="$work/fc" >/dev/null
cp -R c-tests/packages/outside "$work/outside"

setup() { # FOLDER OPTION...
    folder=$work/$1
    shift
    meson setup "$folder" "$work/outside" "$@"
}
test_in() { meson test -C "$work/$1" --print-errorlogs; }

export PKG_CONFIG_PATH="$work/fc/lib/pkgconfig"
check "dependency('fastctx') is the installed library" setup plain --wrap-mode=nofallback
check "builds and runs" env LD_LIBRARY_PATH="$work/fc/lib" meson test -C "$work/plain" --print-errorlogs
equal "it is the shared library" "libfastctx.so.${version%%.*}" "$(needed "$work/plain/program")"
export PKG_CONFIG_PATH=/nowhere
check "without it, it is not found" refused 'Dependency "fastctx" not found' setup lost --wrap-mode=nofallback

mkdir -p "$work/outside/subprojects/packagefiles/fastctx"
cp "${tarball%/*}/fastctx.wrap" "$work/outside/subprojects"
cp "$tarball" "$work/outside/subprojects/packagefiles"
cp packaging/meson/meson.build "$work/outside/subprojects/packagefiles/fastctx"
# No network, and no crates but the tarball's.
export CARGO_HOME="$work/cargo" CARGO_NET_OFFLINE=true
check "the wrap makes it, instead" setup wrapped
check "builds and runs, offline" test_in wrapped
equal "the library is in the program" "" "$(needed "$work/wrapped/program")"
equal "which prints its version" "$version" "$("$work/wrapped/program")"
DESTDIR=$work/installed meson install -C "$work/wrapped" --quiet >/dev/null
equal "installed is the program alone" "/usr/local/bin/program" \
    "$(cd "$work/installed" && find . ! -type d | sed 's/^\.//')"

echo "tampered" >>"$work/outside/subprojects/packagefiles/${tarball##*/}"
rm -rf "$work/outside/subprojects/libfastctx-$version"
check "another tarball is refused" refused "Incorrect hash" setup other
finish
