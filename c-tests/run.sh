#!/bin/sh
# Builds every C test in every way the library can be used, and runs them.
#
# usage: c-tests/run.sh TARGET [TEST...]       (a row of scripts/targets.txt)
#
# posix/ holds what glibc does too, so those also run on glibc alone; ours/ holds
# what only this library promises; native/ is about <fastctx.h>, whose functions no
# other library has, so those programs are always linked with it. Each test is a TAP program for prove(1).
#
#   glibc        the program alone: the reference
#   preload      the same program, LD_PRELOAD=libfastctx.so
#   linked       -lfastctx
#   archive      libfastctx.a in a dynamic program
#   static       libfastctx.a, -static; and static-pie
#   musl         -lfastctx, the same .so file
#   musl-archive libfastctx.a in a dynamic program
#   musl-static  libfastctx.a, -static; and musl-static-pie
#   musl-open    a musl program that leaves the names to LD_PRELOAD
#   late         native/ alone: opened by dlopen, when the program has started
#   musl-late    the same
#
# split-stack/ holds programs compiled with gcc's -fsplit-stack, built in ways of their
# own: split, split-linked, split-static.
#
# On top of that the preloaded programs run once with FASTCTX_SIGMASK=always, with
# =never (those that are not about masks), with FASTCTX_FPENV=full, and with both.
set -eu
cd "$(dirname "$0")/.."
target=$1
shift
settings=$(scripts/toolchain.sh "$target")
eval "$settings"

library=$PWD/build/$target
out=build/c-tests/$target
flags="-O2 -g -Wall -Wextra -Werror -Iinclude"
sources=${*:-$(ls c-tests/posix/*.c* c-tests/ours/*.c* c-tests/native/*.c* c-tests/split-stack/*.c* \
    "c-tests/only-$target"/*.c 2>/dev/null || true)}

# compile MODE SOURCE: the program is $out/MODE/NAME.t
compile() {
    name=${2##*/}
    program=$out/$1/${name%.*}.t
    compiler=$CC
    case $2 in *.cc) compiler="$CXX -fno-strict-aliasing" ;; esac
    case $1 in
    plain) case $2 in */ours/* | */only-*) set -- "$2" "$out/names.so" ;; *) set -- "$2" ;; esac ;;
    linked) set -- "$2" -L"$library" -lfastctx "-Wl,-rpath,$library" ;;
    archive) set -- "$2" "$library/libfastctx.a" ;;
    static) set -- "$2" "$library/libfastctx.a" -static ;;
    static-pie) set -- "$2" "$library/libfastctx.a" -static-pie ;;
    # The loader binds no function on the little that is left of a segment.
    split) compiler="$compiler -fsplit-stack" && set -- "$2" -rdynamic -Wl,-z,now ;;
    split-linked) compiler="$compiler -fsplit-stack" &&
        set -- "$2" -L"$library" -lfastctx "-Wl,-rpath,$library" -Wl,-z,now ;;
    split-static) compiler="$compiler -fsplit-stack" && set -- "$2" "$library/libfastctx.a" -static ;;
    musl) compiler=$MUSL_CC && set -- "$2" -L"$library" -lfastctx "-Wl,-rpath,$library" ;;
    musl-static) compiler=$MUSL_CC && set -- "$2" "$library/libfastctx.a" -static ;;
    musl-archive) compiler=$MUSL_CC && set -- "$2" "$library/libfastctx.a" ;;
    # musl-gcc does not know -static-pie; this is what it would do.
    musl-static-pie) compiler="$MUSL_CC -fPIE" && set -- "$2" "$library/libfastctx.a" -static \
        -nostartfiles "$MUSL_START"/rcrt1.o "$MUSL_START"/crt[in].o \
        -Wl,-pie,--no-dynamic-linker,-z,text ;;
    late) set -- "$2" "$out/late.o" "$out/open_late.o" ;;
    musl-late) compiler=$MUSL_CC && set -- "$2" "$out/musl-late.o" "$out/musl-open_late.o" ;;
    musl-open) compiler=$MUSL_CC && set -- "$2" "$out/musl-names.so" ;;
    esac
    # shellcheck disable=SC2086 # words
    $compiler $flags "$@" -pthread "c-tests/arch/$target.S" -lm -o "$program"
}

if [ "${COMPILE:-}" ]; then # one of the parallel builds below
    compile "$COMPILE" "$1"
    exit
fi

rm -rf "$out"
mkdir -p "$out"
modes="plain linked archive static static-pie late musl musl-archive musl-static musl-open musl-late"
# The folder of musl's start files, where the compiler tells it (zig's, which stands
# in for musl-gcc when crossing, has none).
MUSL_START=$($MUSL_CC '-###' -x c /dev/null 2>&1 | grep -o '[^ "]*/crti\.o' | head -n 1)
MUSL_START=${MUSL_START%/crti.o}
export MUSL_START
[ ! -e "$MUSL_START/rcrt1.o" ] || modes="$modes musl-static-pie"

