//! loongarch64, LoongArch procedure call standard (LAPCS, "The registers"): s0-s8,
//! fp, sp and fs0-fs7 belong to the caller. It is silent about FCSR0, which is
//! what fesetround(3) and feenableexcept(3) set: its control bits go with the
//! context.
//!
//! A made context at its first instruction:
//!
//! ```text
//!   ss_sp + ss_size ->  +--------------------+
//!                       | (up to 15 bytes)   |
//!                       | arguments 9, 10 .. |
//!     sp (0 mod 16) ->  +--------------------+
//!   a0-a7: arguments 1-8        ra: the trampoline, where func returns to
//!   fp: 0, the last frame       s0: the context to resume at the end, or null
//! ```
//!
//! There is no red zone: nothing below the stack pointer is in use.
//!
//! The kernel leaves `uc_flags` of a signal frame at zero, and glibc's getcontext
//! does not write them. What tells such a frame is what only the kernel stores:
//! zero in the slot of r0, the thread pointer in that of r2, and a record behind
//! the context, where the libc's type ends. A copy of that type has no record and
//! no FP registers; it resumes as glibc would resume it.

use super::{
    Architecture, Arguments, Linux, PlainAction, assert_common_layout, assert_layout, field,
    layout, ucontext_t,
};
use core::arch::asm;
use core::mem::{offset_of, size_of};

pub struct LoongArch64;

macro_rules! assemble {
    ($($body:tt)*) => { core::arch::naked_asm!($($body)*) };
}
macro_rules! landing_pad {
    ($($name:expr),*) => { "" }; // the machine has none
}
macro_rules! jump {
    () => { "b {function}" };
}
pub(crate) use {assemble, jump, landing_pad};

/// FCSR0 of this thread.
fn fcsr() -> u32 {
    let fcsr;
    // SAFETY: reads a register.
    unsafe { asm!("movfcsr2gr {}, $fcsr0", out(reg) fcsr, options(nomem, nostack)) };
    fcsr
}

// SAFETY: LAPCS, "The stack" (alignment) and "The registers" (arguments); the layout
// is asserted below.
unsafe impl Architecture for LoongArch64 {
    const NAME: &'static str = "loongarch64";
    const STACK_ALIGN: usize = 16;
    const ENTRY_REGISTERS: usize = 8;
    const MAKECONTEXT_REGISTERS: usize = 5;
    const ENTRY_FRAME_WORDS: usize = 2; // fp and ra, with which func begins

    unsafe fn prepare(
        ucp: *mut ucontext_t,
        sp: *mut usize,
        entry: usize,
        return_to: usize,
        link: *mut ucontext_t,
        arguments: Arguments,
    ) {
        // SAFETY: the caller's: `ucp` is a context, `sp` has the room. Below the
        // stack arguments, where func starts, is room for its first frame
        // record: a stack without any cannot be honoured.
        unsafe {
            let sp = sp.add(Self::ENTRY_FRAME_WORDS);
            let registers = field::<usize>(ucp, layout::UC_A0);
            for i in 0..arguments.count {
                let place = match i.checked_sub(Self::ENTRY_REGISTERS) {
                    None => registers.add(i),
                    Some(i) => sp.add(i),
                };
                place.write(arguments.get(i));
            }
            field::<*mut ucontext_t>(ucp, layout::UC_S0).write(link);
            field::<usize>(ucp, layout::UC_FP).write(0); // the last frame pointer
            field::<usize>(ucp, layout::UC_RA).write(return_to);
            field::<*mut usize>(ucp, layout::UC_SP).write(sp);
            field::<usize>(ucp, layout::UC_PC).write(entry);
        }
    }

    unsafe fn save_fp_control(ucp: *mut ucontext_t) {
        // SAFETY: the caller's. The FP registers are whatever the context held:
        // those of a function that is about to start.
        unsafe {
            field::<usize>(ucp, layout::UC_FCSR).write(fcsr() as usize);
            field::<usize>(ucp, layout::UC_SECOND_MARK).write(layout::UC_MARK_SAVED as usize);
        }
    }

    fn prefetch(address: usize) {
        // SAFETY: a hint, which never faults: for a store, into the first cache.
        unsafe { asm!("preld 8, {}, 0", in(reg) address, options(nostack)) };
    }

