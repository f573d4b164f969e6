#!/bin/sh
# What happens at the edges of the library's own stacks, with the FASTCTX_ variables
# for that. Prints TAP.
#
# usage: c-tests/stacks.sh TARGET
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
library=$PWD/build/$target
out=build/c-tests/$target
flags="-O2 -Wall -Wextra -Werror -Iinclude"
mkdir -p "$out"

# shellcheck disable=SC2086 # words
for name in overflow guards; do
    source=c-tests/programs/$name.c
    $CC $flags "$source" -pthread -L"$library" -lfastctx "-Wl,-rpath,$library" -o "$out/$name"
    $CC $flags "$source" -pthread "$library/libfastctx.a" -static -o "$out/$name-static"
    $MUSL_CC $flags "$source" -pthread "$library/libfastctx.a" -static -o "$out/$name-musl"
done

# with VARIABLE=VALUE PROGRAM...: under the emulator too. What it says, without the
# line that tells the library's version, and with a word for each address.
with() {
    setting=$1
    shift
    # shellcheck disable=SC2086 # a command with options
    env "$setting" $QEMU "$@" 2>&1 | sed -e '/; in force:/d' -e '/^qemu: uncaught/d' -e 's/0x[0-9a-f]*/ADDRESS/g'
}

told() { # NAME: the line
    echo "fastctx: stack overflow in coroutine $1: ADDRESS is in the guard below its stack" \
        "ADDRESS-ADDRESS of 65536 bytes"
}

for suffix in "" -static -musl; do
    run=$out/overflow$suffix
    kind=${suffix:-linked}
    equal "$kind: an overflow is SIGSEGV and silent" "signal 11" \
        "$(with FASTCTX_VERBOSE=0 "$run" stack busy)"
    equal "$kind: FASTCTX_VERBOSE=1 names the coroutine" \
        "$(told busy)
signal 11" "$(with FASTCTX_VERBOSE=1 "$run" stack busy)"
    for mode in growing shared; do
        equal "$kind: on a $mode stack too" "$(told busy)
signal 11" "$(with FASTCTX_VERBOSE=1 "$run" stack busy $mode)"
        equal "$kind: on a $mode stack another SIGSEGV is not told" "signal 11" \
            "$(with FASTCTX_VERBOSE=1 "$run" null busy $mode)"
    done
    equal "$kind: the program's own handler comes after that" \
        "$(told busy)
the program's handler
exit 7" "$(with FASTCTX_VERBOSE=1 "$run" caught busy)"
    equal "$kind: another SIGSEGV is not told" "signal 11" \
        "$(with FASTCTX_VERBOSE=1 "$run" null busy)"
    equal "$kind: nor is one that is sent" "signal 11" \
        "$(with FASTCTX_VERBOSE=1 "$run" raise busy)"
done
# In static programs a second thread's end goes unnoticed, so it gets no stack for
# signal handlers.
equal "in a second thread too" "$(told busy)
signal 11" "$(with FASTCTX_VERBOSE=1 "$out/overflow" thread busy)"
# shellcheck disable=SC2086 # a command with options
equal "one without a name is told by its address" 2 \
    "$(FASTCTX_VERBOSE=1 $QEMU "$out/overflow" stack 2>&1 |
        sed -n -e 's/^it is //p' -e 's/.*overflow in coroutine \([^:]*\):.*/\1/p' |
        uniq -c | awk '{ print $1 }')"

# FASTCTX_GUARD=mprotect: two mappings for each stack.
if [ "$(cat /proc/sys/vm/max_map_count)" -gt 200000 ]; then
    echo "# vm.max_map_count is too large to come to its end"
else
    fine="a thread can start: 1
all run: 1
as many again: 1, and no more: 1
all end: 1"
    ended="ended by -EAGAIN, late
$fine"
    cause="fastctx: no more guard pages: N of them use up vm.max_map_count (raise that by sysctl;\
 Linux 6.13 needs none)"
    for suffix in "" -static -musl; do
        equal "${suffix:-linked}: guards by mprotect come to an end, which is -EAGAIN" "$ended" \
            "$(with FASTCTX_GUARD=mprotect "$out/guards$suffix")"
    done
    equal "FASTCTX_VERBOSE=1 tells the cause, once" "$cause
$ended" "$(FASTCTX_VERBOSE=1 with FASTCTX_GUARD=mprotect "$out/guards" |
        sed 's/pages: [0-9]* /pages: N /')"
fi
equal "FASTCTX_GUARD has two values" \
    "fastctx: FASTCTX_GUARD=none: no such value, using the default; it has: auto mprotect
signal 11" "$(with FASTCTX_GUARD=none "$out/overflow" null busy)"
finish
