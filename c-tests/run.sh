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
# Under an emulator of user programs what would be the same twice is left out; and with
# SHORT=1, for other targets than this machine's own, also further ways of use and
# repetitions, random programs but for a few, and debuggers; and of the same .so file
# what can be preloaded is not linked too.
set -eu
cd "$(dirname "$0")/.."
target=$1
shift
SETTINGS=${SETTINGS:-$(scripts/toolchain.sh "$target")}
export SETTINGS # of the parallel builds below
eval "$SETTINGS"
# shellcheck source=c-tests/arch/x86_64/arch.sh disable=SC2153 # of toolchain.sh
. "c-tests/arch/$ARCH/arch.sh"

library=$PWD/build/$target
out=build/c-tests/$target
flags="-O2 -g -Wall -Wextra -Werror -Iinclude -Ic-tests/arch/$ARCH ${QEMU:+-DEMULATED} -pthread"
sources=${*:-$(ls c-tests/posix/*.c* c-tests/ours/*.c* c-tests/native/*.c* c-tests/split-stack/*.c* \
    "c-tests/only-$ARCH"/*.c 2>/dev/null || true)}

# modes_of SOURCE: the ways of use that it is built in
modes_of() {
    for mode in $MODES; do
        case ${SHORT:-}:$mode:$1 in
        1:linked:*/native/* | 1:musl:*/native/*) ;;
        1:linked:* | 1:musl:*) continue ;; # those are preloaded
        1:static:*/mask_* | 1:musl-open:*/mask_*) continue ;; # preloaded, and in static ones with musl
        esac
        case $mode:$1 in
        plain:*/native/* | musl-open:*/native/*) ;;
        musl-late:*.cc) ;;
        # Slow, and the same code in each: once preloaded, once in each libc's static programs.
        plain:*/signals_at_* | static:*/signals_at_* | musl-static:*/signals_at_*) echo "$mode" ;;
        *:*/signals_at_*) ;;
        *late:*/shared_coroutines_by_the_million.c) ;; # there more of ours waits with each
        *late:*/native/*) echo "$mode" ;;
        *late:*) ;;
        musl*.cc | musl*/only-*) ;; # no C++ library, no unwinder for musl here
        # POSIX leaves it undefined; fastctx(7) names this one way where it is not seen.
        *archive*/mask_restored_by_underscore_longjmp.c) ;;
        split:*/split-stack/native_*) ;;
        # libgcc's pthread_create refers to the C library's weakly: null in static programs.
        split-static:*_threads.c) ;;
        split*:*/split-stack/*) echo "$mode" ;;
        split*:* | *:*/split-stack/*) ;;
        *) echo "$mode" ;;
        esac
    done
}

# use_compiler KIND SOURCE: that of glibc programs, of those with split stacks, or of musl's;
# sets `compiler`
use_compiler() {
    case $1 in
    musl) compiler=$MUSL_CC ;;
    split) compiler="$CC -fsplit-stack" ;;
    *) compiler=$CC ;;
    esac
    # (arm's compiler describes no function through which nothing is thrown, unless told.)
    case ${2:-}:$1 in
    *.cc:split) compiler="$CXX -fno-strict-aliasing -funwind-tables -fsplit-stack" ;;
    *.cc:*) compiler="$CXX -fno-strict-aliasing -funwind-tables" ;;
    esac
}

# compile KIND SOURCE OBJECT
compile() {
    use_compiler "$1" "$2"
    # shellcheck disable=SC2086 # words
    $compiler $flags -fPIE -c "$2" -o "$3"
}

# link MODE SOURCE OBJECT: the program is $out/MODE/NAME.t
link() {
    program=$out/$1/$(basename "${3%.o}").t
    use_compiler "${1%%-*}" "$2"
    object=$3
    arch=${object%/*}/arch.o
    case $1 in
    plain) case $2 in */ours/* | */only-*) set -- "$out/names.so" ;; *) set -- ;; esac ;;
    linked) set -- -L"$library" -lfastctx "-Wl,-rpath,$library" ;;
    archive) set -- "$library/libfastctx.a" ;;
    static) set -- "$library/libfastctx.a" -static ;;
    static-pie) set -- "$library/libfastctx.a" -static-pie ;;
    # The loader binds no function on the little that is left of a segment.
    split) set -- -rdynamic -Wl,-z,now ;;
    split-linked) set -- -L"$library" -lfastctx "-Wl,-rpath,$library" -Wl,-z,now ;;
    split-static) set -- "$library/libfastctx.a" -static ;;
    musl) set -- -L"$library" -lfastctx "-Wl,-rpath,$library" ;;
    musl-static) set -- "$library/libfastctx.a" -static ;;
    musl-archive) set -- "$library/libfastctx.a" ;;
    # musl-gcc does not know -static-pie; this is what it would do.
    musl-static-pie) set -- "$library/libfastctx.a" -static \
        -nostartfiles "$MUSL_START"/rcrt1.o "$MUSL_START"/crt[in].o \
        -Wl,-pie,--no-dynamic-linker,-z,text ;;
    late) set -- "$out/late.o" "$out/open_late.o" ;;
    musl-late) set -- "$out/musl-late.o" "$out/musl-open_late.o" ;;
    musl-open) set -- "$out/musl-names.so" ;;
    esac
    # shellcheck disable=SC2086 # words
    $compiler "$object" "$arch" "$@" -pthread -lm -o "$program"
}

