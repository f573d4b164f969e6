#!/bin/sh
# Programs that sanitizers and valgrind watch: what is right is reported by none of them,
# and a bug in a context or a coroutine still is. Prints TAP.
#
# For gcc, clang, and further versions of clang that are installed.
#
# usage: c-tests/sanitizers.sh TARGET    (this machine's own)
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
library=$PWD/build/$target
out=build/c-tests/$target/sanitizers
flags="-g -O1 -Wall -Wextra -Werror -Iinclude -Ic-tests -Ic-tests/arch/$ARCH -Ic-tests/sanitizers"
shared="-L$library -lfastctx -Wl,-rpath,$library"
kinds="ucontext switch switch_fp inline given mapped growing shared"
rm -rf "$out"
mkdir -p "$out"

# What the programs are run with, whatever the shell has. Leaks are looked for where it
# says so.
export ASAN_OPTIONS=detect_stack_use_after_return=1:detect_leaks=0
export TSAN_OPTIONS=
unset LD_PRELOAD FASTCTX_SIGMASK FASTCTX_FPENV FASTCTX_VERBOSE FASTCTX_CHECK

# What a program prints, but for the line that AddressSanitizer has for everybody who calls
# swapcontext; the first report of it; and how it ended.
said() {
    timeout 300 "$@" >"$out/said" 2>&1 || echo "status $?" >>"$out/said"
    grep -v "ASan doesn't fully support makecontext" "$out/said" | head -n 20
}

found() { # WHAT PROGRAM...: one report, of that
    what=$1
    shift
    timeout 300 "$@" >"$out/found" 2>&1 || true
    grep -q "$what" "$out/found" || { head -n 20 "$out/found" && false; }
}

silent() { # PROGRAM...: ends well, and no sanitizer says anything
    timeout 300 "$@" >"$out/silent" 2>&1 || { head -n 40 "$out/silent" && false; }
    ! grep -E 'ERROR|WARNING: ThreadSanitizer|False positive|^==[0-9]+==' "$out/silent" |
        grep -v "ASan doesn't fully support"
}

others=$(for version in 15 16 17 18 19 20 21 22; do
    ! command -v "clang-$version" || ! [ -e "$("clang-$version" -print-file-name=libclang_rt.asan-x86_64.a)" ] ||
        echo "clang-$version"
done 2>/dev/null | grep -v / || true)

for cc in gcc clang $others; do
    case $cc in
    gcc) cxx=g++ ;;
    *) cxx=clang++${cc#clang} ;;
    esac
    for sanitizer in address thread; do
        name=$cc-$sanitizer
        command="$cc -fsanitize=$sanitizer $flags"
        # shellcheck disable=SC2086 # words
        {
            $command c-tests/sanitizers/clean.c -pthread $shared -o "$out/clean-$name"
            $command c-tests/sanitizers/clean.c -pthread "$library/libfastctx.a" -o "$out/clean-$name-archive"
            $command c-tests/sanitizers/bugs.c -pthread $shared -o "$out/bugs-$name"
            $command c-tests/sanitizers/bugs.c -pthread "$library/libfastctx.a" -o "$out/bugs-$name-archive"
        }
        for way in "" -archive; do
            equal "$name$way: nothing is reported where nothing is wrong" clean \
                "$(said "$out/clean-$name$way")"
        done
        case $sanitizer in
        address)
            equal "$name: nor without a second stack for what functions leave" clean \
                "$(ASAN_OPTIONS=detect_stack_use_after_return=0 said "$out/clean-$name")"
            equal "$name: nor for exceptions that stay inside, preloaded too" "" "$(
                for test in posix/exceptions_stay_inside native/exceptions_stay_inside_coroutines \
                    native/exceptions_stay_inside_shared_stacks native/inline_exceptions_stay_inside; do
                    # shellcheck disable=SC2086 # words
                    $cxx -fsanitize=address $flags "c-tests/$test.cc" -pthread $shared \
                        -o "$out/${test#*/}-$name"
                    silent "$out/${test#*/}-$name" || echo "$test failed"
                done
                # shellcheck disable=SC2086 # words
                $cxx -fsanitize=address $flags c-tests/posix/exceptions_stay_inside.cc -pthread -o "$out/alone-$name"
                # gcc's has to be the first library.
                runtime=
                [ "$cc" != gcc ] || runtime=$(gcc -print-file-name=libasan.so)
                silent env "LD_PRELOAD=$runtime $library/libfastctx.so" "$out/alone-$name" || echo "preloaded: failed"
            )"
            bugs="heap-overflow:heap-buffer-overflow heap-use-after-free:heap-use-after-free
                stack-overflow:stack-buffer-overflow stack-overflow-later:stack-buffer-overflow
                use-after-return:stack-use-after-return use-after-scope:stack-use-after-scope"
            runtime=AddressSanitizer
            ;;
        thread)
            bugs=race:data.race
            runtime=ThreadSanitizer
            ;;
        esac
        equal "$name: FASTCTX_VERBOSE=1 says who is told" \
            "fastctx: switches and stacks are told to: $runtime" \
            "$(FASTCTX_VERBOSE=1 "$out/bugs-$name" none switch 2>&1 | grep 'told to')"
        way=
        [ "$cc" = gcc ] || way=-archive
        for kind in $kinds; do
            equal "$name$way: nothing is reported of $kind" "" "$(said "$out/bugs-$name$way" none "$kind")"
            for bug in $bugs; do
                check "$name$way: in $kind: ${bug%%:*}" \
                    found "$runtime: ${bug#*:}" "$out/bugs-$name$way" "${bug%%:*}" "$kind"
            done
        done
    done
    for kind in $kinds; do
        check "$cc-address: in $kind: a leak" found "24 byte(s) leaked in 1 allocation" \
            env ASAN_OPTIONS=detect_leaks=1 "$out/bugs-$cc-address" leak "$kind"
        check "$cc-address: what a suspended one of $kind holds is none" \
            silent env ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=0 \
            "$out/bugs-$cc-address" hold "$kind"
    done
