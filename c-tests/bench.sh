#!/bin/sh
# The benchmark runs, shortly, and its results as JSON are what it prints.
# Prints TAP.
#
# usage: c-tests/bench.sh TARGET
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
library=build/$target/libfastctx.so
results=build/bench/$target/results.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() { scripts/bench.sh "$library" -r 2 -n 1000 >"$work/tables"; }
complete() { python3 c-tests/bench.py "$results" "$work/tables"; }
told() { # as one line: a file that cannot be written
    # shellcheck disable=SC2086 # a command with options
    ! ${QEMU:-env} "build/bench/$target/bench" -o copy -r 1 -n 100 -j /dev/null/x 2>"$work/said" >/dev/null &&
        grep -q '^bench: /dev/null/x: ' "$work/said"
}
check "the benchmark runs" run
check "its results are valid JSON" python3 -m json.tool "$results" /dev/null
check "complete, and what the tables say" complete
check "a file for them that cannot be written is told" told
finish
