//! aarch64, AAPCS64 (chapter 6.1): x19-x29, sp and the low halves of v8-v15
//! belong to the caller, and so do the control bits of FPCR.
//!
//! A made context at its first instruction:
//!
//! ```text
//!   ss_sp + ss_size ->  +--------------------+
//!                       | (up to 15 bytes)   |
//!                       | arguments 9, 10 .. |
//!     sp (0 mod 16) ->  +--------------------+
//!   x0-x7: arguments 1-8        x30: the trampoline, where func returns to
//!   x29: 0, the last frame      x19: the context to resume at the end, or null
//! ```
//!
//! There is no red zone: nothing below the stack pointer is in use.
//!
//! The kernel leaves `uc_flags` of a signal frame at zero. What tells such a
//! frame is the record that it always begins `__reserved` with; glibc's
//! getcontext writes the same, and its contexts may be resumed the same way,
//! by rt_sigreturn, for all that the kernel looks at is in them.

use super::{Architecture, Arguments, field, layout, property_note, ucontext_t};
use core::arch::asm;
use core::sync::atomic::AtomicUsize;

pub struct Aarch64;

macro_rules! assemble {
    ($($body:tt)*) => { core::arch::naked_asm!($($body)*) };
}
macro_rules! landing_pad {
    ($($name:expr),*) => { "hint #34" }; // bti c
}
macro_rules! jump {
    () => { "b {function}" };
}
pub(crate) use {assemble, jump, landing_pad};

// GNU_PROPERTY_AARCH64_FEATURE_1_AND, BTI, PAC and GCS: every function that can be
// reached through a pointer or the PLT begins with `bti c`, return addresses
// that the assembly puts into memory are signed, and every switch goes over to the
// guarded control stack of the context that it resumes.
property_note!("0xc0000000", "7");

/// `struct fpsimd_context` (Linux arch/arm64/include/uapi/asm/sigcontext.h).
#[repr(C)]
struct Fpsimd {
    magic: u32,
    size: u32,
    fpsr: u32,
    fpcr: u32,
    vregs: [u128; 32],
}

/// `struct gcs_context` of the same header.
#[repr(C)]
struct Gcs {
    magic: u32,
    size: u32,
    pointer: usize,
    modes: u64,
    reserved: u64,
}

/// The place of the FP record of a context.
fn fpsimd(ucp: *const ucontext_t) -> *mut Fpsimd {
    field(ucp, layout::UC_FPSIMD)
}

/// Whether a context has an FP record, as the kernel, glibc and we write it.
///
/// # Safety
/// `ucp` is readable.
unsafe fn has_fpsimd(ucp: *const ucontext_t) -> bool {
    let record = fpsimd(ucp);
    // SAFETY: the caller's.
    unsafe {
        (*record).magic == layout::FPSIMD_MAGIC as u32
            && (*record).size == layout::FPSIMD_SIZE as u32
    }
}

// SAFETY: AAPCS64 6.2.2 (alignment), 6.8.2 (argument registers); the layout is
// asserted below.
unsafe impl Architecture for Aarch64 {
    const NAME: &'static str = "aarch64";
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
            let registers = field::<usize>(ucp, layout::UC_X0);
            for i in 0..arguments.count {
                let place = match i.checked_sub(Self::ENTRY_REGISTERS) {
                    None => registers.add(i),
                    Some(i) => sp.add(i),
                };
                place.write(arguments.get(i));
            }
            field::<*mut ucontext_t>(ucp, layout::UC_X19).write(link);
            field::<usize>(ucp, layout::UC_X29).write(0); // the last frame pointer
            field::<usize>(ucp, layout::UC_X30).write(return_to);
            field::<*mut usize>(ucp, layout::UC_SP).write(sp);
            field::<usize>(ucp, layout::UC_PC).write(entry);
            field::<usize>(ucp, layout::UC_PSTATE).write(0);
        }
    }

    unsafe fn save_fp_control(ucp: *mut ucontext_t) {
        let fpcr: usize;
        // SAFETY: reads a register.
        unsafe {
            asm!("mrs {}, fpcr", out(reg) fpcr, options(nomem, nostack, preserves_flags));
        }
        let record = fpsimd(ucp);
        // SAFETY: the caller's. The vector registers are whatever the context
        // held: those of a function that is about to start.
        unsafe {
            (*record).magic = layout::FPSIMD_MAGIC as u32;
            (*record).size = layout::FPSIMD_SIZE as u32;
            (*record).fpsr = 0;
            (*record).fpcr = fpcr as u32;
            // Where there is a record of a guarded control stack that was just written.
            if field::<u32>(ucp, layout::UC_GCS).read() != layout::GCS_MAGIC as u32 {
                field::<u64>(ucp, layout::UC_FPSIMD_END).write(0);
            }
        }
    }

    fn prefetch(address: usize) {
        // SAFETY: a hint, which never faults.
        unsafe {
            asm!("prfm pstl1keep, [{}]", in(reg) address, options(nostack, preserves_flags));
        }
    }

    fn trap() -> ! {
        // SAFETY: raises SIGTRAP.
        unsafe { asm!("brk #1", options(noreturn, nomem, nostack)) }
    }

    fn compare_exchange(word: &AtomicUsize, old: usize, new: usize) -> usize {
        let found;
        // SAFETY: a word that may be written to.
        unsafe {
            asm!(
                "2: ldaxr {found}, [{word}]",
                "cmp {found}, {old}",
                "b.ne 3f",
                "stlxr {failed:w}, {new}, [{word}]",
                "cbnz {failed:w}, 2b",
                "3:",
                word = in(reg) word.as_ptr(),
                old = in(reg) old,
                new = in(reg) new,
                found = out(reg) found,
                failed = out(reg) _,
                options(nostack),
            );
        }
        found
    }
}