    fn trap() -> ! {
        // SAFETY: raises SIGTRAP.
        unsafe { asm!("break 0", options(noreturn, nomem, nostack)) }
    }
}

// SAFETY: the sources named at each item; the layout is asserted below.
unsafe impl Linux for LoongArch64 {
    const STACK_POINTER: isize = layout::UC_SP;
    const SAVED: &[(isize, isize)] = &[(layout::UC_PC, layout::UC_S8 + 8)];
    type SignalMask = u64;
    type KernelAction = PlainAction;
    const FRAMES_HOLD_THREAD_POINTER: bool = true; // r2, a register as any other
    const RSEQ_SIGNATURE: u32 = 0x002a_0010; // `break 0x10`: glibc 2.41 bits/rseq.h

    unsafe fn is_signal_frame(ucp: *const ucontext_t) -> bool {
        // The record's first: it is not where a context of the C library's ends.
        const MAGICS: [u32; 4] = [
            layout::FPU_RECORD_MAGIC as u32,
            layout::LSX_RECORD_MAGIC as u32,
            layout::LASX_RECORD_MAGIC as u32,
            layout::LBT_RECORD_MAGIC as u32,
        ];
        // SAFETY: the kernel's struct ucontext is as long as ours, and what looks
        // like it up to there ends with a record. What we saved stays ours when
        // somebody clears its flags: that slot has a mark.
        unsafe {
            if field::<usize>(ucp, layout::UC_FLAGS).read() != 0
                || field::<usize>(ucp, layout::UC_LINK).read() != 0
                || field::<usize>(ucp, layout::UC_SECOND_MARK).read() != 0
                || field::<usize>(ucp, layout::UC_TP).read() == 0
            {
                return false;
            }
            let [magic, size] = field::<[u32; 2]>(ucp, layout::UC_EXTCONTEXT).read();
            let has_fp = field::<u32>(ucp, layout::UC_SC_FLAGS).read() & layout::FRAME_USED_FP as u32;
            if has_fp == 0 && magic == 0 {
                return size == 0; // the record that ends the list
            }
            MAGICS.contains(&magic) && size as usize > size_of::<[u64; 2]>()
        }
    }

    unsafe fn save_fp_environment(ucp: *mut ucontext_t) {
        // SAFETY: the caller's. Control and flags are one register.
        unsafe { Self::save_fp_control(ucp) };
    }

    unsafe fn load_fp_environment(ucp: *const ucontext_t) {
        const STATUS: u32 = layout::FCSR_STATUS as u32;
        // SAFETY: the caller's; no Rust code asks for the exception flags, and
        // storing them raises nothing. A context that somebody filled in by hand
        // has no FP state.
        unsafe {
            let mark = field::<usize>(ucp, layout::UC_SECOND_MARK).read();
            if mark == layout::UC_MARK_SAVED as usize {
                let saved = field::<u32>(ucp, layout::UC_FCSR).read();
                let fcsr = fcsr() & !STATUS | saved & STATUS;
                asm!("movgr2fcsr $fcsr0, {}", in(reg) fcsr, options(nomem, nostack));
            }
        }
    }

    unsafe fn system_call(number: usize, arguments: [usize; 6]) -> isize {
        let [a, b, c, d, e, f] = arguments;
        let result;
        // SAFETY: the kernel's convention: number in a7, arguments in a0-a5; the
        // result and t0-t8 are lost (arch/loongarch/kernel/entry.S).
        unsafe {
            asm!(
                "syscall 0",
                in("$r11") number,
                inlateout("$r4") a => result,
                in("$r5") b,
                in("$r6") c,
                in("$r7") d,
                in("$r8") e,
                in("$r9") f,
                lateout("$r12") _,
                lateout("$r13") _,
                lateout("$r14") _,
                lateout("$r15") _,
                lateout("$r16") _,
                lateout("$r17") _,
                lateout("$r18") _,
                lateout("$r19") _,
                lateout("$r20") _,
                options(nostack),
            );
        }
        result
    }

    fn thread_words() -> isize {
        thread_words()
    }

    // One instruction each: the thread pointer is a register that it goes by.

    fn load_thread_word(offset: isize) -> usize {
        let word;
        // SAFETY: an offset that the C library or the loader told.
        unsafe { asm!("ldx.d {}, $tp, {}", out(reg) word, in(reg) offset, options(nostack)) };
        word
    }

