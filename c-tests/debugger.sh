#!/bin/sh
# What debuggers, profilers and unwinders find on the stacks of contexts and coroutines, and
# the commands of tools/fastctx-gdb.py: natively, or through qemu's gdb server. Prints TAP.
#
# usage: c-tests/debugger.sh TARGET
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
library=$PWD/build/$target
out=build/c-tests/$target/debugger
flags="-g -O2 -Wall -Wextra -Werror -Iinclude"
shared="-L$library -lfastctx -Wl,-rpath,$library"
export FASTCTX_GUARD=mprotect # so that gdb's core files have all memory: see docs/debugging.md
rm -rf "$out"
mkdir -p "$out"
# shellcheck disable=SC2086 # words
{
    $CC $flags c-tests/debugger/scene.c $shared -o "$out/scene"
    $CC $flags c-tests/debugger/scene.c "$library/libfastctx.a" -static -o "$out/scene-static"
}

# debug SCRIPT PROGRAM COMMAND...: what gdb prints once the program is at stop_here().
debug() {
    script=$1
    program=$2
    shift 2
    for command in "$@"; do
        set -- "$@" -ex "$command"
        shift
    done
    if [ -z "$QEMU" ]; then
        set -- -ex 'break stop_here' -ex run "$@"
    else
        socket=$(mktemp -u)
        # shellcheck disable=SC2086 # a command with options
        timeout 120 $QEMU ${DEBUG_CPU:+-cpu "$DEBUG_CPU"} -g "$socket" "$program" >/dev/null 2>&1 &
        for _ in 1 2 3 4 5 6 7 8 9 10; do [ -S "$socket" ] || sleep 0.2; done
        set -- -ex "set sysroot ${QEMU##*-L }" -ex "set solib-search-path $library" -ex "target remote $socket" -ex 'break stop_here' \
            -ex continue "$@" -ex kill
    fi
    timeout 120 "$GDB" -nx -batch -iex 'set debuginfod enabled off' -iex 'set auto-load off' \
        -ex "source $script" "$@" "$program" 2>&1 </dev/null
    [ -z "$QEMU" ] || rm -f "$socket"
}

# The lines of a list, without addresses and numbers, in an order of their own.
list() {
    sed -nE -e 's/^ +[0-9]+ 0x[0-9a-f]+ +//p' | sed -E -e 's/ 0x[0-9a-f]+-0x[0-9a-f]+//' \
        -e 's/0x[0-9a-f]+/ADDRESS/' -e 's/ +/ /g' | LC_ALL=C sort
}
# The names of the functions of each backtrace, one line a coroutine; how often one function
# stands there in a row. Without what Rust adds to names.
traces() {
    awk '/^Coroutine/ { if (line) print line; line = $0; sub(/.*, "/, "\"", line); sub(/\).*/, ":", line); last = "" }
        /^#/ && line { name = $4; sub(/::h[0-9a-f]*$/, "", name); sub(/.*::/, "", name)
               line = line " " name }
        /not started/ { line = line " (not started)" }
        END { print line }' | LC_ALL=C sort
}

known='normal mapped "outer" in resumes_another at c-tests/debugger/scene.c:52
running mapped "inner" in stop_here at c-tests/debugger/scene.c:13
suspended growing "growing" in waits_deep at c-tests/debugger/scene.c:23
suspended mapped "fresh" it has not started: never_starts
suspended mapped "mapped" in waits_deep at c-tests/debugger/scene.c:23
suspended shared "in" in waits_deep at c-tests/debugger/scene.c:23
suspended shared "out" in waits_deep at c-tests/debugger/scene.c:23 (copied away, to ADDRESS)'
given='suspended given "given" in waits_deep at c-tests/debugger/scene.c:23'
frames='"fresh": (not started)
"growing": fastctx_yield waits_deep waits_deep waits_deep waits_deep waits_deep waits_deeper waits start
"in": fastctx_yield waits_deep waits_deep waits_deep waits_deeper waits start
"inner": stop_here innermost start
"mapped": fastctx_yield waits_deep waits_deep waits_deep waits_deep waits_deeper waits start
"out": fastctx_yield waits_deep waits_deep waits_deep waits_deep waits_deep waits_deep waits_deeper waits start
"outer": fastctx_resume resumes_another outer start'

for program in scene scene-static; do
    equal "$program: info fastctx lists the live ones, and where each is" "$known" \
        "$(debug tools/fastctx-gdb.py "$out/$program" 'info fastctx' | list)"
    equal "$program: fastctx bt all" "$frames" \
        "$(debug tools/fastctx-gdb.py "$out/$program" 'fastctx bt all' | traces)"
done
equal "fastctx apply all runs a command in the function that waits" 4 \
    "$(debug tools/fastctx-gdb.py "$out/scene" 'fastctx apply all print depth' | grep -c '^\$.* = 0' || true)"
