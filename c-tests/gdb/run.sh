#!/bin/sh
# Runs the script of a built scene (unwind.py, coroutine_unwind.py) over it, natively
# or through qemu's gdb server.
# Prints TAP. usage: ARCH=... GDB=... QEMU=... DEBUG_CPU=... c-tests/gdb/run.sh PROGRAM
set -eu
program=$1
case ${program##*/} in
coroutine*) script=$(dirname "$0")/coroutine_unwind.py ;;
*) script=$(dirname "$0")/unwind.py ;;
esac
debugger() {
    "$GDB" -nx -batch -iex 'set debuginfod enabled off' -iex 'set auto-load off' \
        -iex "python import sys; sys.dont_write_bytecode = True; sys.path[:0] = ['${0%/*}', '${0%/*}/../arch/$ARCH']" "$@" 2>&1
}
if [ -z "$QEMU" ]; then
    debugger -ex 'break main' -ex run -x "$script" "$program"
else
    socket=$(mktemp -u)
    # shellcheck disable=SC2086 # a command with options
    $QEMU ${DEBUG_CPU:+-cpu "$DEBUG_CPU"} -g "$socket" "$program" 2>/dev/null &
    for _ in 1 2 3 4 5 6 7 8 9 10; do [ -S "$socket" ] || sleep 0.2; done
    debugger -ex "set sysroot ${SYSROOT:-/}" -ex "target remote $socket" -ex 'break main' -ex continue \
        -x "$script" "$program"
    rm -f "$socket"
fi | grep -E '^(ok |not ok |# |1\.\.|Bail)'
