#!/bin/sh
# The examples that use <fastctx.h>, README.md's too: each is built, run, and does
# what it says. Prints TAP.
#
# usage: c-tests/examples.sh TARGET
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
library=$PWD/build/$target
out=build/c-tests/$target/examples
mkdir -p "$out"
rm -f "$out"/*.log # of another run: they are waited for
unset FASTCTX_SIGMASK FASTCTX_FPENV FASTCTX_SPLITSTACK FASTCTX_GUARD FASTCTX_CHECK FASTCTX_VERBOSE \
    LD_PRELOAD
server=
trap '[ -z "$server" ] || kill "$server"' EXIT

compile() { # SOURCE: with no more warnings than the tests
    name=${1##*/}
    # shellcheck disable=SC2086 # a compiler with options
    $CC -O2 -g -Wall -Wextra -Werror -Iinclude "$1" -L"$library" -lfastctx \
        "-Wl,-rpath,$library" -o "$out/${name%.c}"
}
run() { # PROGRAM ARGUMENT...: what it prints, and its exit status if that is not 0
    program=$out/$1
    shift
    # shellcheck disable=SC2086 # a command with options
    timeout --foreground -k 5 120 ${QEMU:-env} "$program" "$@" 2>&1 || echo "exit status $?"
}

for source in examples/generator.c examples/scheduler.c examples/echo_server.c \
    examples/permutations.c examples/collector.c c-tests/programs/echo_client.c; do
    check "$source is built" compile "$source"
done

# The program among the README's pieces of C.
awk '/^```/ { if (inside && text ~ /int main/) printf "%s", text; inside = /^```c$/; text = ""; next }
    inside { text = text $0 "\n" }' README.md >"$out/readme.c"
check "the README's program is built" compile "$out/readme.c"
equal "and counts as it should" "0 1 1 2 3 5 8 13 21 34 55 89 " "$(run readme)"

equal "generator: two walks are merged, one of them to its end" "apple
ash
cherry
elm
fig
lemon
maple
oak
  (the tree of maple has no more)
  (the tree of lemon was not read to its end)" "$(run generator)"
equal "generator: both to their ends" "  (the tree of maple has no more)
plum
quince
  (the tree of lemon has no more)" "$(run generator 100 | tail -n 4)"
equal "generator: neither" "  (the tree of lemon was not read to its end)
  (the tree of maple was not read to its end)" "$(run generator 0)"
equal "scheduler: tasks take turns and wait" "  0 ms  a hawker shouts
  0 ms  a crow caws
  0 ms  a hawker shouts
  0 ms  a crow caws
 20 ms  the church strikes
 35 ms  the town hall strikes
 40 ms  the church strikes
 60 ms  the church strikes
 60 ms  an echo answers
 60 ms  an echo answers
 61 ms  the church is done
 70 ms  the town hall strikes
105 ms  the town hall strikes
105 ms  an echo answers
105 ms  an echo answers
106 ms  the town hall is done" "$(run scheduler)"
equal "collector: keeps what coroutines hold, and nothing else" "given: 800 of 800 kept all they had
mapped: 800 of 800 kept all they had
growing: 800 of 800 kept all they had
shared: 800 of 800 kept all they had
nested: 800 of 800 kept all they had
the thread did, too
the heap was collected many times, by coroutines too
nearly all of what was allocated was garbage that was used again" "$(run collector)"
check "permutations: counts what there is to count" test "$(run permutations 7 | grep -c 1854)" -ge 1

# wait_for FILE TEXT: until a program has printed it
wait_for() {
    tries=0
    until grep -q "$2" "$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || return 1
        sleep 0.1
    done
}
# shellcheck disable=SC2086 # a command with options
timeout --foreground -k 20 120 ${QEMU:-env} "$out/echo_server" 0 >"$out/server.log" 2>&1 &
server=$!
check "echo_server: listens" wait_for "$out/server.log" listening
port=$(sed -n 's/^listening on 127.0.0.1:\([0-9]*\)$/\1/p' "$out/server.log")
equal "echo_server: gives each client what it sent" "a connection without a word ends
fifty at once get back each its own
more than all buffers hold comes back whole
one that is reset does no harm to the next" "$(run echo_client "$port")"
run echo_client "$port" hold >"$out/hold.log" &
holder=$!
check "echo_server: two connections are held open" wait_for "$out/hold.log" holding
kill -TERM "$server"
status=0
wait "$server" || status=$?
server=
wait "$holder"
equal "echo_server: SIGTERM ends it" "0 listening on 127.0.0.1:$port
56 connections served" "$status $(cat "$out/server.log")"
equal "echo_server: and both connections, the full one when it has been read" "holding
the idle one is ended
and the full one, when it has been read" "$(cat "$out/hold.log")"
finish
