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

# Crowds of up to 10 000 where there is little memory. A line that ends has its
# figures up to there, then the reason, and the run goes on.
many() { "$@" "build/bench/$target/bench" -o many -r 1 -n 2048 -j "$work/many.json" >"$work/many"; }
ended() { # CONTENDER REASON
    grep -q "^$1: not 10000: $2" "$work/many" && python3 - "$work/many.json" "$1" "$2" <<'PYTHON'
import json, re, sys
rows = json.load(open(sys.argv[1]))["rows"]
rows = {row["contexts"]: row for row in rows if row["contender"] == sys.argv[2] and row["shape"] == "in turn"}
sys.exit(0 if "median" in rows[1000] and re.match(sys.argv[3], rows[10000]["failure"]) else f"{rows}")
PYTHON
}
goes_on() { grep -q "^shared .*[0-9]$" "$work/many"; } # in the last column
little_address_space() {
    many prlimit --as=1000000000 && ended "growing, 64 KiB" "at [0-9]*: " &&
        ended "glibc swapcontext, plain stacks" "no memory"
}
little_memory() {
    gcc -Wall -Wextra -Werror -shared -fPIC c-tests/programs/little_memory.c -o "$work/little.so" &&
        many env LD_PRELOAD="$work/little.so" &&
        ended "mapped, 64 KiB" "no memory: 0.0[0-9] GB of 0.03" && goes_on
}

check "the benchmark runs" run
check "its results are valid JSON" python3 -m json.tool "$results" /dev/null
check "complete, and what the tables say" complete
check "a file for them that cannot be written is told" told
if [ "$target" = "$(uname -m)" ]; then
    check "crowds end where address space does" little_address_space
    check "and where the system would have to take memory that it has not" little_memory
fi
finish