# gcc refuses the option where it has no split stacks.
if echo "int main(void) { return 0; }" |
    $CC -fsplit-stack -x c - -o "$out/probe" 2>/dev/null; then
    modes="$modes split split-linked split-static"
fi

echo "== $target: building the C tests"

# Programs that wait for a preload are linked against a library of empty names
# that calls itself libdl, which the libc of today is or brings, so that they ask
# the loader for nothing that is not there anyway.
sed 's/.*/.globl &\n.type &, %function\n&:/' "$library/exports" >"$out/names.s"
$CC -shared -nostdlib -Wl,-soname,libdl.so.2 -x assembler "$out/names.s" -o "$out/names.so"
$MUSL_CC -shared -nostdlib -Wl,-soname,libdl.so -x assembler "$out/names.s" -o "$out/musl-names.so"

# Those that open the library late jump through a table.
sed -n 's/^fastctx_.*/LATE(&)/p' "$library/exports" >"$out/late.h"
late() { # PREFIX COMPILER...
    prefix=$1
    shift
    # shellcheck disable=SC2086 # words
    for source in late.S open_late.c; do
        "$@" $flags -c "-DNAMES=\"$PWD/$out/late.h\"" "-DLIBRARY=\"$library/libfastctx.so\"" \
            "c-tests/programs/$source" -o "$out/$prefix${source%.*}.o"
    done
}
# shellcheck disable=SC2086 # compilers with options
{
    late "" $CC
    late musl- $MUSL_CC
}

