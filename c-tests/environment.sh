#!/bin/sh
# The FASTCTX_ variables, what they print and what they do; dlopen. Prints TAP.
#
# usage: c-tests/environment.sh TARGET
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
# shellcheck source=c-tests/arch/x86_64/arch.sh disable=SC2153 # of toolchain.sh
. "c-tests/arch/$ARCH/arch.sh"
library=$PWD/build/$target
out=build/c-tests/$target
flags="-O2 -Wall -Wextra -Werror -Iinclude -fPIC" # all that zig knows for mips64
mkdir -p "$out"

# shellcheck disable=SC2086 # words
{
    $CC $flags c-tests/programs/policy.c -L"$library" -lfastctx "-Wl,-rpath,$library" -o "$out/policy"
    $CC $flags c-tests/programs/policy.c "$library/libfastctx.a" -static -o "$out/policy-static"
    $CC $flags c-tests/programs/policy.c "$library/libfastctx.a" -static -Wl,-u,getauxval -o "$out/policy-auxv"
    $CC $flags c-tests/programs/refused.c -L"$library" -lfastctx "-Wl,-rpath,$library" -o "$out/refused"
    $MUSL_CC $flags c-tests/programs/policy.c "$library/libfastctx.a" -static -o "$out/policy-musl"
    $CC $flags c-tests/programs/opened.c -o "$out/opened"
    $MUSL_CC $flags c-tests/programs/opened.c -o "$out/opened-musl"
}

with() { # VARIABLE=VALUE PROGRAM...: under the emulator too
    setting=$1
    shift
    # shellcheck disable=SC2086 # a command with options
    env "$setting" $QEMU "$@" 2>&1
}

# What auto comes to: the emulator of user programs has no rseq.
auto=auto
no_auto=
if [ -n "$QEMU" ]; then
    auto=always
    no_auto=" (no auto: ${emulated_without_rseq:-the C library registered no rseq})"
fi

for program in policy policy-static policy-musl; do
    run=$out/$program
    equal "$program: the default is auto" $auto "$(with A=b "$run")"
    equal "$program: auto" $auto "$(with FASTCTX_SIGMASK=auto "$run")"
    equal "$program: never" never "$(with FASTCTX_SIGMASK=never "$run")"
    equal "$program: always" always "$(with FASTCTX_SIGMASK=always "$run")"
    equal "$program: a value that does not exist is one line, and the default" \
        "fastctx: FASTCTX_SIGMASK=maybe: no such value, using the default; it has: auto always never
$auto" "$(with FASTCTX_SIGMASK=maybe "$run")"
    equal "$program: an empty value does not exist either" \
        "fastctx: FASTCTX_SIGMASK=: no such value, using the default; it has: auto always never
$auto" "$(with FASTCTX_SIGMASK= "$run")"
    equal "$program: nor one that only begins like one" \
        "fastctx: FASTCTX_SIGMASK=nevermore: no such value, using the default; it has: auto always never
$auto" "$(with FASTCTX_SIGMASK=nevermore "$run")"
    long=0123456789012345678901234567890123456789012345678901234567890123
    equal "$program: a long one is cut" \
        "fastctx: FASTCTX_SIGMASK=$long: no such value, using the default; it has: auto always never
$auto" "$(with FASTCTX_SIGMASK=${long}456789 "$run")"
    equal "$program: a variable with a longer name is another" $auto \
        "$(with FASTCTX_SIGMASKS=never "$run")"
    equal "$program: FASTCTX_FPENV too" \
        "fastctx: FASTCTX_FPENV=x: no such value, using the default; it has: control full
$auto" "$(with FASTCTX_FPENV=x "$run")"
    equal "$program: and FASTCTX_SPLITSTACK" \
        "fastctx: FASTCTX_SPLITSTACK=on: no such value, using the default; it has: off auto
$auto" "$(with FASTCTX_SPLITSTACK=on "$run")"
done

version=$(scripts/version.sh)
told="fastctx: $version, $ARCH; signal mask: $auto$no_auto; FP environment: control; in force:"
equal "FASTCTX_VERBOSE=1 says what is in force" \
    "$told getcontext setcontext makecontext swapcontext
$auto" "$(with FASTCTX_VERBOSE=1 "$out/policy")"
equal "FASTCTX_VERBOSE=0 says nothing" $auto "$(with FASTCTX_VERBOSE=0 "$out/policy")"
equal "a refused makecontext is silent" "" "$(with A=b "$out/refused")"
equal "FASTCTX_VERBOSE=1 tells why it was refused" "fastctx: makecontext: uc_stack.ss_sp is null" \
    "$(with FASTCTX_VERBOSE=1 "$out/refused" | tail -n 1)"
opened="signal mask: always (no auto: getcontext is not this library's)"
equal "opened with dlopen it is not the one that glibc programs reach, and says so" \
    "fastctx: $version, $ARCH; $opened; FP environment: control; in force:" \
    "$(with FASTCTX_VERBOSE=1 "$out/opened" "$library/libfastctx.so")"
check "dlopen works under glibc" with A=b "$out/opened" "$library/libfastctx.so"
opened_musl() {
    # shellcheck disable=SC2086 # a command with options
    ${MUSL_QEMU:-env} "$out/opened-musl" "$library/libfastctx.so"
}
check "and under musl" opened_musl

