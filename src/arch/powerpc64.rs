//! powerpc64, 64-bit ELFv2 ABI (2.2.2.2, "Register Roles"): r1, r14-r31, f14-f31,
//! v20-v31, VRSAVE and the fields 2-4 of CR belong to the caller, and so do the
//! control bits of FPSCR. A POWER8 or later (the ABI of powerpc64le): the vector
//! registers are always there. The halves of vs0-vs31 that are no FP registers are
//! nobody's after a call.
//!
//! A made context at its first instruction (2.2.3.2, "Minimum frame"; 2.2.3.3):
//!
//! ```text
//!   ss_sp + ss_size ->  +--------------------+
//!                       | (up to 15 bytes)   |
//!                       | arguments 9, 10 .. |
//!               r1 + 96 +--------------------+
//!                       | room for the eight |  the called function's
//!                       | in registers       |
//!               r1 + 32 +--------------------+
//!                       | TOC pointer        |  ours, for the trampoline
//!                       | room for LR        |  the called function's
//!                       | room for CR        |  the called function's
//!     r1 (0 mod 16)  -> | back chain: 0      |
//!                       +--------------------+
//!   r3-r10: arguments 1-8       LR: the trampoline, where func returns to
//!   r12: func                   r31: the context itself, whose uc_link is
//!                                    looked at when func returns
//! ```
//!
//! r2 is the TOC pointer, by which a module finds its data. A function that other
//! modules call computes it from r12, where they leave its address; those of its
//! own module go to the place behind that, the local entry point. What a context
//! has in r2 is ours: whoever called us from another module has its own in its
//! frame (r1 + 24) and loads it when it is back.
//!
//! There is a red zone: 288 bytes below the stack pointer of interrupted code
//! are in use (2.2.3.4). A context that called getcontext or swapcontext has none.
//!
//! r13 is the thread pointer. It is the thread's and goes with no context.
//!
//! The kernel leaves `uc_flags` of a signal frame at zero, as programs do that
//! clear a context. What tells its frames is MSR, which nobody else has to store
//! (glibc's getcontext stores 0, and so do we), and the number of the signal.

use super::{
    Architecture, Arguments, Linux, RestorerAction, SplitStack, field, layout, ucontext_t,
};
use core::arch::asm;

pub struct PowerPc64;

macro_rules! assemble {
    ($($body:tt)*) => { core::arch::naked_asm!($($body)*) };
}
// The TOC pointer, from the address that a call through a pointer leaves in r12;
// callers in this module go to what is behind it.
macro_rules! landing_pad {
    ($($name:expr),*) => {
        concat!(
            "9: addis 2, 12, .TOC.-9b@ha\n",
            "addi 2, 2, .TOC.-9b@l\n",
            $(".localentry ", $name, ", .-", $name, "\n"),*
        )
    };
}
macro_rules! jump {
    () => { "b {function}" };
}
pub(crate) use {assemble, jump, landing_pad};

/// The registers of a context by their numbers.
fn general(ucp: *const ucontext_t, number: isize) -> *mut usize {
    field(ucp, layout::UC_R0 + 8 * number)
}

/// Where the vector registers of a context begin, if it is where it was saved.
fn vectors(ucp: *const ucontext_t) -> usize {
    (ucp as usize + layout::UC_VMX_RESERVE as usize).next_multiple_of(16)
}

/// Whether a context has its vectors where we keep them.
///
/// # Safety
/// `ucp` is readable.
unsafe fn has_vectors(ucp: *const ucontext_t) -> bool {
    // SAFETY: the caller's.
    unsafe { field::<usize>(ucp, layout::UC_VECTORS).read() >> 16 == layout::UC_VECTORS_MARK as usize }
}

/// FPSCR as a whole.
fn fpscr() -> u64 {
    let fpscr;
    // SAFETY: reads a register.
    unsafe {
        asm!(
            "mffs 0",
            "mffprd {}, 0",
            out(reg) fpscr,
            out("f0") _,
            options(nomem, nostack, preserves_flags),
        );
    }
    fpscr
}

/// What of FPSCR is control: RN, NI, the enables, and DRN.
const FPSCR_CONTROL: u64 = 0x7_0000_00ff;

