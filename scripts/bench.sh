#!/bin/sh
# Builds and runs the benchmark, pinned to the last processor.
#
# usage: scripts/bench.sh PATH-OF-LIBFASTCTX.SO [bench options]
set -eu
library=$1
shift
mkdir -p build/bench
${CC:-cc} -O2 -Wall -Wextra -Werror -DHAVE_BOOST bench/bench.c -o build/bench/bench -lboost_context
exec env LD_PRELOAD="$(realpath "$library")" \
    taskset -c "$(($(nproc) - 1))" build/bench/bench "$@"
