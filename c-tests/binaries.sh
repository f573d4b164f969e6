#!/bin/sh
# What the built files promise: names, no libc, hardening notes. Prints TAP.
#
# usage: c-tests/binaries.sh TARGET
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
# shellcheck source=c-tests/arch/x86_64/arch.sh
. "c-tests/arch/$ARCH/arch.sh"
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
        shared_create shared_destroy stack_bounds stack_contains stack_read \
        scan_context scan_coroutine scan_ucontext resumer each_coroutine \
        init_sanitized switch_sanitized switch_fp_sanitized
)
data=fastctx_debugger
functions=$(echo "$names" | LC_ALL=C sort)
names=$(printf '%s\n' "$functions" $data | LC_ALL=C sort)

exported() { "$NM" -D --defined-only "$1" | awk '{ print $3 }' | LC_ALL=C sort; }
global() { "$NM" --extern-only --defined-only "$1" | awk 'NF == 3 { print $3 }' | LC_ALL=C sort; }
# _GLOBAL_OFFSET_TABLE_ is the linker's, and so is powerpc64's TOC.
undefined() { "$NM" "$@" | awk '$1 == "U" && $2 != "_GLOBAL_OFFSET_TABLE_" && $2 != ".TOC." { print $2 }'; }
none() { [ -z "$1" ] || { echo "$1" && false; }; }

equal "the shared library exports its names and no other, unversioned" "$names" "$(exported "$so")"
equal "so does the one that plain cargo builds" "$names" \
    "$(exported "${CARGO_TARGET_DIR:-target}/$TRIPLE/release/libfastctx.so")"
equal "the static library shows the same names, but for one that it leaves to the C library" \
    "$(echo "$names" | grep -vx _longjmp)" "$(global "$archive")"
equal "it is two objects" "fastctx.o native.o" "$("$AR" t "$archive" | xargs)"
equal "one of them is what works without a C library" "fastctx_init fastctx_scan_context fastctx_switch fastctx_switch_fp" \
    "$(global "build/$target/native.o" | xargs)"
equal "soname" "libfastctx.so.0" \
    "$("$READELF" -dW "$so" | sed -n 's/.*soname: \[\(.*\)\]/\1/p')"
check "the shared library needs no other" none "$("$READELF" -dW "$so" | grep NEEDED)"
check "what it does not define is weak" none "$(undefined -D "$so")"
equal "in the static library too, but for that one" _longjmp "$(undefined "$archive")"
check "nor has the object without a C library that one" none "$(undefined "build/$target/native.o")"
check "it asks for no symbol version" none "$("$READELF" -VW "$so" | grep 'Version needs')"
check "nothing can panic" none "$("$NM" -C "$so" "$archive" | grep -E 'panicking|unwrap_failed')"
check "nor is there a call of memcpy and its like, but of our own (src/os/linux/compiler.rs)" none \
    "$("$NM" "$so" "$archive" | grep -wE 'mem(cpy|set|move|cmp)|bcmp|strlen' | grep -vwE 't mem(cpy|set)')"
check "no path of the machine that built it is in it" none \
    "$(grep -aoE "($PWD|${HOME:-$PWD}|$(rustc --print sysroot))/[[:print:]]*" "$so" "$archive")"
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

check "no page is both writable and executable" none "$("$READELF" -lW "$so" | grep 'LOAD.*RWE')"
check "no relocation is in code" none "$("$READELF" -dW "$so" | grep TEXTREL)"

if [ "$property" ]; then
    for file in "$so" "build/$target/fastctx.o" "build/$target/native.o"; do
        check "${file##*/} carries the note: $property" grep -q "$property" <<E1
$("$READELF" -nW "$file")
E1
    done
fi

# Each symbol's first instruction, and its unwind information.
code=$("$objdump" -d --no-show-raw-insn "$so")
check_code "$code"
described() { "$1" --debug-dump=frames "$so" 2>/dev/null | sed -n 's/.*pc=0*\([0-9a-f]*\)\.\..*/\1/p'; }
# (readelf 2.44 for loongarch64 shows nothing where a return address has a column of its
# own; they are the same on all machines.)
frames=$(described "$READELF")
[ "$frames" ] || frames=$(described readelf)
for name in $functions; do
    [ -z "$landing_pad" ] ||
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
$CC -O2 -g -Wall -Wextra -Werror -Iinclude "-Ic-tests/arch/$ARCH" -ffreestanding -fno-stack-protector -fno-pie \
    -nostdlib -nostartfiles -static -no-pie c-tests/programs/no_libc.c "$archive" -o "$out/no_libc"
# shellcheck disable=SC2086 # a command with options
check "a program without a C library switches" $QEMU "$out/no_libc"
# shellcheck disable=SC2086 # a command with options
equal "and is aborted with one line when an entry function returns without a link" \
    "fastctx: fastctx_init: the entry function returned and the context has no link
134" "$({ $QEMU "$out/no_libc" 1 || echo $?; } 2>&1 | grep -E '^fastctx|^[0-9]')"
finish
