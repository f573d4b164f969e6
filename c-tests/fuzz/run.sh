#!/bin/sh
# libFuzzer on sequences of operations (sequences.c), with the library's Rust instrumented so
# that it sees which of its ways have been gone, and UBSan for the test's own C (SANITIZERS=
# address,undefined adds ASan, which is five times slower). Fails when
# something was found; the input is then build/fuzz/crash-..., to be given again as
#
#   build/fuzz/sequences build/fuzz/crash-...
#
# usage: c-tests/fuzz/run.sh [SECONDS [OPTION...]]       options of libFuzzer
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# = 0 ] || shift
arch=$(uname -m)
triple=$arch-unknown-linux-gnu
out=build/fuzz
mkdir -p "$out/corpus"
sanitizers=${SANITIZERS:-undefined}
flags="-O1 -g -Wall -Wextra -Werror -Iinclude -Ic-tests/arch/$arch -pthread -fsanitize=fuzzer-no-link,$sanitizers \
-fno-sanitize-recover=undefined -DNO_EXCEPTIONS"

coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=3 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
RUSTFLAGS="$coverage" CARGO_TARGET_DIR=$out/cargo \
    cargo rustc --quiet --release --locked --lib --target "$triple" --crate-type staticlib
# shellcheck disable=SC2086 # words
for source in c-tests/fuzz/sequences.c c-tests/campaign/world.c c-tests/campaign/switches.c \
    c-tests/campaign/coroutines.c c-tests/campaign/signals.c "c-tests/arch/$arch/arch.S"; do
    clang $flags -c "$source" -o "$out/$(basename "${source%.*}").o"
done
clang "-fsanitize=fuzzer,$sanitizers" "$out"/*.o "$out/cargo/$triple/release/libfastctx.a" -pthread -lm \
    -o "$out/sequences"
"$out/sequences" -max_total_time="$seconds" -max_len=2000 -artifact_prefix="$out/" -print_final_stats=1 \
    "$@" "$out/corpus"