mod linux {
    use super::super::{Linux, RestorerAction, assert_common_layout, assert_layout};
    use super::*;
    use core::mem::{offset_of, size_of};

    /// Loads the word at an offset from the thread pointer into an operand, and
    /// stores the operand `word` there, in one thread.
    ///
    /// Two instructions name a thread's word: one reads the thread pointer, one
    /// goes by it, and a signal handler may have moved us to another thread in
    /// between, perhaps forth and back. What tells is the exclusive monitor: every
    /// exception return clears it (Arm ARM, DDI 0487, pseudocode of
    /// AArch64.ExceptionReturn), and a store-exclusive fails without it (B2.9). So
    /// if `stxr` succeeds, all since `ldxr` was executed without a break, and the
    /// thread pointer that was read there is that of both. Debuggers know such
    /// sequences and do not stop inside.
    macro_rules! without_a_break {
        ($loaded:literal, $offset:expr, $($word:tt)*) => {
            asm!(
                "2: mrs {thread}, tpidr_el0",
                "add {place}, {thread}, {offset}",
                concat!("ldxr ", $loaded, ", [{place}]"),
                "mrs {again}, tpidr_el0",
                "cmp {again}, {thread}",
                "b.ne 2b",
                "stxr {failed:w}, {word}, [{place}]",
                "cbnz {failed:w}, 2b",
                thread = out(reg) _,
                place = out(reg) _,
                offset = in(reg) $offset,
                again = out(reg) _,
                failed = out(reg) _,
                $($word)*,
                options(nostack),
            )
        };
    }

    // SAFETY: the sources named at each item; the layout is asserted below.
    unsafe impl Linux for Aarch64 {
        const STACK_POINTER: isize = layout::UC_SP;
        const SAVED: &[(isize, isize)] = &[
            (layout::UC_X0, layout::UC_PC + 8),
            (layout::UC_V8, layout::UC_V15 + 16),
        ];
        type SignalMask = u64;
        type KernelAction = RestorerAction;
        const RSEQ_SIGNATURE: u32 = 0xd428_bc00; // `brk #0x45e0`: Linux .../rseq/rseq-arm64.h

        unsafe fn client_request(default: usize, request: &[usize; 6]) -> usize {
            let result;
            // SAFETY: instructions that change nothing; the request is the caller's.
            unsafe {
                asm!(
                    "ror x12, x12, #3",
                    "ror x12, x12, #13",
                    "ror x12, x12, #51",
                    "ror x12, x12, #61",
                    "orr x10, x10, x10",
                    in("x4") request,
                    inlateout("x3") default => result,
                    options(nostack, preserves_flags)
                );
            }
            result
        }

        unsafe fn is_signal_frame(ucp: *const ucontext_t) -> bool {
            // What we saved stays ours when somebody clears its flags.
            // SAFETY: the kernel's struct ucontext is as long as ours.
            unsafe {
                let has_gcs = field::<u32>(ucp, layout::UC_GCS).read() == layout::GCS_MAGIC as u32;
                let mark = if has_gcs { layout::UC_GCS_MARK } else { layout::UC_SECOND_MARK };
                field::<usize>(ucp, layout::UC_FLAGS).read() == 0
                    && has_fpsimd(ucp)
                    && field::<u32>(ucp, mark).read() != layout::UC_MARK_SAVED as u32
            }
        }

