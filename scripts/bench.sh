#!/bin/sh
# Builds and runs the benchmark, pinned to the last processor. The folder that
# the library is in says for which target; Boost joins where it can be linked.
# What is printed is in build/bench/TARGET/results.json, too, an array with what
# each of the two programs found.
#
# usage: scripts/bench.sh build/TARGET/libfastctx.so [bench options]
set -eu
cd "$(dirname "$0")/.."
library=$(realpath "$1")
shift
target=$(basename "$(dirname "$library")")
# What only tests need is not looked for, but for the emulator of another machine.
if [ "$(uname -m)" = "$target" ]; then only=--build; else only=; fi
# shellcheck disable=SC2086 # an option, or nothing
settings=$(scripts/toolchain.sh $only "$target")
eval "$settings"
out=build/bench/$target
mkdir -p "$out"

# corosensei, a crate of its own with its own lock file. It is not for every architecture, and
# wants more of Rust's libraries than those that are built along with a target.
corosensei=
crate=build/bench/cargo/$TRIPLE/release/libbench_corosensei.a
if [ -n "$CARGO_FLAGS" ]; then
    echo "bench.sh: without corosensei: Rust's libraries are not there for $TRIPLE" >&2
elif CARGO_TARGET_DIR=$PWD/build/bench/cargo RUSTC=${RUSTC:-rustc} cargo build --quiet --release \
    --locked --target "$TRIPLE" --manifest-path bench/corosensei/Cargo.toml 2>"$out/corosensei.log"; then
    corosensei="bench/corosensei.c $crate"
elif grep -qE 'Unsupported target|E0554' "$out/corosensei.log"; then
    echo "bench.sh: without corosensei, which knows no $TRIPLE" >&2
else
    cat "$out/corosensei.log" >&2
    exit 1
fi

# The library's own assembly with the one exit and with the other, in a shared
# library: called as the originals are.
exits=
if [ -e "c-tests/arch/$ARCH/exits.S" ]; then
    for exit in ret jmp; do
        upper=$(echo "$exit" | tr '[:lower:]' '[:upper:]')
        # shellcheck disable=SC2086 # words
        $CC -E -P -D"BY_$upper" "c-tests/arch/$ARCH/exits.S" |
            sed -e "s/{\([a-z_]*\)}/bench_\1_by_$exit/g" -e 's/\.hidden [a-z_]*;//g' \
                -e "s/fastctx_asm_switch/fastctx_switch_by_$exit/g" \
                -e "s/fastctx_asm_swapcontext/swapcontext_by_$exit/g" >"$out/by_$exit.s"
    done
    exits=$out/libexits.so
    # shellcheck disable=SC2086 # words
    $CC -shared -nostdlib -Wl,-soname,libexits.so -o "$exits" "$out/by_ret.s" "$out/by_jmp.s"
fi

boost=
if echo 'int main(void) { return 0; }' |
    $CC -x c - -o "$out/probe" -lboost_context 2>"$out/probe.log"; then
    boost=bench/boost.c
fi

# What else the results should name.
rustc_version=$(${RUSTC:-rustc} --version)
revision=$(git describe --always --dirty 2>/dev/null || echo unknown)
corosensei_version=$(sed -n '/^name = "corosensei"/{n;s/^version = "\(.*\)"/\1/p;}' bench/corosensei/Cargo.lock)

# build NAME OPTION...
build() {
    name=$1
    shift
    # shellcheck disable=SC2086 # lists of words
    $CC -O2 -falign-functions=64 -Wall -Wextra -Werror ${boost:+-DHAVE_BOOST} ${corosensei:+-DHAVE_COROSENSEI} \
        -Iinclude "-DRUSTC_VERSION=\"$rustc_version\"" "-DREVISION=\"$revision\"" \
        ${corosensei:+"-DCOROSENSEI_VERSION=\"$corosensei_version\""} \
        "-Ic-tests/arch/$ARCH" ${exits:+-DHAVE_EXITS} "$@" \
        bench/bench.c bench/machine.c bench/json.c bench/switches.c bench/memory.c bench/many.c bench/copy.c bench/segmented.c \
        bench/ucontext.c bench/switch.c bench/inline.c bench/floor.c bench/coroutine.c \
        $corosensei $boost "$library" $exits ${boost:+-lboost_context} -lm \
        -Wl,-rpath,"$(dirname "$library"):$PWD/$out" -o "$out/$name"
}
build bench
# libgcc has segmented stacks for some only.
if grep -q HAS_SPLIT_STACKS "c-tests/arch/$ARCH/arch.h"; then build bench-segmented -Wl,-u,__splitstack_makecontext; fi

results=
for program in bench bench-segmented; do
    [ -x "$out/$program" ] || continue
    # shellcheck disable=SC2086 # the emulator and its options, or nothing
    taskset -c "$(($(nproc) - 1))" ${QEMU:-} "$out/$program" -j "$out/$program.json" "$@"
    results="$results $out/$program.json"
done
# shellcheck disable=SC2086 # a list of files
{
    echo '['
    separator=
    for file in $results; do
        echo "$separator"
        cat "$file"
        separator=,
    done
    echo ']'
} >"$out/results.json"