done

# Segmented stacks: coroutines on them, of code that is instrumented and not split itself.
# libgcc's functions come with an object that is.
echo 'int split(int n) { volatile char room[9]; room[8] = (char)n; return room[8]; }' >"$out/split.c"
gcc -O1 -fsplit-stack -c "$out/split.c" -o "$out/split.o"
functions=$(for name in getcontext setcontext makecontext resetcontext releasecontext block_signals_context; do
    printf ' -Wl,-u,__splitstack_%s' $name
done)
for sanitizer in address thread; do
    # shellcheck disable=SC2086 # words
    for program in clean bugs; do
        gcc -fsanitize=$sanitizer $flags c-tests/sanitizers/$program.c "$out/split.o" $functions -pthread \
            "$library/libfastctx.a" -o "$out/$program-segmented-$sanitizer"
    done
    equal "gcc-$sanitizer: nothing is reported of segmented stacks among others" clean \
        "$(said "$out/clean-segmented-$sanitizer")"
    bug=stack-overflow:stack-buffer-overflow
    [ $sanitizer = address ] || bug=race:data.race
    check "gcc-$sanitizer: in segmented: ${bug%%:*}" \
        found "${bug#*:}" "$out/bugs-segmented-$sanitizer" "${bug%%:*}" segmented
done

# Valgrind.
# shellcheck disable=SC2086 # words
for program in clean bugs; do
    gcc $flags c-tests/sanitizers/$program.c -pthread $shared -o "$out/$program-valgrind"
    gcc $flags c-tests/sanitizers/$program.c -pthread "$library/libfastctx.a" -o "$out/$program-valgrind-archive"
done
memcheck() { said valgrind -q --error-exitcode=9 "$@"; }
for way in "" -archive; do
    equal "valgrind$way: nothing is reported where nothing is wrong" clean \
        "$(memcheck "$out/clean-valgrind$way" apart)"
done
equal "valgrind: FASTCTX_VERBOSE=1 says that it is told" \
    "fastctx: switches and stacks are told to: valgrind" \
    "$(FASTCTX_VERBOSE=1 valgrind -q "$out/bugs-valgrind" none switch 2>&1 | grep 'told to')"
for kind in $kinds; do
    equal "valgrind: nothing is reported of $kind" "" "$(memcheck "$out/bugs-valgrind" none "$kind")"
    for bug in "heap-overflow:Invalid write of size 1" "heap-use-after-free:Invalid write of size 1" \
        "uninitialised:depends on uninitialised value"; do
        check "valgrind: in $kind: ${bug%%:*}" \
            found "${bug#*:}" valgrind -q "$out/bugs-valgrind" "${bug%%:*}" "$kind"
    done
done
equal "valgrind: C++ exceptions that stay inside" "" "$(
    # shellcheck disable=SC2086 # words
    g++ $flags c-tests/native/exceptions_stay_inside_coroutines.cc -pthread $shared -o "$out/exceptions-valgrind"
    silent valgrind -q --error-exitcode=9 "$out/exceptions-valgrind" || echo failed
)"
finish