/// VSCR: its one word that has bits. (The lowest of the register; where that is in
/// memory depends on the byte order, so it is taken out in registers.)
fn vscr() -> u32 {
    let word: u64;
    // SAFETY: reads a register.
    unsafe {
        asm!(
            "mfvscr 0",
            "vspltw 0, 0, 3",
            "mfvsrd {}, 32",
            out(reg) word,
            out("v0") _,
            options(nomem, nostack, preserves_flags),
        );
    }
    word as u32
}

/// Sets it.
fn set_vscr(word: u32) {
    // SAFETY: nobody keeps anything in the saturation bit; the other is control.
    unsafe {
        asm!(
            "mtvsrd 32, {}",
            "vspltw 0, 0, 1",
            "mtvscr 0",
            in(reg) u64::from(word),
            out("v0") _,
            options(nomem, nostack, preserves_flags),
        );
    }
}

/// Where a context has VSCR: the lowest word of what the kernel stores.
fn vscr_of(ucp: *const ucontext_t) -> *mut u32 {
    let lowest = if cfg!(target_endian = "little") { 0 } else { 12 };
    // SAFETY: the caller of this looks where `has_vectors`.
    let offset = unsafe { field::<usize>(ucp, layout::UC_VECTORS).read() } & 0xffff;
    field(ucp, offset as isize + layout::VECTOR_VSCR + lowest)
}

// SAFETY: ELFv2 2.2.3.1 (alignment), 2.2.3.3 (parameters); the layout is asserted
// below.
unsafe impl Architecture for PowerPc64 {
    const NAME: &'static str = "powerpc64";
    const STACK_ALIGN: usize = 16;
    const ENTRY_REGISTERS: usize = 8;
    const MAKECONTEXT_REGISTERS: usize = 5;
    const ENTRY_FRAME_WORDS: usize = layout::FRAME_ARGUMENTS as usize / 8;
    const RED_ZONE: usize = 288;
    const SWITCH_FRAMES: usize = 1024; // NATIVE_FRAME of asm/powerpc64/native.h, and as much

    unsafe fn prepare(
        ucp: *mut ucontext_t,
        sp: *mut usize,
        entry: usize,
        return_to: usize,
        _link: *mut ucontext_t,
        arguments: Arguments,
    ) {
        let toc: usize;
        // SAFETY: reads a register, and no function of ours changes it.
        unsafe { asm!("mr {}, 2", out(reg) toc, options(nomem, nostack, preserves_flags)) };
        // SAFETY: the caller's: `ucp` is a context, `sp` has the room.
        unsafe {
            for i in 0..arguments.count {
                let place = match i.checked_sub(Self::ENTRY_REGISTERS) {
                    None => general(ucp, 3 + i as isize),
                    Some(i) => sp.add(Self::ENTRY_FRAME_WORDS + i),
                };
                place.write(arguments.get(i));
            }
            sp.write(0); // the end of the back chain
            sp.byte_offset(layout::FRAME_TOC).write(toc);
            general(ucp, 1).write(sp as usize);
            general(ucp, 2).write(toc);
            general(ucp, 12).write(entry);
            general(ucp, 31).write(ucp as usize);
            field::<usize>(ucp, layout::UC_NIP).write(entry);
            field::<usize>(ucp, layout::UC_LNK).write(return_to);
            field::<usize>(ucp, layout::UC_MSR).write(0);
        }
    }

    unsafe fn save_fp_control(ucp: *mut ucontext_t) {
        let vrsave: u32;
        // SAFETY: reads a register.
        unsafe {
            asm!("mfvrsave {}", out(reg) vrsave, options(nomem, nostack, preserves_flags));
        }
        let vectors = vectors(ucp);
        // SAFETY: the caller's. The vector registers are whatever the context
        // held: those of a function that is about to start.
        unsafe {
            field::<u64>(ucp, layout::UC_FPSCR).write(fpscr() & FPSCR_CONTROL);
            field::<usize>(ucp, layout::UC_REGS).write(general(ucp, 0) as usize);
            field::<usize>(ucp, layout::UC_V_REGS).write(vectors);
            field::<usize>(ucp, layout::UC_VECTORS)
                .write(((layout::UC_VECTORS_MARK as usize) << 16) | (vectors - ucp as usize));
            field::<u32>(vectors as *const _, layout::VECTOR_VRSAVE).write(vrsave);
        }
    }