        unsafe fn save_fp_environment(ucp: *mut ucontext_t) {
            // SAFETY: reads a register and stores it in the context.
            unsafe {
                let fpsr: usize;
                asm!("mrs {}, fpsr", out(reg) fpsr, options(nomem, nostack, preserves_flags));
                (*fpsimd(ucp)).fpsr = fpsr as u32;
            }
        }

        unsafe fn load_fp_environment(ucp: *const ucontext_t) {
            // SAFETY: the caller's; no Rust code asks for the exception flags. A
            // context that somebody filled in by hand may have no FP state.
            unsafe {
                if has_fpsimd(ucp) {
                    let fpsr = (*fpsimd(ucp)).fpsr as usize;
                    asm!("msr fpsr, {}", in(reg) fpsr, options(nomem, nostack, preserves_flags));
                }
            }
        }

        // SHADOW_STACK_SET_MARKER (arch/arm64/include/uapi/asm/mman.h): a zero, where
        // unwinders end.
        const SHADOW_STACK_END: (usize, usize) = (2, size_of::<usize>());
        const FRAMES_HOLD_SHADOW_STACK_POINTER: bool = true;

        // (`hint #40`: chkfeat x16.)
        #[inline(always)]
        fn shadow_stack_pointer() -> usize {
            let pointer;
            // SAFETY: reads a register where there is one.
            unsafe {
                asm!(
                    "mov x16, #1",
                    "hint #40",
                    "mov {pointer}, #0",
                    "tbnz x16, #0, 2f",
                    "mrs {pointer}, s3_3_c2_c5_1",
                    "2:",
                    pointer = out(reg) pointer,
                    out("x16") _,
                    options(nomem, nostack, preserves_flags),
                );
            }
            pointer
        }

        fn restore_token(pointer: usize) -> usize {
            const IN_PAGE: usize = 0xfff;
            const VALID: usize = 1;
            pointer.wrapping_sub(size_of::<usize>()) & !IN_PAGE | VALID
        }

        unsafe fn prepare_shadow_stack(ucp: *mut ucontext_t, _: usize, top: usize) {
            // SAFETY: the caller's.
            unsafe {
                field::<Gcs>(ucp, layout::UC_GCS).write(Gcs {
                    magic: layout::GCS_MAGIC as u32,
                    size: layout::GCS_SIZE as u32,
                    pointer: top | layout::SHADOW_STACK_IS_FRESH as usize,
                    modes: layout::PR_SHADOW_STACK_ENABLE as u64,
                    reserved: layout::UC_MARK_SAVED as u64,
                });
                field::<u64>(ucp, layout::UC_GCS_END).write(0);
            }
        }

