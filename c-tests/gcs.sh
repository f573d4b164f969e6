#!/bin/sh
# Runs C tests with guarded control stacks, aarch64's shadow stacks, under a kernel that
# offers them, in a machine that qemu emulates (c-tests/kernels.sh). TAP: a line for each
# program.
#
# usage: c-tests/gcs.sh [TEST...]
#
# By default c-tests/shadow-stacks/*.c, posix/, ours/, native/ and only-aarch64/. They are dynamic
# programs: the library is preloaded, and a glibc that knows of guarded control stacks
# turns them on, for GLIBC_TUNABLES says so. They are compiled with signed return addresses
# and landing pads, and those enforced (c-tests/arch/aarch64/landing_pads.c). Those of
# shadow-stacks/ are also static ones,
# which have them from their first instruction on (c-tests/shadow-stacks/aarch64/start.S).
#
# Kernel, glibc and emulator are sid's: Linux has guarded control stacks since 6.13, glibc
# since 2.41, qemu since 10.2.
#
#   SECONDS_PER_KERNEL, VERBOSE   as for c-tests/kernels.sh
#
# Needs, by their names in Debian (scripts/setup.sh cross kernels): the compilers for
# arm64, cpio, zstd, and apt's keys for Debian. The rest is downloaded into
# $FASTCTX_CACHE (build/cache) and not installed.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=c-tests/tap.sh
. c-tests/tap.sh
use_target aarch64
library=build/$target
out=build/c-tests/gcs
rm -rf "$out"
mkdir -p "$out/gcs" "$out/gcs-static"

[ -e "$library/libfastctx.so" ] || {
    echo "Bail out! no $library/libfastctx.so: scripts/build.sh $target"
    exit 1
}

# What needs no memory elsewhere does here; and what takes minutes.
left_out='first_use_without_memory a_million_coroutines_are_guarded shared_coroutines_by_the_million'

own_tests() { ls c-tests/shadow-stacks/*.c c-tests/shadow-stacks/aarch64/*.c; }
default_tests() {
    own_tests
    for source in c-tests/posix/*.c* c-tests/ours/*.c* c-tests/native/*.c* c-tests/only-aarch64/*.c; do
        name=$(basename "$source")
        case " $left_out " in *" ${name%.*} "*) ;; *) echo "$source" ;; esac
    done
}
# shellcheck disable=SC2046 # names without spaces
[ $# != 0 ] || set -- $(default_tests)

# (The compiler's own macro where it is told of them; older ones cannot be.)
flags="-O2 -g -Wall -Wextra -Werror -D_GNU_SOURCE -Iinclude -Ic-tests/arch/$ARCH
    -Ic-tests/shadow-stacks/$ARCH -pthread -mbranch-protection=standard -DSHADOW_STACKS -D__ARM_FEATURE_GCS_DEFAULT"
parts=
for part in start jumps; do
    # shellcheck disable=SC2086 # words
    $CC $flags -c "c-tests/shadow-stacks/$ARCH/$part.S" -o "$out/$part.o"
    parts="$parts $out/$part.o"
done
# shellcheck disable=SC2086 # words
$CC $flags -c "c-tests/arch/$ARCH/arch.S" -o "$out/arch.o"
# shellcheck disable=SC2086 # words
$CC $flags -c "c-tests/arch/$ARCH/landing_pads.c" -o "$out/landing_pads.o"

programs=
add() {
    case $1 in
    # A scene or two: all of them take minutes here. Without the handler that edits masks:
    # off the fast paths a function is not come to as often each time, and then it may
    # come while the test itself looks at the mask.
    */signals_at_*) for scene in 1 4 7 9 11; do programs="$programs $1:$scene,0,3"; done ;;
    *) programs="$programs $1" ;;
    esac
}
for source; do
    name=$(basename "$source")
    name=${name%.*}
    compiler=$CC
    case $source in *.cc) compiler=$CXX ;; esac
    # shellcheck disable=SC2086 # words
    $compiler $flags "$source" "$out/arch.o" "$out/landing_pads.o" -L"$library" -lfastctx -lm -Wl,-z,now -o "$out/gcs/$name.t"
    add "$out/gcs/$name.t"
    case $source in
    */marks_*) ;; # of shared libraries
    */shadow-stacks/*)
        # shellcheck disable=SC2086 # words
        $CC $flags "$source" "$out/arch.o" $parts -static -Wl,-e,start_with_shadow_stack \
            "$library/libfastctx.a" -lm -o "$out/gcs-static/$name.t"
        add "$out/gcs-static/$name.t"
        ;;
    esac
done

export KERNELS=sid EMULATOR=sid GLIBC=sid POLICY=
# 3: whether a program's files are marked or not.
export VARIABLES="GLIBC_TUNABLES=glibc.cpu.aarch64_gcs=3"
# shellcheck disable=SC2086 # words
exec sh c-tests/kernels.sh "$target" $programs
