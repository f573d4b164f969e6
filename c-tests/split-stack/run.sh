#!/bin/sh
# FASTCTX_SPLITSTACK: what it says, and gccgo, whose runtime has split stacks of
# its own. Prints TAP.
#
# usage: c-tests/split-stack/run.sh LIBRARY
# with $CC, $QEMU (empty: not needed), and a folder $OUT; paths from the top
set -eu
cd "$(dirname "$0")/../.."
. c-tests/tap.sh
here=c-tests/split-stack
library=$1

$CC -O2 -fsplit-stack "$here/aware_contexts_go_on.c" -o "$OUT/hidden"
$CC -O2 -fsplit-stack -rdynamic "$here/aware_contexts_go_on.c" -o "$OUT/shown"

# with VARIABLE=VALUE... PROGRAM: the program, in an environment
with() {
    if [ "$QEMU" ]; then
        runner=$QEMU
        while [ $# -gt 1 ]; do
            runner="$runner -E $1"
            shift
        done
        $runner "$1" # words
    else
        env "$@"
    fi
}

# said PROGRAM VALUE: the line about split stacks that is printed at load
said() {
    with LD_PRELOAD="$library" FASTCTX_SPLITSTACK="$2" FASTCTX_VERBOSE=1 "$1" 2>&1 |
        grep '^fastctx: split' || echo nothing
}
equal "the option is in force where the program shows libgcc's functions" \
    "fastctx: split stacks: auto" "$(said "$OUT/shown" auto)"
equal "where it does not, the reason is told" \
    "fastctx: split stacks: off (no __splitstack_ functions: link the program with -rdynamic)" \
    "$(said "$OUT/hidden" auto)"
equal "nobody who does not ask is told" nothing "$(said "$OUT/shown" off)"
check "without the functions nothing breaks" \
    with LD_PRELOAD="$library" FASTCTX_SPLITSTACK=auto "$OUT/hidden"

gccgo=$(command -v "${CC%gcc}gccgo" || command -v "${CC%gcc}gccgo-12" || true)
if [ "$gccgo" ]; then
    # Cross compilers have its library where no loader looks.
    "$gccgo" -static-libgo -rdynamic "$here/goroutines.go" -o "$OUT/goroutines"
    equal "gccgo: alone" "sum 0" "$(with "$OUT/goroutines")"
    for value in off auto; do
        equal "gccgo: FASTCTX_SPLITSTACK=$value" "sum 0" \
            "$(with LD_PRELOAD="$library" FASTCTX_SPLITSTACK=$value "$OUT/goroutines")"
    done
fi
finish