        unsafe fn system_call(number: usize, arguments: [usize; 6]) -> isize {
            let [a, b, c, d, e, f] = arguments;
            let result;
            // SAFETY: the kernel's convention: number in x8, arguments in x0-x5,
            // nothing but the result is lost.
            unsafe {
                asm!(
                    "svc #0",
                    in("x8") number,
                    inlateout("x0") a => result,
                    in("x1") b,
                    in("x2") c,
                    in("x3") d,
                    in("x4") e,
                    in("x5") f,
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
            unsafe { without_a_break!("{word}", offset, word = out(reg) word) };
            word
        }

        fn store_thread_word(offset: isize, word: usize) {
            // SAFETY: as above; nobody else's word is there.
            unsafe { without_a_break!("xzr", offset, word = in(reg) word) };
        }

        fn thread_pointer() -> usize {
            let pointer;
            // SAFETY: reads a register.
            unsafe {
                asm!("mrs {}, tpidr_el0", out(reg) pointer, options(nomem, nostack, preserves_flags));
            }
            pointer
        }
    }

    /// Our thread-local words, zero in every new thread, and how far they are from
    /// the thread pointer. TLSDESC is the one way that every loader has, also for
    /// a library that is opened late. The linker knows these four instructions and
    /// may replace them by others. (`hint #25`, `hint #29`: paciasp, autiasp.)
    #[unsafe(naked)]
    extern "C" fn thread_words() -> isize {
        core::arch::naked_asm!(
            ".cfi_startproc",
            "hint #25",
            ".cfi_negate_ra_state",
            "stp x29, x30, [sp, #-16]!",
            ".cfi_def_cfa_offset 16",
            ".cfi_offset x29, -16",
            ".cfi_offset x30, -8",
            "mov x29, sp",
            "adrp x0, :tlsdesc:fastctx_thread_words",
            "ldr x1, [x0, #:tlsdesc_lo12:fastctx_thread_words]",
            "add x0, x0, #:tlsdesc_lo12:fastctx_thread_words",
            ".tlsdesccall fastctx_thread_words",
            "blr x1",
            "ldp x29, x30, [sp], #16",
            ".cfi_def_cfa_offset 0",
            ".cfi_restore x29",
            ".cfi_restore x30",
            "hint #29",
            ".cfi_negate_ra_state",
            "ret",
            ".cfi_endproc",
        )
    }

    macro_rules! assert_register {
        ($($constant:ident = $number:literal;)*) => {
            const _: () = {
                $(assert!(
                    layout::$constant as usize
                        == offset_of!(libc::ucontext_t, uc_mcontext.regs) + 8 * $number,
                    concat!("asm/aarch64/layout.h: ", stringify!($constant)),
                );)*
            };
        };
    }

    assert_register! {
        UC_X0 = 0;
        UC_X2 = 2;
        UC_X4 = 4;
        UC_X6 = 6;
        UC_X18 = 18;
        UC_X19 = 19;
        UC_X20 = 20;
        UC_X21 = 21;
        UC_X22 = 22;
        UC_X23 = 23;
        UC_X24 = 24;
        UC_X25 = 25;
        UC_X26 = 26;
        UC_X27 = 27;
        UC_X28 = 28;
        UC_X29 = 29;
        UC_X30 = 30;
    }

    assert_common_layout!(uc_flags);
    assert_layout! {
        UC_SP = uc_mcontext.sp;
        UC_PC = uc_mcontext.pc;
        UC_PSTATE = uc_mcontext.pstate;
    }

    macro_rules! assert_fpsimd {
        ($($constant:ident = $offset:expr;)*) => {
            const _: () = {
                $(assert!(
                    layout::$constant as usize == layout::UC_FPSIMD as usize + $offset,
                    concat!("asm/aarch64/layout.h: ", stringify!($constant)),
                );)*
            };
        };
    }

    const VREGS: usize = offset_of!(Fpsimd, vregs);
    const VREG: usize = size_of::<u128>();

    assert_fpsimd! {
        UC_FPSR = offset_of!(Fpsimd, fpsr);
        UC_FPCR = offset_of!(Fpsimd, fpcr);
        UC_V8 = VREGS + 8 * VREG;
        UC_V9 = VREGS + 9 * VREG;
        UC_V10 = VREGS + 10 * VREG;
        UC_V11 = VREGS + 11 * VREG;
        UC_V12 = VREGS + 12 * VREG;
        UC_V13 = VREGS + 13 * VREG;
        UC_V14 = VREGS + 14 * VREG;
        UC_V15 = VREGS + 15 * VREG;
        UC_FPSIMD_END = layout::FPSIMD_SIZE as usize;
        UC_GCS = layout::FPSIMD_SIZE as usize;
        UC_GCS_POINTER = layout::FPSIMD_SIZE as usize + offset_of!(Gcs, pointer);
        UC_GCS_MODES = layout::FPSIMD_SIZE as usize + offset_of!(Gcs, modes);
        UC_GCS_MARK = layout::FPSIMD_SIZE as usize + offset_of!(Gcs, reserved);
        UC_GCS_END = layout::FPSIMD_SIZE as usize + layout::GCS_SIZE as usize;
    }

    // `__reserved` is private in the libc crate: 4096 bytes at the end of
    // mcontext_t, and the record at its beginning.
    const _: () = {
        assert!(cfg!(target_endian = "little"), "libfastctx has no aarch64_be");
        assert!(layout::FPSIMD_SIZE as usize == size_of::<Fpsimd>());
        assert!(layout::GCS_SIZE as usize == size_of::<Gcs>());
        assert!(
            layout::UC_FPSIMD as usize
                == offset_of!(libc::ucontext_t, uc_mcontext) + size_of::<libc::mcontext_t>() - 4096,
            "asm/aarch64/layout.h: UC_FPSIMD"
        );
        assert!(layout::SIGFRAME_UCONTEXT as usize == size_of::<libc::siginfo_t>());
    };
}