# build SOURCE: compiled once for each kind of compiler, linked in every way of use
build() {
    name=$(basename "${1%.*}")
    for mode in $(modes_of "$1"); do
        case $mode in
        musl*) kind='musl' ;;
        split*) kind='split' ;;
        *) kind='glibc' ;;
        esac
        object=$out/objects/$kind/$name.o
        [ -e "$object" ] || compile $kind "$1" "$object"
        link "$mode" "$1" "$object"
    done
}

if [ "${BUILD:-}" ]; then # one of the parallel builds below
    build "$1"
    exit
fi

rm -rf "$out"
mkdir -p "$out"
MODES="plain linked archive static late musl musl-archive musl-static musl-open musl-late"
# The folder of musl's start files, where the compiler tells it (zig's, which stands
# in for musl-gcc when crossing, has none).
MUSL_START=$($MUSL_CC '-###' -x c /dev/null 2>&1 | grep -o '[^ "]*/crti\.o' | head -n 1)
MUSL_START=${MUSL_START%/crti.o}
[ "$target" != "$(uname -m)" ] || SHORT=
if [ "${SHORT:=}" ]; then MODES="plain linked static musl musl-static musl-open"; fi
export MODES MUSL_START
# Not every C library of Debian's cross compilers has start files for it.
[ "$SHORT" ] || [ ! -e "$($CC -print-file-name=rcrt1.o)" ] || MODES="$MODES static-pie"
[ "$SHORT" ] || [ ! -e "$MUSL_START/rcrt1.o" ] || MODES="$MODES musl-static-pie"

# gcc refuses the option where it has no split stacks.
if [ -z "$SHORT" ] && echo "int main(void) { return 0; }" |
    $CC -fsplit-stack -x c - -o "$out/probe" 2>/dev/null; then
    MODES="$MODES split split-linked split-static"
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

for mode in $MODES; do mkdir -p "$out/$mode"; done
for kind in glibc split musl; do
    mkdir -p "$out/objects/$kind"
    use_compiler $kind
    # shellcheck disable=SC2086 # words
    case $kind:$MODES in
    split:*split* | [!s]*) $compiler $flags -c "c-tests/arch/$ARCH/arch.S" -o "$out/objects/$kind/arch.o" ;;
    esac
done
# shellcheck disable=SC2086 # a list of names without spaces
printf '%s\n' $sources | BUILD=1 xargs -P "$(nproc)" -n 1 c-tests/run.sh "$target"

failures=0
if [ "$QEMU" ]; then patience=300; else patience=120; fi
# suite TITLE RUNNER PROGRAM...
suite() {
    title=$1
    runner=$2
    shift 2
    [ -e "${1:-}" ] || return 0
    echo "== $target: $title"
    # Output only of what fails; the summary always.
    if ! prove --jobs "$(nproc)" --quiet --exec "timeout -k 5 $patience $runner" "$@" >"$out/log" 2>&1; then
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

# but_for NAMES: of the programs in the input those whose names match none of the patterns
but_for() {
    set -f # the patterns are of these names, not of files here
    while read -r program; do
        name=$(basename "$program" .t)
        # shellcheck disable=SC2254 # patterns
        for pattern in $1; do case $name in $pattern) continue 2 ;; esac; done
        echo "$program"
    done
}

