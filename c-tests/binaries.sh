#!/bin/sh
# What the built files promise: names, no libc, hardening notes. Prints TAP.
#
# usage: c-tests/binaries.sh TARGET
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
so=build/$target/libfastctx.so
archive=build/$target/libfastctx.a
objdump=${OBJCOPY%objcopy}objdump

names=$(
    for prefix in "" __ libucontext_; do
        for name in getcontext setcontext makecontext swapcontext; do
            echo "$prefix$name"
        done
    done
    # The C library's functions that change the signal mask or set a handler.
    printf '%s\n' sigprocmask __sigprocmask pthread_sigmask __pthread_sigmask sigblock \
        sigsetmask sighold sigrelse sigset sigaction __sigaction signal bsd_signal ssignal \
        sysv_signal __sysv_signal siginterrupt longjmp _longjmp siglongjmp __longjmp_chk \
        __sigsetjmp_tail syscall vfork __vfork
    printf 'fastctx_%s\n' version sigmask_policy set_sigmask_policy init switch switch_fp \
        create destroy resume yield cancel status current name prefetch strerror trim \
        shared_create shared_destroy stack_bounds stack_contains stack_read
)
names=$(echo "$names" | LC_ALL=C sort)

exported() { "$NM" -D --defined-only "$1" | awk '{ print $3 }' | LC_ALL=C sort; }
global() { "$NM" --extern-only --defined-only "$1" | awk 'NF == 3 { print $3 }' | LC_ALL=C sort; }
undefined() { "$NM" "$@" | awk '$1 == "U" { print $2 }'; }
none() { [ -z "$1" ] || { echo "$1" && false; }; }

equal "the shared library exports its names and no other, unversioned" "$names" "$(exported "$so")"
equal "so does the one that plain cargo builds" "$names" \
    "$(exported "${CARGO_TARGET_DIR:-target}/$TRIPLE/release/libfastctx.so")"
equal "the static library shows the same names, but for one that it leaves to the C library" \
    "$(echo "$names" | grep -vx _longjmp)" "$(global "$archive")"
equal "it is two objects" "fastctx.o native.o" "$("$AR" t "$archive" | xargs)"
equal "one of them is what works without a C library" "fastctx_init fastctx_switch fastctx_switch_fp" \
    "$(global "build/$target/native.o" | xargs)"
equal "soname" "libfastctx.so.0" \
    "$("$READELF" -dW "$so" | sed -n 's/.*soname: \[\(.*\)\]/\1/p')"
check "the shared library needs no other" none "$("$READELF" -dW "$so" | grep NEEDED)"
check "what it does not define is weak" none "$(undefined -D "$so")"
equal "in the static library too, but for that one" _longjmp "$(undefined "$archive")"
check "nor has the object without a C library that one" none "$(undefined "build/$target/native.o")"
check "it asks for no symbol version" none "$("$READELF" -VW "$so" | grep 'Version needs')"
check "nothing can panic" none "$("$NM" -C "$so" "$archive" | grep -E 'panicking|unwrap_failed')"
check "nor is there a call of memcpy and its like" none \
    "$("$NM" "$so" "$archive" | grep -wE 'mem(cpy|set|move|cmp)|bcmp|strlen')"
check "the stack is not executable" none "$("$READELF" -lW "$so" | grep 'GNU_STACK.*RWE')"
check "the static library says so" grep -q 'GNU-stack' <<E1
$("$READELF" -SW "$archive")
E1
for flag in NOW NODELETE; do
    check "linked with $flag" grep -qw "$flag" <<E1
$("$READELF" -dW "$so" | grep FLAGS_1)
E1
done
check "read-only after relocation" grep -q GNU_RELRO <<E1
$("$READELF" -lW "$so")
E1

case $target in
x86_64) properties='x86 feature: IBT' landing_pad=endbr64 ;;
aarch64) properties='AArch64 feature: BTI, PAC' landing_pad='bti c|hint #0x22' ;;
esac
for file in "$so" "build/$target/fastctx.o" "build/$target/native.o"; do
    check "${file##*/} carries the note: $properties" grep -q "$properties" <<E1
$("$READELF" -nW "$file")
E1
done

# Each symbol's first instruction, and its unwind information.
code=$("$objdump" -d --no-show-raw-insn "$so")
# Where a context goes on need not be a landing pad; where one of the native layer
# does (r10) has to be one.
check "a jump to where a context goes on is notrack" none \
    "$(echo "$code" | grep -E 'jmp +\*%r' | grep -v notrack | grep -v '%r10$')"
# What the code takes the address of may be called through it. (aarch64 takes two
# instructions for that; there the emulator enforces it. The restorer is where a
# signal handler returns to.)
check "each function whose address is taken begins with a landing pad" none "$(echo "$code" | awk '
    /^[0-9a-f]+ <.*>:$/ { at = $1; sub(/^0+/, "", at); begins = 1; next }
    begins { first[at] = $0; begins = 0 }
    /\tlea .*# [0-9a-f]+ <[^>+]+>$/ { taken[$(NF - 1)] = 1 }
    END { for (at in taken) if (at in first && first[at] !~ /endbr64|mov +.0xf,%rax/) print first[at] }')"
frames=$("$READELF" --debug-dump=frames "$so" 2>/dev/null | sed -n 's/.*pc=0*\([0-9a-f]*\)\.\..*/\1/p')
for name in $names; do
    check "$name begins with a landing pad" grep -qE "$landing_pad" <<E1
$(echo "$code" | grep -A 1 "<$name>:" | tail -n 1 | tr '\t' ' ')
E1
    address=$("$NM" -D "$so" | awk -v n="$name" '$3 == n { sub(/^0*/, "", $1); print $1 }')
    check "$name has unwind information" grep -qx "$address" <<E1
$frames
E1
done

# A program without any library but this one.
out=build/c-tests/$target
mkdir -p "$out"
# shellcheck disable=SC2086 # words
$CC -O2 -g -Wall -Wextra -Werror -Iinclude -ffreestanding -fno-stack-protector -fno-pie \
    -nostdlib -nostartfiles -static -no-pie c-tests/programs/no_libc.c "$archive" -o "$out/no_libc"
# shellcheck disable=SC2086 # a command with options
check "a program without a C library switches" $QEMU "$out/no_libc"
# shellcheck disable=SC2086 # a command with options
equal "and is aborted with one line when an entry function returns without a link" \
    "fastctx: fastctx_init: the entry function returned and the context has no link
134" "$({ $QEMU "$out/no_libc" 1 || echo $?; } 2>&1 | grep -E '^fastctx|^[0-9]')"
finish
