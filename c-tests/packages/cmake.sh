#!/bin/sh
# The installed library as CMake's find_package() sees it, from a project outside. Prints TAP.
#
# usage: c-tests/packages/cmake.sh x86_64
set -eu
cd "$(dirname "$0")/../.."
. c-tests/tap.sh
. c-tests/packages/common.sh
use_target "$1"
make -s install TARGET="$target" DESTDIR="$work/first" PREFIX=/opt/fc LIBDIR=/opt/fc/lib/x86_64-linux-gnu \
    INCLUDEDIR=/opt/fc/include/fc >/dev/null
mkdir "$work/moved"
mv "$work/first/opt/fc" "$work/moved/there" # all is found from where it is

# configure VERSION OPTION...: in $work/build, anew
configure() {
    wanted=$1
    shift
    rm -rf "$work/build"
    cmake -S c-tests/packages/outside -B "$work/build" -DWANTED="$wanted" \
        -DCMAKE_PREFIX_PATH="$work/moved/there" "$@"
}
check "find_package" configure "$version"
check "builds" cmake --build "$work/build"
for program in dynamic static; do
    equal "$program runs" "$version" "$("$work/build/$program")"
done
equal "fastctx::fastctx is the shared library, by its soname" "libfastctx.so.${version%%.*}" "$(needed "$work/build/dynamic")"
equal "fastctx::fastctx-static is in the program" "" "$(needed "$work/build/static")"

major=${version%%.*}
rest=${version#*.}
minor=${rest%%.*}
patch=${rest#*.}
for wanted in "" "$major.$minor" "$major.0" "$version;EXACT" "$major.0...<$((major + 1))" "$major.0...$version"; do
    check "version '$wanted' is this one" configure "$wanted"
done
for wanted in "$major.$((minor + 1))" "$((major + 1)).0" "$major.$minor.$((patch + 1));EXACT" "$major.0...<$version" \
    "$major.$((minor + 1))...$((major + 1))"; do
    check "version '$wanted' is not" refused "version: $version" configure "$wanted"
done
config=$work/moved/there/lib/x86_64-linux-gnu/cmake/fastctx/fastctxConfigVersion.cmake
cp "$config" "$work/as-it-is"
sed -i -e "s/\"$version\"/\"$((major + 1)).1.0\"/" -e "s/STREQUAL \"$major\"/STREQUAL \"$((major + 1))\"/" "$config"
check "the next major version is another" refused "version: $((major + 1)).1.0" configure "$major.$minor"
check "and itself" configure "$((major + 1)).0"
cp "$work/as-it-is" "$config"
check "nor are 32 bits" refused "version: $version (8-byte pointers)" \
    configure "" -Dfastctx_DIR="$work/moved/there/lib/x86_64-linux-gnu/cmake/fastctx" \
    -DCMAKE_C_COMPILER=i686-linux-gnu-gcc

rm "$work"/moved/there/lib/x86_64-linux-gnu/libfastctx.so*
check "without the shared library there is no fastctx::fastctx" refused "fastctx::fastctx" configure ""
rm "$work/moved/there/lib/x86_64-linux-gnu/libfastctx.a"
check "without both it is not found" refused "neither libfastctx.so.$version nor libfastctx.a is in" configure ""
finish