    fn prefetch(address: usize) {
        // SAFETY: a hint, which never faults.
        unsafe {
            asm!("dcbtst 0, {}", in(reg) address, options(nostack, preserves_flags));
        }
    }

    fn trap() -> ! {
        // SAFETY: raises SIGTRAP.
        unsafe { asm!("trap", options(noreturn, nomem, nostack)) }
    }
}

/// Bytes of vmx_reserve (glibc sys/ucontext.h, musl arch/powerpc64/bits/signal.h).
const VMX_RESERVE: isize = 69 * 8;

// SAFETY: the sources named at each item; the layout is asserted below.
unsafe impl Linux for PowerPc64 {
    const SPLIT_STACK: Option<SplitStack> = Some(SplitStack {
        state: layout::UC_SPLIT_STACK,
    });
    const STACK_POINTER: isize = layout::UC_R1;
    const SAVED: &[(isize, isize)] = &[
        (layout::UC_R0, layout::UC_CCR + 8),
        (layout::UC_F0, layout::UC_FPSCR),
        (layout::UC_VMX_RESERVE, layout::UC_VMX_RESERVE + VMX_RESERVE),
    ];
    type SignalMask = u64;
    // The kernel's structure has the restorer, which nobody gives: handlers return
    // to the kernel's own code (arch/powerpc/include/uapi/asm/signal.h).
    type KernelAction = RestorerAction;
    const FRAMES_HOLD_THREAD_POINTER: bool = true; // r13
    const RSEQ_SIGNATURE: u32 = 0x0fe5_000b; // `twui`: Linux .../rseq/rseq-ppc.h

    unsafe fn client_request(default: usize, request: &[usize; 6]) -> usize {
        let result;
        // SAFETY: instructions that change nothing; the request is the caller's.
        unsafe {
            asm!(
                "rotldi 0, 0, 3",
                "rotldi 0, 0, 13",
                "rotldi 0, 0, 61",
                "rotldi 0, 0, 51",
                "or 1, 1, 1",
                in("r4") request,
                inlateout("r3") default => result,
                options(nostack, preserves_flags)
            );
        }
        result
    }

    unsafe fn is_signal_frame(ucp: *const ucontext_t) -> bool {
        const MOST_SIGNALS: u32 = 64;
        // SAFETY: the kernel's struct ucontext is as long as ours.
        unsafe {
            let signal = field::<u32>(ucp, layout::UC_SIGNAL).read();
            field::<usize>(ucp, layout::UC_FLAGS).read() == 0
                && field::<usize>(ucp, layout::UC_MSR).read() & layout::MSR_PR as usize != 0
                && (1..=MOST_SIGNALS).contains(&signal)
        }
    }

    unsafe fn save_fp_environment(ucp: *mut ucontext_t) {
        // SAFETY: the caller's; the registers that control was saved from.
        unsafe {
            field::<u64>(ucp, layout::UC_FPSCR).write(fpscr());
            vscr_of(ucp).write(vscr());
        }
    }

    unsafe fn load_fp_environment(ucp: *const ucontext_t) {
        // SAFETY: the caller's; no Rust code asks for the exception flags. A
        // context that somebody filled in by hand has no VSCR of ours.
        unsafe {
            let fpscr = field::<u64>(ucp, layout::UC_FPSCR).read();
            asm!(
                "mtfprd 0, {}",
                "mtfsf 255, 0",
                "mtfsf 1, 0, 0, 1",
                in(reg) fpscr,
                out("f0") _,
                options(nomem, nostack, preserves_flags),
            );
            if has_vectors(ucp) {
                set_vscr(vscr_of(ucp).read());
            }
        }
    }