for mode in $modes; do
    mkdir -p "$out/$mode"
    for source in $sources; do
        case $mode:$source in
        plain:*/native/* | musl-open:*/native/*) ;;
        musl-late:*.cc) ;;
        *late:*/shared_coroutines_by_the_million.c) ;; # there more of ours waits with each
        *late:*/native/*) echo "$mode $source" ;;
        *late:*) ;;
        musl*.cc | musl*/only-*) ;; # no C++ library, no unwinder for musl here
        # POSIX leaves it undefined; fastctx(7) names this one way where it is not seen.
        *archive*/mask_restored_by_underscore_longjmp.c) ;;
        split:*/split-stack/native_*) ;;
        # libgcc's pthread_create refers to the C library's weakly: null in static programs.
        split-static:*_threads.c) ;;
        split*:*/split-stack/*) echo "$mode $source" ;;
        split*:* | *:*/split-stack/*) ;;
        *) echo "$mode $source" ;;
        esac
    done
done | xargs -P "$(nproc)" -n 2 sh -c "COMPILE=\$0 exec c-tests/run.sh $target \$1"

failures=0
# suite TITLE RUNNER PROGRAM...
suite() {
    title=$1
    runner=$2
    shift 2
    [ -e "${1:-}" ] || return 0
    echo "== $target: $title"
    # Output only of what fails; the summary always.
    if ! prove --jobs "$(nproc)" --quiet --exec "timeout --foreground -k 5 120 $runner" "$@" >"$out/log" 2>&1; then
        cat "$out/log"
        failures=$((failures + 1))
    else
        tail -n 2 "$out/log"
    fi
}

# programs MODE [posix]: those built in MODE, from posix/ alone or from everywhere
programs() {
    for source in $sources; do
        name=${source##*/}
        program=$out/$1/${name%.*}.t
        case $source in
        */posix/*) ;;
        *) [ "${2:-}" != posix ] || continue ;;
        esac
        [ ! -e "$program" ] || echo "$program"
    done
}

with() { # with VARIABLE=VALUE...: a runner that sets them for the program only
    if [ -n "$QEMU" ]; then
        printf '%s' "$QEMU"
        printf ' -E %s' "$@"
    else
        printf 'env'
        printf ' %s' "$@"
    fi
}
musl_with() {
    if [ -n "$MUSL_QEMU" ]; then
        printf '%s' "$MUSL_QEMU"
        printf ' -E %s' "$@"
    else
        with "$@"
    fi
}

preload=LD_PRELOAD=$library/libfastctx.so
# shellcheck disable=SC2046 # lists of programs without spaces
{
    suite "glibc alone" "${QEMU:-env}" $(programs plain posix)
    suite "preloaded" "$(with "$preload")" $(programs plain)
    suite "preloaded, FASTCTX_SIGMASK=always" "$(with "$preload" FASTCTX_SIGMASK=always)" \
        $(programs plain)
    suite "preloaded, FASTCTX_SIGMASK=never" "$(with "$preload" FASTCTX_SIGMASK=never)" \
        $(programs plain | grep -v /mask_)
    suite "preloaded, FASTCTX_FPENV=full" "$(with "$preload" FASTCTX_FPENV=full)" \
        $(programs plain)
    suite "preloaded, never and full" \
        "$(with "$preload" FASTCTX_SIGMASK=never FASTCTX_FPENV=full)" $(programs plain | grep -v /mask_)
    suite "linked" "${QEMU:-env}" $(programs linked)
    suite "linked, FASTCTX_VERBOSE=1 FASTCTX_CHECK=1" "$(with FASTCTX_VERBOSE=1 FASTCTX_CHECK=1)" \
        $(programs linked | grep -E '/(random|resume|coroutine|refused|cancelled)')
    suite "static library, dynamic program" "${QEMU:-env}" $(programs archive)
    suite "static" "${QEMU:-env}" $(programs static)
    suite "static-pie" "${QEMU:-env}" $(programs static-pie)
    suite "opened late" "${QEMU:-env}" $(programs late)
    suite "musl, linked" "${MUSL_QEMU:-env}" $(programs musl)
    suite "musl, static library, dynamic program" "${MUSL_QEMU:-env}" $(programs musl-archive)
    suite "musl, static" "${QEMU:-env}" $(programs musl-static)
    suite "musl, static-pie" "${QEMU:-env}" $(programs musl-static-pie)
    suite "musl, opened late" "${MUSL_QEMU:-env}" $(programs musl-late)
    suite "musl, preloaded" "$(musl_with "$preload")" $(programs musl-open)
    auto=FASTCTX_SPLITSTACK=auto
    suite "split stacks, glibc alone" "${QEMU:-env}" $(programs split | grep /aware_)
    suite "split stacks, preloaded" "$(with "$preload")" $(programs split | grep /aware_)
    suite "split stacks, preloaded, $auto" "$(with "$preload" $auto)" $(programs split)
    suite "split stacks, linked, $auto" "$(with $auto)" $(programs split-linked)
    suite "split stacks, static, $auto" "$(with $auto)" $(programs split-static)
}

if [ $# = 0 ] && [ -d "$out/split" ]; then
    OUT=$out CC=$CC suite "FASTCTX_SPLITSTACK" c-tests/split-stack/run.sh "$library/libfastctx.so"
fi

# Random programs of everything that changes a mask, against a model of masks.
# differential TITLE RUNNER LIBRARY|linked COMPILER [OPTION...]
differential() {
    title=$1
    runner=$2
    tested=$3
    shift 3
    options="--steps 400000"
    # The emulator of user programs is slow, and delivers timers' signals now and
    # then to those who block them, on the C library alone too: kernels.sh has those.
    [ -z "$QEMU" ] || options="--steps 30000 --timer 0"
    # shellcheck disable=SC2086 # words
    "$@" $flags -pthread -o "$out/differential"
    echo "== $target: random programs against a model, $title"
    # shellcheck disable=SC2086 # words
    if ! RUNNER=$runner prove --verbose --exec "timeout 300 sh" c-tests/differential/run.sh :: \
        "$out/differential" "$tested" $options >"$out/log" 2>&1; then
        cat "$out/log"
        failures=$((failures + 1))
    else
        tail -n 2 "$out/log"
    fi
}
if [ $# = 0 ]; then
    # shellcheck disable=SC2086 # compilers with options
    {
        set -- c-tests/differential/*.c
        differential preloaded "$QEMU" "$library/libfastctx.so" $CC "$@"
        differential static "$QEMU" linked $CC "$@" "$library/libfastctx.a" -static
        differential "musl, linked" "$MUSL_QEMU" linked $MUSL_CC "$@" -L"$library" -lfastctx \
            "-Wl,-rpath,$library"
        differential "musl, static" "$QEMU" linked $MUSL_CC "$@" "$library/libfastctx.a" -static
        set --
    }
fi

# A debugger at every instruction, under each policy.
if [ $# = 0 ]; then
    for name in scene scene-static; do
        case $name in
        *-static) set -- "$library/libfastctx.a" -static ;;
        *) set -- -L"$library" -lfastctx "-Wl,-rpath,$library" ;;
        esac
        # shellcheck disable=SC2086 # words
        $CC $flags c-tests/gdb/scene.c "$@" -Wl,-z,now -o "$out/$name"
        # shellcheck disable=SC2086 # words
        $CC $flags c-tests/gdb/coroutine_scene.c "c-tests/arch/$target.S" "$@" -Wl,-z,now \
            -o "$out/coroutine-$name"
    done
    export GDB QEMU DEBUG_CPU
    for policy in auto always never; do
        FASTCTX_SIGMASK=$policy suite "gdb at every instruction, FASTCTX_SIGMASK=$policy" \
            c-tests/gdb/run.sh "$out/scene" "$out/scene-static"
    done
    suite "gdb at every instruction between coroutines" \
        c-tests/gdb/run.sh "$out/coroutine-scene" "$out/coroutine-scene-static"
fi
[ "$failures" = 0 ]