    fn store_thread_word(offset: isize, word: usize) {
        // SAFETY: as above; nobody else's word is there.
        unsafe { asm!("stx.d {}, $tp, {}", in(reg) word, in(reg) offset, options(nostack)) };
    }

    fn thread_pointer() -> usize {
        let pointer;
        // SAFETY: reads a register.
        unsafe { asm!("move {}, $tp", out(reg) pointer, options(nomem, nostack)) };
        pointer
    }
}

/// Our thread-local words, zero in every new thread, and how far they are from
/// the thread pointer. __tls_get_addr() is the one way that every loader has, also
/// for a library that is opened late (glibc has TLS descriptors here since 2.40).
/// It is given two words: the module, and the offset in that. Where nobody defines
/// it the program is a static one and its linker filled them in: the program's
/// thread-local storage begins at the thread pointer (LoongArch ELF ABI, "Thread
/// local storage").
#[unsafe(naked)]
extern "C" fn thread_words() -> isize {
    core::arch::naked_asm!(
        ".weak __tls_get_addr",
        ".cfi_startproc",
        "addi.d $sp, $sp, -16",
        ".cfi_def_cfa_offset 16",
        "st.d $ra, $sp, 8",
        ".cfi_offset 1, -8",
        "st.d $fp, $sp, 0",
        ".cfi_offset 22, -16",
        "addi.d $fp, $sp, 16",
        "pcalau12i $a0, %gd_pc_hi20(fastctx_thread_words)",
        "addi.d $a0, $a0, %got_pc_lo12(fastctx_thread_words)",
        "pcalau12i $t0, %got_pc_hi20(__tls_get_addr)",
        "ld.d $t0, $t0, %got_pc_lo12(__tls_get_addr)",
        "beqz $t0, 3f",
        "jirl $ra, $t0, 0",
        "sub.d $a0, $a0, $tp",
        "2: ld.d $fp, $sp, 0",
        ".cfi_remember_state",
        ".cfi_restore 22",
        "ld.d $ra, $sp, 8",
        ".cfi_restore 1",
        "addi.d $sp, $sp, 16",
        ".cfi_def_cfa_offset 0",
        "ret",
        ".cfi_restore_state",
        "3: ld.d $a0, $a0, 8",
        "b 2b",
        ".cfi_endproc",
    )
}

macro_rules! assert_register {
    ($($constant:ident = $number:literal;)*) => {
        const _: () = {
            $(assert!(
                layout::$constant as usize
                    == offset_of!(libc::ucontext_t, uc_mcontext.__gregs) + 8 * $number,
                concat!("asm/loongarch64/layout.h: ", stringify!($constant)),
            );)*
        };
    };
}

assert_register! {
    UC_SECOND_MARK = 0;
    UC_RA = 1;
    UC_TP = 2;
    UC_SP = 3;
    UC_A0 = 4;
    UC_A1 = 5;
    UC_A2 = 6;
    UC_A3 = 7;
    UC_A4 = 8;
    UC_A5 = 9;
    UC_A6 = 10;
    UC_A7 = 11;
    UC_FS0 = 12;
    UC_FS1 = 13;
    UC_FS2 = 14;
    UC_FS3 = 15;
    UC_FS4 = 16;
    UC_FS5 = 17;
    UC_FS6 = 18;
    UC_FS7 = 19;
    UC_FCSR = 20;
    UC_R21 = 21;
    UC_FP = 22;
    UC_S0 = 23;
    UC_S1 = 24;
    UC_S2 = 25;
    UC_S3 = 26;
    UC_S4 = 27;
    UC_S5 = 28;
    UC_S6 = 29;
    UC_S7 = 30;
    UC_S8 = 31;
}

assert_common_layout!(uc_flags);
assert_layout! {
    UC_PC = uc_mcontext.__pc;
    UC_SC_FLAGS = uc_mcontext.__flags;
    UC_EXTCONTEXT = uc_mcontext.__extcontext;
}

const _: () = {
    assert!(layout::UC_EXTCONTEXT as usize == size_of::<libc::ucontext_t>());
    assert!(layout::SIGFRAME_UCONTEXT as usize == size_of::<libc::siginfo_t>());
};