    unsafe fn system_call(number: usize, arguments: [usize; 6]) -> isize {
        let [a, b, c, d, e, f] = arguments;
        let result;
        // SAFETY: the kernel's convention (Linux Documentation/arch/powerpc/
        // syscall64-abi.rst): number in r0, arguments in r3-r8; SO in cr0 says that
        // the result is an error number; these registers are lost.
        unsafe {
            asm!(
                "sc",
                "bns+ 2f",
                "neg 3, 3",
                "2:",
                inlateout("r0") number => _,
                inlateout("r3") a => result,
                inlateout("r4") b => _,
                inlateout("r5") c => _,
                inlateout("r6") d => _,
                inlateout("r7") e => _,
                inlateout("r8") f => _,
                lateout("r9") _,
                lateout("r10") _,
                lateout("r11") _,
                lateout("r12") _,
                lateout("cr0") _,
                lateout("ctr") _,
                lateout("xer") _,
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
        // SAFETY: an offset that the C library or the loader told. r13 is the
        // thread pointer and nothing else, so this is one instruction: the word is
        // the thread's that executes it.
        unsafe {
            asm!(
                "ldx {word}, 13, {offset}",
                word = out(reg) word,
                offset = in(reg) offset,
                options(nostack, preserves_flags),
            );
        }
        word
    }

    fn store_thread_word(offset: isize, word: usize) {
        // SAFETY: as above; nobody else's word is there.
        unsafe {
            asm!(
                "stdx {word}, 13, {offset}",
                word = in(reg) word,
                offset = in(reg) offset,
                options(nostack, preserves_flags),
            );
        }
    }

    fn thread_pointer() -> usize {
        let pointer;
        // SAFETY: reads a register.
        unsafe {
            asm!("mr {}, 13", out(reg) pointer, options(nomem, nostack, preserves_flags));
        }
        pointer
    }
}

/// Our thread-local words, zero in every new thread, and how far they are from
/// the thread pointer. There is no TLSDESC; the C library's function is weak, for
/// a static program has none, where the linker makes it an addition (ELFv2
/// 3.7.4.1: it knows these four instructions).
#[unsafe(naked)]
extern "C" fn thread_words() -> isize {
    core::arch::naked_asm!(
        ".weak __tls_get_addr",
        ".cfi_startproc",
        "mflr 0",
        "std 0, 16(1)",
        ".cfi_offset 65, 16",
        "stdu 1, -32(1)",
        ".cfi_def_cfa_offset 32",
        "addis 3, 2, fastctx_thread_words@got@tlsgd@ha",
        "addi 3, 3, fastctx_thread_words@got@tlsgd@l",
        "bl __tls_get_addr(fastctx_thread_words@tlsgd)",
        "nop",
        "subf 3, 13, 3",
        "addi 1, 1, 32",
        ".cfi_def_cfa_offset 0",
        "ld 0, 16(1)",
        "mtlr 0",
        ".cfi_restore 65",
        "blr",
        ".cfi_endproc",
    )
}

// The libc crate has the type for glibc alone; the layouts agree.
#[cfg(target_env = "gnu")]
const _: () = {
    use super::{assert_common_layout, assert_layout};
    use core::mem::offset_of;

    assert_common_layout!(uc_flags);
    assert_layout! {
        UC_SIGNAL = uc_mcontext.signal;
        UC_REGS = uc_mcontext.regs;
        UC_R0 = uc_mcontext.gp_regs;
        UC_F0 = uc_mcontext.fp_regs;
        UC_V_REGS = uc_mcontext.v_regs;
        UC_VMX_RESERVE = uc_mcontext.vmx_reserve;
    }

    const fn general(number: usize) -> isize {
        (offset_of!(libc::ucontext_t, uc_mcontext.gp_regs) + 8 * number) as isize
    }
    // The numbers are PT_* of the kernel's ptrace.h.
    assert!(layout::UC_R1 == general(1));
    assert!(layout::UC_R2 == general(2));
    assert!(layout::UC_R3 == general(3));
    assert!(layout::UC_R12 == general(12));
    assert!(layout::UC_R13 == general(13));
    assert!(layout::UC_R31 == general(31));
    assert!(layout::UC_NIP == general(32));
    assert!(layout::UC_MSR == general(33));
    assert!(layout::UC_LNK == general(36));
    assert!(layout::UC_CCR == general(38));
    assert!(layout::UC_VECTORS == general(47));
    assert!(layout::UC_FPSCR == layout::UC_F0 + 8 * 32);
    assert!(layout::VECTOR_VSCR as usize == offset_of!(libc::vrregset_t, vscr));
    assert!(layout::VECTOR_VRSAVE as usize == offset_of!(libc::vrregset_t, vrsave));
};
