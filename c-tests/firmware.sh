#!/bin/sh
# Bare metal: the static library, the example firmware, interrupts while switching,
# and those of the C tests that want no operating system, with each C library there
# is for the target; each program is run by an emulated machine. Prints TAP.
#
# usage: c-tests/firmware.sh TARGET
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
library=build/$target
out=build/c-tests/$target
rm -rf "$out"
mkdir -p "$out"
case $target in
thumbv7em) board=mps2-an386 count="-icount shift=5" ;;
riscv32imac) board=riscv-virt count="-icount shift=3" ;;
*) echo "Bail out! firmware.sh knows no board for $target" && exit 1 ;;
esac
boards=examples/firmware/boards/$board
flags="-O2 -g -Wall -Wextra -Werror -Iinclude -Ic-tests/firmware/include -Ic-tests/arch/$ARCH -DFREESTANDING"

none() { [ -z "$1" ] || { echo "$1" && false; }; }
emulate() { # COMMAND-OPTION... ELF
    # shellcheck disable=SC2086 # a command with options
    timeout --foreground -k 5 120 $QEMU "$@" </dev/null
}

# --- the library ----------------------------------------------------------------

archive=$library/libfastctx.a
names=$(
    printf 'fastctx_%s\n' version init switch switch_fp create destroy resume yield cancel status \
        current name prefetch strerror stack_bounds stack_contains stack_read \
        scan_context scan_coroutine resumer
    for prefix in "" __ libucontext_; do
        printf "$prefix%s\n" getcontext setcontext makecontext swapcontext
    done
)
global() { "$NM" --extern-only --defined-only "$1" | awk 'NF == 3 { print $3 }' | LC_ALL=C sort; }
equal "the library shows these names and no other" "$(echo "$names" | LC_ALL=C sort)" "$(global "$archive")"
equal "it is three objects" "native.o ucontext.o coroutine.o" "$("$AR" t "$archive" | xargs)"
check "whatever they do not define is weak" none "$("$NM" "$archive" | awk '$1 == "U" { print $2 }')"
check "nothing can panic" none "$("$NM" -C "$archive" | grep -E 'panicking|unwrap_failed')"
for object in native ucontext coroutine; do
    # Without what only debuggers and unwinders read.
    size=$("$READELF" -SW "$library/$object.o" |
        sed -n 's/^ *\[ *[0-9]*\] \.\(text\|rodata\|data[^ ]*\|bss\) *[A-Z]* *[0-9a-f]* [0-9a-f]* \([0-9a-f]*\) .*/\2/p' |
        while read -r hexadecimal; do echo $((0x$hexadecimal)); done | awk '{ sum += $1 } END { print sum }')
    echo "# $object.o: $size bytes of code and data"
    [ "$object" != native ] || native_size=$size
done
check "the native layer alone is less than 1 KiB" test "$native_size" -lt 1024

# --- without a C library ----------------------------------------------------------

equal "two tasks: one goes on, one that overflows its stack is caught" \
    "greedy: the stack has overflowed, stopped
counter: finished" "$(make -s -C examples/firmware run BOARD="$board" BUILD="$PWD/$out" 2>&1)"

bare() { # SOURCE OPTION...: without any C library
    source=$1
    shift
    # shellcheck disable=SC2086 # words
    $CC $flags -ffreestanding -fno-builtin -nostdlib -nostartfiles -static -T "$boards/board.ld" \
        "$boards/board.c" "$source" "c-tests/arch/$ARCH/arch.S" "$archive" -lgcc "$@" \
        -o "$out/$(basename "$source" .c).elf"
}
check "interrupts while switching: it builds" bare c-tests/firmware/interrupts_leave_switches_alone.c
# shellcheck disable=SC2086 # options
equal "interrupts while switching: nothing is lost" "interrupts: nothing lost" \
    "$(QEMU="${QEMU% -kernel} $count -kernel" emulate "$out/interrupts_leave_switches_alone.elf" 2>&1)"

# --- the C tests --------------------------------------------------------------------

programs="
    posix/arguments_arrive posix/context_can_be_made_again posix/context_swaps_with_itself
    posix/copied_context_resumes posix/errno_is_left_alone
    posix/getcontext_returns_again posix/int_arguments_keep_their_sign posix/link_is_followed
    posix/link_with_many_arguments posix/made_context_stays_inside_its_stack
    posix/registers_are_preserved posix/swap_goes_and_comes_back
    ours/made_context_has_no_frame_below ours/null_pointers_are_efault
    ours/other_names_are_the_same_functions ours/refusals_preserve_registers
    ours/refused_stacks_are_untouched ours/unprepared_context_can_be_made

    native/cancelled_coroutines_end native/coroutines_resume_and_yield
    native/inline_can_be_copied_by_the_compiler native/inline_in_frames_of_every_shape
    native/resume_and_yield_preserve_registers
    native/switch_passes_values_both_ways native/switches_of_every_kind_mix
    native/switches_preserve_registers firmware/layout_is_the_headers
    firmware/null_link_exits firmware/entry_without_link_aborts
    firmware/coroutines_of_other_modes_are_refused firmware/errors_are_the_c_librarys
    firmware/stack_can_be_read
    native/contexts_are_scanned_whole native/coroutines_are_scanned_whole
"
# Those for C libraries that know of rounding modes, where the processor has some.
fp_programs="
    posix/fp_control_belongs_to_the_context native/flags_keep_fp_control
    native/fp_control_goes_with_the_context
"
knows_fp_control() { # OPTION...
    # shellcheck disable=SC2086 # words
    echo '#include <fenv.h>
int modes[] = {FE_TONEAREST, FE_UPWARD};' | $CC "$@" -x c -fsyntax-only - 2>/dev/null
}
hosted() { # LIBRARY SOURCE
    elf=$out/$1-$(basename "$2" .c).elf
    # shellcheck disable=SC2086 # words
    case $1 in
    newlib) set -- $NEWLIB -T "$boards/board.ld" "$boards/board.c" "$2" ;;
    picolibc) set -- $PICOLIBC "$2" c-tests/firmware/errno.c ;;
    esac
    # shellcheck disable=SC2086 # words
    $CC $flags "$@" "c-tests/arch/$ARCH/arch.S" "$archive" -lm -o "$elf" && emulate "$elf"
}
for libc in newlib picolibc; do
    case $libc in
    newlib) needs=$NEWLIB ;;
    picolibc) needs=$PICOLIBC ;;
    esac
    [ -n "$needs" ] || continue
    more=
    ! knows_fp_control "${needs%% *}" || more=$fp_programs
    for program in $programs $more; do
        check "$libc: $program" hosted "$libc" "c-tests/$program.c"
    done
done
finish