preload=LD_PRELOAD=$library/libfastctx.so
# shellcheck disable=SC2046 # lists of programs without spaces
{
    suite "glibc alone" "${QEMU:-env}" $(programs plain posix | but_for "$glibc_fails")
    suite "preloaded" "$(with "$preload")" $(programs plain)
    # An emulator of user programs has no restartable sequences: what it ran under
    # `auto` was `always`.
    [ "$QEMU" ] || suite "preloaded, FASTCTX_SIGMASK=always" "$(with "$preload" FASTCTX_SIGMASK=always)" \
        $(programs plain)
    # Under an emulator nothing but `never` takes the fast paths.
    suite "preloaded, FASTCTX_SIGMASK=never" "$(with "$preload" FASTCTX_SIGMASK=never)" \
        $(programs plain | but_for 'mask_*')
    # The exception flags are nothing to those that are about masks: once is enough.
    [ "$SHORT" ] || suite "preloaded, FASTCTX_FPENV=full" "$(with "$preload" FASTCTX_FPENV=full)" \
        $(programs plain | but_for "${QEMU:+mask_*}")
    suite "preloaded, never and full" \
        "$(with "$preload" FASTCTX_SIGMASK=never FASTCTX_FPENV=full)" $(programs plain | but_for 'mask_*')
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
    OUT=$out CC=$CC QEMU=$QEMU suite "FASTCTX_SPLITSTACK" c-tests/split-stack/run.sh "$library/libfastctx.so"
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
    [ -z "$SHORT" ] || options="--steps 5000${QEMU:+ --timer 0}"
    # Where glibc's threads exchange their pointers with contexts, no suite does that.
    case " $glibc_fails " in
    *" mask_moves_between_threads "*)
        REFERENCE="switch mask oldmask jump signal wait altstack process thread all threads wide"
        ;;
    *" mask_* "*) REFERENCE=none ;; # its masks are not what the model has
    *) REFERENCE= ;;
    esac
    export REFERENCE
    # shellcheck disable=SC2086 # words
    "$@" $flags -fPIC -pthread -o "$out/differential"
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
        [ "$SHORT" ] || differential static "$QEMU" linked $CC "$@" "$library/libfastctx.a" -static
        [ "$SHORT" ] || differential "musl, linked" "$MUSL_QEMU" linked $MUSL_CC "$@" -L"$library" -lfastctx \
            "-Wl,-rpath,$library"
        differential "musl, static" "$QEMU" linked $MUSL_CC "$@" "$library/libfastctx.a" -static
        set --
    }
fi

# A debugger at every instruction, under each policy.
if [ $# = 0 ] && [ -z "$SHORT" ]; then
    for name in scene scene-static; do
        case $name in
        *-static) set -- "$library/libfastctx.a" -static ;;
        *) set -- -L"$library" -lfastctx "-Wl,-rpath,$library" ;;
        esac
        # shellcheck disable=SC2086 # words
        $CC $flags c-tests/gdb/scene.c "$@" -Wl,-z,now -o "$out/$name"
        # shellcheck disable=SC2086 # words
        $CC $flags c-tests/gdb/coroutine_scene.c "c-tests/arch/$ARCH/arch.S" "$@" -Wl,-z,now \
            -o "$out/coroutine-$name"
    done
    export ARCH GDB QEMU DEBUG_CPU
    for policy in auto always never; do
        # Where there are no restartable sequences, auto is always.
        [ -z "$QEMU" ] || [ $policy != always ] || continue
        FASTCTX_SIGMASK=$policy suite "gdb at every instruction, FASTCTX_SIGMASK=$policy" \
            c-tests/gdb/run.sh "$out/scene" "$out/scene-static"
    done
    suite "gdb at every instruction between coroutines" \
        c-tests/gdb/run.sh "$out/coroutine-scene" "$out/coroutine-scene-static"
fi
[ "$failures" = 0 ]
