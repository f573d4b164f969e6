//! RISC-V of 32 and 64 bits, the RISC-V ELF psABI ("Register Convention"): sp,
//! s0-s11 and, where the calling convention passes floating-point values in
//! registers, fs0-fs11 belong to the caller, and so does the rounding mode in fcsr.
//! gp and tp are nobody's to change.
//!
//! A made context at its first instruction:
//!
//! ```text
//!   ss_sp + ss_size ->  +--------------------+
//!                       | (up to 15 bytes)   |
//!                       | arguments 9, 10 .. |
//!     sp (0 mod 16) ->  +--------------------+
//!   a0-a7: arguments 1-8        ra: the trampoline, where func returns to
//!   s0: 0, the last frame       s1: the context to resume at the end, or null
//! ```
//!
//! There is no red zone: nothing below the stack pointer is in use.
//!
//! The vector registers and their control (vtype, vl, vxrm, vxsat) are the
//! callee's to use ("Vector Register Convention"), so a switch keeps none of them.
//! A signal frame has them all, behind the ucontext_t.
//!
//! The kernel leaves `uc_flags` of a signal frame at zero. What tells such a
//! frame is the thread pointer in it, which is zero in what we save.

use super::{Architecture, Arguments, field, layout, ucontext_t};
use core::arch::asm;

pub struct Riscv;

macro_rules! assemble {
    ($($body:tt)*) => { core::arch::naked_asm!($($body)*) };
}
macro_rules! landing_pad {
    ($($name:expr),*) => { "" };
}
macro_rules! jump {
    () => { "tail {function}" };
}
pub(crate) use {assemble, jump, landing_pad};

const HAS_FP_CONTROL: bool = layout::HAS_FP_CONTROL != 0;

/// fcsr: the rounding mode and the exception flags.
fn fcsr() -> usize {
    let fcsr;
    // SAFETY: reads a register; only called where there is one.
    unsafe { asm!("csrr {}, fcsr", out(reg) fcsr, options(nomem, nostack, preserves_flags)) }
    fcsr
}