sed 's/^MAGIC, VERSION = \(.*\), 1$/MAGIC, VERSION = \1, 2/' tools/fastctx-gdb.py >"$out/newer.py"
equal "a table of another version is refused" \
    "fastctx: the library's table is version 1 of 39 words, and this script knows version 2 of 39" \
    "$(debug "$out/newer.py" "$out/scene" 'info fastctx' | grep '^fastctx:')"
echo 'int main(void) { return 0; } void stop_here(void) { }' >"$out/none.c"
"$CC" "$out/none.c" -o "$out/none"
equal "a program without the library is told" \
    "fastctx: the program has no libfastctx (0.3 or later), or is not running" \
    "$("$GDB" -nx -batch -iex 'set debuginfod enabled off' -ex 'source tools/fastctx-gdb.py' \
        -ex 'info fastctx' "$out/none" 2>&1 | grep '^fastctx:')"

if [ -z "$QEMU" ]; then
    equal "the program's own frames are as before, and it goes on to its end" \
        "#0 stop_here
#1 innermost
exited normally" "$(debug tools/fastctx-gdb.py "$out/scene" 'fastctx bt all' 'echo now\n' bt continue |
            sed -n '/^now/,$p' | sed -nE -e 's/^(#[01])  (0x[0-9a-f]* in )?([a-z_]*).*/\1 \3/p' \
                -e 's/^\[Inferior 1 \(.*\) (exited normally)\]/\1/p')"
    equal "--search finds those on the program's memory too" "$given
$known" "$(debug tools/fastctx-gdb.py "$out/scene" 'info fastctx --search' | list | LC_ALL=C sort |
        awk '/given/ { print; next } { rest = rest $0 "\n" } END { printf "%s", rest }')"
    debug tools/fastctx-gdb.py "$out/scene" "generate-core-file $out/core" >/dev/null
    core() {
        "$GDB" -nx -batch -iex 'set debuginfod enabled off' -iex 'set auto-load off' \
            -ex 'source tools/fastctx-gdb.py' "$@" "$out/scene" "$out/core" 2>&1
    }
    equal "the same list in a core file" "$known" "$(core -ex 'info fastctx' | list)"
    equal "and the same backtraces" "$frames" "$(core -ex 'fastctx bt all' | traces)"

    # shellcheck disable=SC2086 # words
    $CC $flags c-tests/debugger/threads.c -pthread $shared -o "$out/threads"
    debug tools/fastctx-gdb.py "$out/threads" 'thread apply all bt' >"$out/threads.said"
    equal "thread apply all bt: seven threads are in their flows" 7 \
        "$(grep -c ' waits_inside ' "$out/threads.said")"
    equal "their backtraces end at the first frame, and none is stopped" "7 0" \
        "$(awk '/^$|^Thread/ { n += last ~ /trampoline|::entry|::start/; last = "" } /^#/ { last = $0 }
            END { n += last ~ /trampoline|::entry|::start/; print n }' "$out/threads.said") $(
            grep -c 'Backtrace stopped\|previous frame' "$out/threads.said" || true)"

    # libunwind.
    # shellcheck disable=SC2086 # words
    for way in "$shared" "$library/libfastctx.a"; do
        $CC $flags -rdynamic c-tests/debugger/unwind.c -pthread $way -lunwind -o "$out/unwind"
        check "libunwind steps through to the first frame (${way##*/})" "$out/unwind"
    done

    # perf. By a clock, for there may be no counters; and where the kernel lets nobody.
    # shellcheck disable=SC2086 # words
    $CC $flags -fno-omit-frame-pointer c-tests/debugger/hot.c $shared -o "$out/hot"
    if perf record -q -e cpu-clock -o "$out/perf" true >"$out/perf.said" 2>&1; then
        for way in fp dwarf; do
            perf record -q -e cpu-clock:u -F 999 --call-graph $way -o "$out/perf" "$out/hot" 20000 >/dev/null 2>&1
            perf script -i "$out/perf" -F ip,sym 2>/dev/null |
                awk 'NF == 0 { if (chain) print chain; chain = "" } NF { chain = chain " " $2 }' |
                grep hot_inner | sed 's/::h[0-9a-f]*$//' >"$out/perf.chains" || true
            check "perf --call-graph $way: samples are there" test -s "$out/perf.chains"
            equal "perf --call-graph $way: each ends at the coroutine's first frame" "" \
                "$(grep -v 'hot_entry.*fastctx::coroutine::transfer::start$' "$out/perf.chains" | sort | uniq -c)"
        done
    else
        echo "# perf may not sample here: $(tail -n 1 "$out/perf.said")"
    fi
fi
finish
