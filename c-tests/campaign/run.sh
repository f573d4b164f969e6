#!/bin/sh
# The campaign: random switches of every kind against a model (main.c says of what), for a
# time, seed after seed. Prints TAP: a line for each seed, and how many switches there were.
#
# usage: c-tests/campaign/run.sh TARGET [SECONDS [SEED]]     (a row of scripts/targets.txt)
#
# A third of the time under the default policies, the rest in shares under
# FASTCTX_SIGMASK=always and =never, FASTCTX_FPENV=full, FASTCTX_CHECK=1, and with musl. What
# a line tells is done again by
#
#   [FASTCTX_...=...] build/c-tests/TARGET/campaign/linked --seed SEED
#
# with the options that the line `# with` has.
set -eu
cd "$(dirname "$0")/../.."
. c-tests/tap.sh
use_target "$1"
seconds=${2:-10} # also when it is empty
seed=${3:-1}
library=$PWD/build/$target
out=build/c-tests/$target/campaign
flags="-O2 -g -Wall -Wextra -Werror -Iinclude -Ic-tests/arch/$ARCH ${QEMU:+-DEMULATED} -fPIE -pthread"
options="--steps 200000"
# The emulator of user programs now and then delivers a timer's signal to a thread that blocks
# it, and is slow.
[ -z "$QEMU" ] || options="--steps 20000 --timer 0"
rm -rf "$out"
mkdir -p "$out/glibc" "$out/musl"

# compile KIND COMPILER...: the objects
compile() {
    kind=$1
    shift
    for source in c-tests/campaign/*.c "c-tests/arch/$ARCH/arch.S"; do
        # shellcheck disable=SC2086 # words
        "$@" $flags -c "$source" -o "$out/$kind/$(basename "${source%.*}").o"
    done
}
# shellcheck disable=SC2086 # compilers with options
{
    compile glibc $CC
    compile musl $MUSL_CC -DNO_EXCEPTIONS
    $CXX $flags -fno-strict-aliasing -c c-tests/campaign/exceptions.cc -o "$out/glibc/exceptions.o"
    $CXX "$out"/glibc/*.o -L"$library" -lfastctx "-Wl,-rpath,$library" -pthread -lm -o "$out/linked"
    $MUSL_CC "$out"/musl/*.o "$library/libfastctx.a" -static -pthread -o "$out/musl-static"
}

# campaign SHARE PROGRAM [VARIABLE=VALUE]: as many of 12 parts of the time
campaign() {
    share=$(((seconds * $1 + 11) / 12))
    program=$out/$2
    shift 2
    echo "# with $* $options --seconds $share"
    # shellcheck disable=SC2086 # words
    if [ "$QEMU" ]; then
        runner="$QEMU $(printf ' -E %s' "${1:-FASTCTX_VERBOSE=0}")"
    else
        runner="env ${1:-FASTCTX_VERBOSE=0}"
    fi
    # shellcheck disable=SC2086 # words
    output=$($runner "$program" $options --seconds "$share" --seed "$seed" 2>&1) || true
    # With numbers that go on, and this script's own plan at the end.
    printf '%s\n' "$output" | awk -v count="$tap_count" -v title="$(basename "$program") ${1:-}" '
        /^1\.\./ { next }
        /^(not )?ok / { sub(/ok [0-9]+ - /, "ok " ++count " - " title ": ") }
        { print }'
    here=$(printf '%s\n' "$output" | grep -c -E '^(not )?ok ' || true)
    tap_count=$((tap_count + here))
    if printf '%s\n' "$output" | grep -q '^not ok ' || ! printf '%s\n' "$output" | grep -q '^1\.\.'; then
        tap_failed=1
    fi
    count=$(printf '%s\n' "$output" | sed -n 's/^# \([0-9]*\) switches, .*/\1/p')
    total=$((total + ${count:-0}))
    next=$((seed + here))
    if [ "$next" -gt "$last" ]; then last=$next; fi
}
total=0
last=0
campaign 4 linked
campaign 2 linked FASTCTX_SIGMASK=always
campaign 1 linked FASTCTX_SIGMASK=never
campaign 2 linked FASTCTX_FPENV=full
campaign 1 linked FASTCTX_CHECK=1
campaign 2 musl-static
check "there were switches: $total, seeds $seed to $((last - 1))" [ "$total" -gt 100000 ]
finish