# A process with privileges its user does not have does not believe its environment.
if [ "$(id -u)" = 0 ] && [ -z "$QEMU" ]; then
    # A static program knows getauxval(3) only if it uses it, or is told to.
    for program in policy-static policy-auxv; do
        cp "$out/$program" "$out/policy-setuid"
        chown nobody "$out/policy-setuid"
        chmod 4755 "$out/policy-setuid"
        equal "a setuid $program ignores FASTCTX_SIGMASK" $auto \
            "$(with FASTCTX_SIGMASK=never "$out/policy-setuid")"
        equal "and FASTCTX_VERBOSE" $auto "$(with FASTCTX_VERBOSE=1 "$out/policy-setuid")"
    done
fi

# Rules of shared stacks: some are always checked, some by FASTCTX_CHECK=1.
# shellcheck disable=SC2086 # words
{
    $CC $flags c-tests/programs/shared_rules.c -L"$library" -lfastctx "-Wl,-rpath,$library" \
        -o "$out/shared_rules"
    $MUSL_CC $flags c-tests/programs/shared_rules.c "$library/libfastctx.a" -static -o "$out/shared_rules-musl"
}
says() { # FASTCTX_CHECK RULE: the first line, for some emulators tell the end too
    with "FASTCTX_CHECK=$1" "$out/$program" "$2" | head -n 1
}
for program in shared_rules shared_rules-musl; do
    pointer="the value points into a shared stack that another coroutine gets now"
    equal "$program: a resume passes a pointer into the stack" \
        "fastctx: fastctx_resume: $pointer" "$(says 1 resume)"
    equal "$program: so does a yield" "fastctx: fastctx_yield: $pointer" "$(says 1 yield)"
    equal "$program: so does the end" "fastctx: the end of a coroutine: $pointer" "$(says 1 end)"
    equal "$program: so does the thread" "fastctx: fastctx_resume: $pointer" "$(says 1 thread)"
    equal "$program: where nobody else goes on that is right" "it reads x" "$(says 1 kept)"
    equal "$program: variables of one that is out are poison" "it reads poison" "$(says 1 stale)"
    equal "$program: an image that was written to" \
        "fastctx: fastctx_resume: the image of a coroutine's stack has been written to" "$(says 1 image)"
    equal "$program: and one that was not" "the stack is as it was" "$(says 1 "no image")"
    for rule in resume yield end thread; do
        equal "$program: $rule, without the check" nothing "$(says 0 "$rule")"
    done
    equal "$program: no poison without the check" "it reads what was there" "$(says 0 stale)"
    equal "$program: no checksum without the check" "the stack is another one" "$(says 0 image)"
    equal "$program: a coroutine that left its stack resumes another" \
        "fastctx: fastctx_resume: a coroutine of a shared stack runs elsewhere" "$(says 0 elsewhere)"
    equal "$program: or yields" \
        "fastctx: fastctx_resume: the stack pointer of a coroutine is outside of its shared stack" \
        "$(says 0 "yields elsewhere")"
    equal "$program: a stranger on a shared stack" \
        "fastctx: fastctx_resume: something runs on a shared stack that is no coroutine of it" \
        "$(says 0 intruder)"
done

# The system calls of 1000 swaps, told by strace where programs run natively.
if [ -z "$QEMU" ]; then
    calls() { # POLICY [masks]
        env FASTCTX_SIGMASK="$1" strace -f -e trace=rt_sigprocmask -o "$out/strace" \
            "$out/policy" 1000 ${2:+"$2"} >/dev/null
        grep -c rt_sigprocmask "$out/strace" || true
    }
    equal "never: 1000 swaps make no rt_sigprocmask" 0 "$(calls never)"
    equal "always: one each, and one for getcontext" 1001 "$(calls always)"
    # A few more whenever the thread was preempted meanwhile.
    few=$(calls auto)
    check "auto: those that tell the mask, $few of 1000" test "$few" -lt 50
    each=$(calls auto masks)
    check "auto: $each of 1000 between two masks, one each" \
        test "$each" -ge 1000 -a "$each" -lt 1050
    env strace -f -e trace=rt_sigprocmask -o "$out/strace" "$out/policy" 10000000 >/dev/null
    few=$(grep -c rt_sigprocmask "$out/strace" || true)
    check "auto: ten million swaps, $few calls" test "$few" -lt 2000

    # Where masks cannot be known.
    none="signal mask: always (no auto:"
    tells() { # TITLE CAUSE COMMAND...
        title=$1
        cause=$2
        shift 2
        check "$title: always, $cause" grep -qF "$none $cause)" <<E1
$(FASTCTX_VERBOSE=1 "$@" 2>&1)
E1
    }
    tells "glibc.pthread.rseq=0" "the C library registered no rseq" \
        env GLIBC_TUNABLES=glibc.pthread.rseq=0 "$out/policy"
    tells "valgrind" "the C library registered no rseq" valgrind -q --tool=none "$out/policy" 100
    tells "valgrind, musl" "the kernel has no rseq" valgrind -q --tool=none "$out/policy-musl" 100
    echo 'int sigprocmask(void); int sigprocmask(void) { return 0; }' |
        $CC -shared -fPIC -x c - -o "$out/in-front.so"
    tells "another library in front" "sigprocmask is not this library's" \
        env LD_PRELOAD="$out/in-front.so:$library/libfastctx.so" "$out/policy"
fi
finish