// SAFETY: psABI, "Integer Calling Convention" (alignment, argument registers); the
// layout is asserted below.
unsafe impl Architecture for Riscv {
    const NAME: &'static str = "riscv";
    const STACK_ALIGN: usize = 16;
    const ENTRY_REGISTERS: usize = 8;
    const MAKECONTEXT_REGISTERS: usize = 5;
    const ENTRY_FRAME_WORDS: usize = 2; // the frame record that func begins with

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
            field::<usize>(ucp, layout::UC_S0).write(0); // the last frame pointer
            field::<*mut ucontext_t>(ucp, layout::UC_S1).write(link);
            field::<usize>(ucp, layout::UC_RA).write(return_to);
            field::<*mut usize>(ucp, layout::UC_SP).write(sp);
            field::<usize>(ucp, layout::UC_PC).write(entry);
            field::<usize>(ucp, layout::UC_TP).write(0); // no signal frame
        }
    }

    unsafe fn save_fp_control(ucp: *mut ucontext_t) {
        if HAS_FP_CONTROL {
            let rounding = fcsr() as u32 & !(layout::FCSR_FLAGS as u32);
            // SAFETY: the caller's. The registers are whatever the context held:
            // those of a function that is about to start.
            unsafe { field::<u32>(ucp, layout::UC_FCSR).write(rounding) }
        }
    }

    /// `prefetch.w` (Zicbop), which is a hint to processors without that.
    fn prefetch(address: usize) {
        // SAFETY: a hint, which never faults.
        unsafe {
            asm!(".insn i 0x13, 6, x0, {}, 3", in(reg) address, options(nostack, preserves_flags));
        }
    }

    fn trap() -> ! {
        // SAFETY: raises SIGTRAP.
        unsafe { asm!("ebreak", options(noreturn, nomem, nostack)) }
    }

    /// By words. Of loads that need not be aligned the compiler would make a call of
    /// memcpy, for not every processor has them.
    unsafe fn copy(from: usize, to: usize, size: usize) {
        type Step = [usize; super::COPY_STEP / size_of::<usize>()];
        for at in (0..size).step_by(size_of::<Step>()) {
            // SAFETY: the caller's. Live parts and images begin at multiples of
            // COPY_STEP.
            unsafe { ((to + at) as *mut Step).write(((from + at) as *const Step).read()) }
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::super::{Linux, PlainAction, assert_common_layout, assert_layout};
    use super::*;
    use core::mem::{offset_of, size_of};

    /// Loads the word at an offset from the thread pointer into an operand, and
    /// stores the operand `word` there, in one thread.
    ///
    /// The place of a thread's word is computed by one instruction and gone to by
    /// another, and a signal handler may have moved us to another thread in
    /// between, perhaps forth and back. What tells is the reservation of `lr`:
    /// Linux takes it back whenever it returns to user code (arch/riscv/kernel/
    /// entry.S, the `sc` in ret_from_exception, since 5.4; the processor itself need
    /// not: Privileged ISA, "Trap-Return Instructions"), and `sc` fails without
    /// it. So if `sc` succeeds, all since `lr` was executed without a break, and
    /// the place that was computed there again is that of both.
    macro_rules! without_a_break {
        ($loaded:literal, $stored:literal, $offset:expr, $($word:tt)*) => {
            asm!(
                "2: add {place}, tp, {offset}",
                concat!("lr.d ", $loaded, ", ({place})"),
                "add {again}, tp, {offset}",
                "bne {again}, {place}, 2b",
                concat!("sc.d {again}, ", $stored, ", ({place})"),
                "bnez {again}, 2b",
                place = out(reg) _,
                offset = in(reg) $offset,
                again = out(reg) _,
                $($word)*,
                options(nostack),
            )
        };
    }

    // SAFETY: the sources named at each item; the layout is asserted below.
    unsafe impl Linux for Riscv {
        const STACK_POINTER: isize = layout::UC_SP;
        const SAVED: &[(isize, isize)] = &[
            (layout::UC_PC, layout::UC_FPREGS),
            (layout::UC_FS0, layout::UC_FCSR),
        ];
        type SignalMask = u64;
        type KernelAction = PlainAction; // Linux asm-generic/signal.h, without SA_RESTORER
        const GLIBC_REGISTERS_RSEQ: bool = false; // 2.36 and before; Linux has it from 5.18 on
        const FRAMES_HOLD_THREAD_POINTER: bool = true;
        const RSEQ_SIGNATURE: u32 = 0xf140_1073; // `csrr zero, mhartid`: Linux .../rseq/rseq-riscv.h

        #[cfg(target_arch = "riscv64")]
        unsafe fn client_request(default: usize, request: &[usize; 6]) -> usize {
            let result;
            // SAFETY: instructions that change nothing; the request is the caller's.
            unsafe {
                asm!(
                    ".option push",
                    ".option norvc",
                    "srli zero, zero, 3",
                    "srli zero, zero, 13",
                    "srli zero, zero, 51",
                    "srli zero, zero, 61",
                    "or a0, a0, a0",
                    ".option pop",
                    in("a4") request,
                    inlateout("a3") default => result,
                    options(nostack)
                );
            }
            result
        }

        unsafe fn is_signal_frame(ucp: *const ucontext_t) -> bool {
            // setup_rt_frame (Linux arch/riscv/kernel/signal.c) writes all registers,
            // and every thread has a thread pointer. glibc's getcontext leaves that
            // and uc_flags as they were.
            // SAFETY: the caller's.
            unsafe {
                field::<usize>(ucp, layout::UC_FLAGS).read() == 0
                    && field::<usize>(ucp, layout::UC_LINK).read() == 0
                    && field::<usize>(ucp, layout::UC_TP).read() != 0
                    && ucp as usize % Self::STACK_ALIGN == 0
            }
        }

        unsafe fn save_fp_environment(ucp: *mut ucontext_t) {
            // SAFETY: the caller's.
            unsafe { field::<u32>(ucp, layout::UC_FCSR).write(fcsr() as u32) }
        }

        unsafe fn load_fp_environment(ucp: *const ucontext_t) {
            // SAFETY: the caller's; no Rust code asks for the exception flags.
            unsafe {
                let flags = field::<u32>(ucp, layout::UC_FCSR).read() & layout::FCSR_FLAGS as u32;
                asm!("csrw fflags, {}", in(reg) flags, options(nomem, nostack, preserves_flags));
            }
        }

        unsafe fn system_call(number: usize, arguments: [usize; 6]) -> isize {
            let [a, b, c, d, e, f] = arguments;
            let result;
            // SAFETY: the kernel's convention: number in a7, arguments in a0-a5,
            // nothing but the result and what is in vector registers is lost, and
            // nobody keeps anything there over a call of ours.
            unsafe {
                asm!(
                    "ecall",
                    in("a7") number,
                    inlateout("a0") a => result,
                    in("a1") b,
                    in("a2") c,
                    in("a3") d,
                    in("a4") e,
                    in("a5") f,
                    options(nostack),
                );
            }
            result
        }

        fn thread_words() -> isize {
            thread_words()
        }

        fn load_thread_word(offset: isize) -> usize {
            let word;
            // SAFETY: an offset that the C library or the loader told. The store
            // puts back what was there and has been since, for this thread alone
            // and its kernel, on exceptions, write to it.
            unsafe { without_a_break!("{word}", "{word}", offset, word = out(reg) word) };
            word
        }

        fn store_thread_word(offset: isize, word: usize) {
            // SAFETY: as above; nobody else's word is there.
            unsafe { without_a_break!("zero", "{word}", offset, word = in(reg) word) };
        }

        fn thread_pointer() -> usize {
            let pointer;
            // SAFETY: reads a register.
            unsafe {
                asm!("mv {}, tp", out(reg) pointer, options(nomem, nostack, preserves_flags));
            }
            pointer
        }
    }

    /// Our thread-local words, zero in every new thread, and how far they are from
    /// the thread pointer: by __tls_get_addr, which every loader has (TLS
    /// descriptors are newer), also for a library that is opened late.
    ///
    /// A program that musl is linked into statically has it only if it needs it for
    /// something else, and is a module of its own whose words begin at the thread
    /// pointer: then they are where the second word that __tls_get_addr is given
    /// says. (psABI, "Thread Local Storage": tp points to the first module's, and
    /// that word is 0x800 less.) Static programs that are relocated by themselves
    /// may have their number left at zero.
    #[unsafe(naked)]
    extern "C" fn thread_words() -> isize {
        core::arch::naked_asm!(
            ".cfi_startproc",
            ".weak __tls_get_addr",
            "addi sp, sp, -16",
            ".cfi_def_cfa_offset 16",
            "sd ra, 8(sp)",
            ".cfi_offset ra, -8",
            "la.tls.gd a0, fastctx_thread_words",
            ".option push",
            ".option pic",
            "la t1, __tls_get_addr",
            ".option pop",
            "beqz t1, 2f",
            "ld t0, 0(a0)",
            "beqz t0, 2f",
            "jalr t1",
            "sub a0, a0, tp",
            "1: ld ra, 8(sp)",
            "addi sp, sp, 16",
            ".cfi_remember_state",
            ".cfi_def_cfa_offset 0",
            ".cfi_restore ra",
            "ret",
            ".cfi_restore_state",
            "2: ld a0, 8(a0)",
            "li t0, 0x800",
            "add a0, a0, t0",
            "j 1b",
            ".cfi_endproc",
        )
    }

    macro_rules! assert_register {
        ($($constant:ident = $number:literal;)*) => {
            const _: () = {
                $(assert!(
                    layout::$constant as usize
                        == offset_of!(libc::ucontext_t, uc_mcontext.__gregs) + 8 * $number,
                    concat!("asm/riscv/layout.h: ", stringify!($constant)),
                );)*
            };
        };
    }

    assert_register! {
        UC_PC = 0;
        UC_RA = 1;
        UC_SP = 2;
        UC_GP = 3;
        UC_TP = 4;
        UC_S0 = 8;
        UC_S1 = 9;
        UC_A0 = 10;
        UC_A1 = 11;
        UC_A2 = 12;
        UC_A3 = 13;
        UC_A4 = 14;
        UC_A5 = 15;
        UC_A6 = 16;
        UC_A7 = 17;
        UC_S2 = 18;
        UC_S3 = 19;
        UC_S4 = 20;
        UC_S5 = 21;
        UC_S6 = 22;
        UC_S7 = 23;
        UC_S8 = 24;
        UC_S9 = 25;
        UC_S10 = 26;
        UC_S11 = 27;
    }

    #[cfg(target_env = "gnu")]
    assert_common_layout!(__uc_flags);
    #[cfg(not(target_env = "gnu"))]
    assert_common_layout!(uc_flags);
    assert_layout! {
        UC_FPREGS = uc_mcontext.__fpregs;
    }

    // The libc crate's union has no offsets of its members' fields: 32 registers,
    // and fcsr.
    const _: () = {
        const SIZE: isize = layout::FP_REGISTER_SIZE;
        assert!(layout::UC_FS0 == layout::UC_FPREGS + 8 * SIZE);
        assert!(layout::UC_FS2 == layout::UC_FPREGS + 18 * SIZE);
        assert!(layout::UC_FCSR == layout::UC_FPREGS + 32 * SIZE);
        assert!(layout::SIGFRAME_UCONTEXT as usize == size_of::<libc::siginfo_t>());
    };
}
