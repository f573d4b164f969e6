//! x86_64, System V psABI (chapter 3.2): rbx, rbp, r12-r15 and rsp belong to
//! the caller, and so do the control bits of MXCSR and the x87 control word.
//!
//! A made context at its first instruction:
//!
//! ```text
//!   ss_sp + ss_size ->  +--------------------+
//!                       | (up to 15 bytes)   |
//!                       | arguments 7, 8 ... |
//!      rsp (8 mod 16)-> | trampoline         |  "return address" of func
//!                       +--------------------+
//!   rdi rsi rdx rcx r8 r9: arguments 1-6     rbx: the context to resume at
//!                                            the end, or null
//! ```
//!
//! There is a red zone: 128 bytes below the stack pointer of interrupted code
//! are in use. A context that called getcontext or swapcontext has none, so
//! the word below a saved stack pointer is free.

use super::{
    Architecture, Arguments, Linux, RestorerAction, SplitStack, assert_common_layout, field,
    layout, property_note, ucontext_t,
};
use core::arch::asm;
use core::mem::offset_of;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub struct X86_64;

macro_rules! assemble {
    ($($body:tt)*) => { core::arch::naked_asm!($($body)* options(att_syntax)) };
}
macro_rules! landing_pad {
    ($($name:expr),*) => { "endbr64" };
}
macro_rules! jump {
    () => { "jmp {function}" };
}
pub(crate) use {assemble, jump, landing_pad};

// GNU_PROPERTY_X86_FEATURE_1_AND, IBT and SHSTK: every function that can be reached
// through a pointer or the PLT begins with endbr64, and every switch goes over to the
// shadow stack of the context that it resumes.
property_note!("0xc0000002", "3");

// A signal frame as the kernel builds it (Linux arch/x86/kernel/fpu/signal.c,
// arch/x86/include/uapi/asm/{ucontext,sigcontext}.h).
const XSTATE_MAGIC_OFFSET: isize = 464; // fxsave image, sw_reserved.magic1
const XSTATE_MAGIC1: u32 = 0x4650_5853; // FP_XSTATE_MAGIC1
const UC_FP_XSTATE: u64 = 1;
const UC_KERNEL_FLAGS: u64 = 7; // with UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS

// asm/x86_64/shadow_stack.h
const GLIBC_FEATURE_1: isize = 0x48;
const GLIBC_FEATURE_1_SHSTK: usize = 2;

// SAFETY: psABI 3.2.2 (alignment, red zone), 3.2.3 (argument registers); the
// layout is asserted below.
unsafe impl Architecture for X86_64 {
    const NAME: &'static str = "x86_64";
    const STACK_ALIGN: usize = 16;
    const ENTRY_REGISTERS: usize = 6;
    const MAKECONTEXT_REGISTERS: usize = 3;
    const ENTRY_FRAME_WORDS: usize = 1;
    const RED_ZONE: usize = 128;

    unsafe fn prepare(
        ucp: *mut ucontext_t,
        sp: *mut usize,
        entry: usize,
        return_to: usize,
        link: *mut ucontext_t,
        arguments: Arguments,
    ) {
        const REGISTERS: [isize; 6] = [
            layout::UC_RDI,
            layout::UC_RSI,
            layout::UC_RDX,
            layout::UC_RCX,
            layout::UC_R8,
            layout::UC_R9,
        ];
        // SAFETY: the caller's: `ucp` is a context, `sp` has the room.
        unsafe {
            for (i, register) in REGISTERS.into_iter().enumerate() {
                if i < arguments.count {
                    field::<usize>(ucp, register).write(arguments.get(i));
                }
            }
            for i in Self::ENTRY_REGISTERS..arguments.count {
                sp.add(Self::ENTRY_FRAME_WORDS + i - Self::ENTRY_REGISTERS)
                    .write(arguments.get(i));
            }
            sp.write(return_to);
            field::<*mut usize>(ucp, layout::UC_RSP).write(sp);
            field::<usize>(ucp, layout::UC_RIP).write(entry);
            field::<*mut ucontext_t>(ucp, layout::UC_RBX).write(link);
            field::<usize>(ucp, layout::UC_RBP).write(0); // the last frame pointer
        }
    }

    unsafe fn save_fp_control(ucp: *mut ucontext_t) {
        // SAFETY: two stores into the context.
        unsafe {
            asm!(
                "stmxcsr [{mxcsr}]",
                "fnstcw [{fpcw}]",
                mxcsr = in(reg) field::<u32>(ucp, layout::UC_MXCSR),
                fpcw = in(reg) field::<u16>(ucp, layout::UC_FPCW),
                options(nostack, preserves_flags),
            );
        }
    }

    fn prefetch(address: usize) {
        // SAFETY: a hint, which never faults.
        unsafe {
            asm!("prefetcht0 [{}]", in(reg) address, options(nostack, preserves_flags));
        }
    }

    fn trap() -> ! {
        // SAFETY: raises SIGILL.
        unsafe { asm!("ud2", options(noreturn, nomem, nostack)) }
    }

    unsafe fn copy(from: usize, to: usize, size: usize) {
        // SAFETY: the caller's; AVX only where it is.
        unsafe {
            if size >= LARGE_COPY {
                copy_large(from, to, size);
            } else if has_avx() {
                copy_by_avx(from, to, size);
            } else {
                super::copy_by_steps(from, to, size);
            }
        }
    }
}

// SAFETY: the sources named at each item; the layout is asserted below.
unsafe impl Linux for X86_64 {
    const SPLIT_STACK: Option<SplitStack> = Some(SplitStack {
        state: layout::UC_SPLIT_STACK,
    });
    const STACK_POINTER: isize = layout::UC_RSP;
    const SAVED: &[(isize, isize)] = &[(layout::UC_R8, layout::UC_RIP + 8)];
    type SignalMask = u64;
    type KernelAction = RestorerAction;
    const RESTORER_FLAG: usize = 0x0400_0000; // SA_RESTORER
    const RSEQ_SIGNATURE: u32 = 0x5305_3053; // Linux tools/testing/selftests/rseq/rseq-x86.h

    unsafe fn client_request(default: usize, request: &[usize; 6]) -> usize {
        let result;
        // SAFETY: instructions that change nothing; the request is the caller's.
        unsafe {
            asm!(
                "rol rdi, 3",
                "rol rdi, 13",
                "rol rdi, 61",
                "rol rdi, 51",
                "xchg rbx, rbx",
                in("rax") request,
                inlateout("rdx") default => result,
                options(nostack)
            );
        }
        result
    }

    unsafe fn is_signal_frame(ucp: *const ucontext_t) -> bool {
        // SAFETY: the kernel's struct ucontext reaches beyond these fields,
        // and fpregs is followed only when all of them are the kernel's.
        unsafe {
            let flags = field::<u64>(ucp, layout::UC_FLAGS).read();
            let cs = field::<u16>(ucp, layout::UC_CSGSFS).read();
            let fpregs = field::<*const u8>(ucp, layout::UC_FPREGS).read();
            if flags == 0
                || flags & !UC_KERNEL_FLAGS != 0
                || cs != code_segment()
                || fpregs.is_null()
                || fpregs == field::<u8>(ucp, layout::UC_FPREGS_MEM).cast_const()
            {
                return false;
            }
            flags & UC_FP_XSTATE == 0
                || fpregs.offset(XSTATE_MAGIC_OFFSET).cast::<u32>().read() == XSTATE_MAGIC1
        }
    }

    unsafe fn save_fp_environment(ucp: *mut ucontext_t) {
        // fnstenv masks every exception, so its control word is loaded again,
        // and its 28 bytes end in the word where MXCSR was saved.
        // SAFETY: __fpregs_mem has room for the environment.
        unsafe {
            asm!(
                "fnstenv [{env}]",
                "fldcw [{env}]",
                "stmxcsr [{mxcsr}]",
                env = in(reg) field::<u32>(ucp, layout::UC_FPREGS_MEM),
                mxcsr = in(reg) field::<u32>(ucp, layout::UC_MXCSR),
                options(nostack, preserves_flags),
            );
        }
    }

    unsafe fn load_fp_environment(ucp: *const ucontext_t) {
        // SAFETY: an environment stored by save_fp_environment; no Rust code
        // keeps anything in the x87 unit.
        unsafe {
            asm!(
                "fldenv [{env}]",
                env = in(reg) field::<u32>(ucp, layout::UC_FPREGS_MEM),
                options(nostack, preserves_flags),
            );
        }
    }

    fn restorer() -> usize {
        restorer as *const () as usize
    }

    #[inline(always)]
    fn shadow_stack_pointer() -> usize {
        let pointer;
        // SAFETY: reads a register, or is one of the instructions that do nothing, on
        // processors and in threads without shadow stacks.
        unsafe {
            asm!(
                "xor {pointer:e}, {pointer:e}",
                "rdsspq {pointer}",
                pointer = out(reg) pointer,
                options(nomem, nostack),
            );
        }
        pointer
    }

    fn restore_token(pointer: usize) -> usize {
        pointer | 1 // in 64-bit mode (Intel SDM, volume 2, RSTORSSP)
    }

    unsafe fn prepare_shadow_stack(ucp: *mut ucontext_t, base: usize, top: usize) {
        // SAFETY: the caller's; behind musl's type is nothing of ours, and musl's
        // threads have a page's address in the place of glibc's word.
        unsafe {
            field::<usize>(ucp, layout::UC_SHADOW_STACK).write(top | layout::SHADOW_STACK_IS_FRESH as usize);
            if Self::load_thread_word(GLIBC_FEATURE_1) & GLIBC_FEATURE_1_SHSTK != 0 {
                field::<[usize; 3]>(ucp, layout::UC_GLIBC_SSP).write([top, base, top - base]);
            }
        }
    }

    unsafe fn system_call(number: usize, arguments: [usize; 6]) -> isize {
        let [a, b, c, d, e, f] = arguments;
        let result;
        // SAFETY: the kernel's convention: arguments in rdi, rsi, rdx, r10, r8,
        // r9; rcx and r11 are lost.
        unsafe {
            asm!(
                "syscall",
                inlateout("rax") number => result,
                in("rdi") a,
                in("rsi") b,
                in("rdx") c,
                in("r10") d,
                in("r8") e,
                in("r9") f,
                lateout("rcx") _,
                lateout("r11") _,
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
        // SAFETY: an offset that the C library or the loader told. One
        // instruction: the word is the thread's that executes it.
        unsafe {
            asm!(
                "mov {word}, fs:[{offset}]",
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
                "mov fs:[{offset}], {word}",
                word = in(reg) word,
                offset = in(reg) offset,
                options(nostack, preserves_flags),
            );
        }
    }

    fn thread_pointer() -> usize {
        // The first word of what it points to is the thread pointer itself
        // (ELF Handling for Thread-Local Storage, 3.4.6).
        Self::load_thread_word(0)
    }
}

/// Bytes from which on the processor's own way of copying is the fastest
/// (Zen 5: 32 KiB even, 64 KiB 1143 against 1370 ns there and back).
const LARGE_COPY: usize = 32 * 1024;

/// # Safety
/// As [`Architecture::copy`].
unsafe fn copy_large(from: usize, to: usize, size: usize) {
    // SAFETY: the caller's; the direction flag is clear at every call.
    unsafe {
        asm!(
            "rep movsq",
            inout("rsi") from => _,
            inout("rdi") to => _,
            inout("rcx") size / size_of::<u64>() => _,
            options(nostack, preserves_flags),
        );
    }
}

/// # Safety
/// As [`Architecture::copy`], on a processor with AVX.
unsafe fn copy_by_avx(from: usize, to: usize, size: usize) {
    const _: () = assert!(super::COPY_STEP == 32);
    // Both ends, and an index that counts up to them.
    // SAFETY: the caller's.
    unsafe {
        asm!(
            "test {index}, {index}",
            "jz 4f",
            "test {index:l}, 32",
            "jz 2f",
            "vmovups ymm0, [{from} + {index}]",
            "vmovups [{to} + {index}], ymm0",
            "add {index}, 32",
            "jz 3f",
            "2: vmovups ymm0, [{from} + {index}]",
            "vmovups ymm1, [{from} + {index} + 32]",
            "vmovups [{to} + {index}], ymm0",
            "vmovups [{to} + {index} + 32], ymm1",
            "add {index}, 64",
            "jnz 2b",
            "3: vzeroupper",
            "4:",
            from = in(reg) from + size,
            to = in(reg) to + size,
            index = inout(reg) size.wrapping_neg() => _,
            out("xmm0") _,
            out("xmm1") _,
            options(nostack),
        );
    }
}

/// Whether the processor has AVX and the kernel keeps its registers
/// (Intel SDM, volume 1, 14.3).
fn has_avx() -> bool {
    const UNKNOWN: usize = 0;
    const NO: usize = 1;
    const YES: usize = 2;
    static KNOWN: AtomicUsize = AtomicUsize::new(UNKNOWN);

    #[cold]
    fn ask() -> usize {
        const OSXSAVE_AND_AVX: u32 = 0b11 << 27;
        const XMM_AND_YMM: u32 = 0b110;
        let (features, state): (u32, u32);
        // SAFETY: reads registers; xgetbv exists where OSXSAVE is set.
        unsafe {
            asm!(
                "mov {rbx}, rbx",
                "cpuid",
                "mov rbx, {rbx}",
                rbx = out(reg) _,
                inout("eax") 1 => _,
                inout("ecx") 0 => features,
                out("edx") _,
                options(nomem, nostack, preserves_flags),
            );
            if features & OSXSAVE_AND_AVX != OSXSAVE_AND_AVX {
                return NO;
            }
            asm!(
                "xgetbv",
                in("ecx") 0,
                out("eax") state,
                out("edx") _,
                options(nomem, nostack, preserves_flags),
            );
        }
        if state & XMM_AND_YMM == XMM_AND_YMM { YES } else { NO }
    }

    let mut known = KNOWN.load(Relaxed);
    if known == UNKNOWN {
        known = ask();
        KNOWN.store(known, Relaxed);
    }
    known == YES
}

/// What a signal handler returns to. Unwinders and debuggers know a signal frame
/// by exactly these instructions, where there is no unwind information.
#[unsafe(naked)]
extern "C" fn restorer() {
    core::arch::naked_asm!(
        "movq ${number}, %rax",
        "syscall",
        number = const layout::SYS_RT_SIGRETURN,
        options(att_syntax),
    )
}

/// Our thread-local words, zero in every new thread, and how far they are from
/// the thread pointer. TLSDESC is the one way that every loader has, also for
/// a library that is opened late.
#[unsafe(naked)]
extern "C" fn thread_words() -> isize {
    core::arch::naked_asm!(
        ".cfi_startproc",
        "subq $8, %rsp",
        ".cfi_def_cfa_offset 16",
        "leaq fastctx_thread_words@TLSDESC(%rip), %rax",
        "call *fastctx_thread_words@TLSCALL(%rax)",
        "addq $8, %rsp",
        ".cfi_def_cfa_offset 8",
        "ret",
        ".cfi_endproc",
        options(att_syntax),
    )
}

/// The code segment that user code runs in, which the kernel stores in a
/// signal frame and nobody else stores at all.
fn code_segment() -> u16 {
    let cs: u64;
    // SAFETY: reads a register.
    unsafe {
        asm!("mov {cs}, cs", cs = out(reg) cs, options(nomem, nostack, preserves_flags));
    }
    cs as u16
}

const GREGS: usize = offset_of!(libc::ucontext_t, uc_mcontext.gregs);

macro_rules! assert_register {
    ($($constant:ident = $register:ident;)*) => {
        const _: () = {
            $(assert!(
                layout::$constant as usize == GREGS + 8 * libc::$register as usize,
                concat!("asm/x86_64/layout.h: ", stringify!($constant)),
            );)*
        };
    };
}

assert_register! {
    UC_R8 = REG_R8;
    UC_R9 = REG_R9;
    UC_R12 = REG_R12;
    UC_R13 = REG_R13;
    UC_R14 = REG_R14;
    UC_R15 = REG_R15;
    UC_RDI = REG_RDI;
    UC_RSI = REG_RSI;
    UC_RBP = REG_RBP;
    UC_RBX = REG_RBX;
    UC_RDX = REG_RDX;
    UC_RCX = REG_RCX;
    UC_RSP = REG_RSP;
    UC_RIP = REG_RIP;
    UC_CSGSFS = REG_CSGSFS;
}

assert_common_layout!(uc_flags);

// The pointer stands behind the registers. The libc crate has no name for it with musl.
const _: () = assert!(
    layout::UC_FPREGS as usize == GREGS + 8 * (libc::REG_CR2 as usize + 1),
    "asm/x86_64/layout.h: UC_FPREGS",
);

#[cfg(all(test, target_env = "gnu"))]
mod tests {
    use super::*;

    /// A context as the kernel builds it, after `change`.
    fn is_frame(change: impl FnOnce(&mut libc::ucontext_t)) -> bool {
        let mut state = [0u8; 1024];
        state[XSTATE_MAGIC_OFFSET as usize..][..4].copy_from_slice(&XSTATE_MAGIC1.to_ne_bytes());
        // SAFETY: all zero is a value of this C type.
        let mut context: libc::ucontext_t = unsafe { core::mem::zeroed() };
        context.uc_flags = UC_KERNEL_FLAGS as _;
        context.uc_mcontext.gregs[libc::REG_CSGSFS as usize] = code_segment().into();
        context.uc_mcontext.fpregs = state.as_mut_ptr().cast();
        change(&mut context);
        // SAFETY: a whole ucontext_t, whose fpregs are null or point to memory.
        unsafe { X86_64::is_signal_frame((&raw const context).cast()) }
    }

    #[test]
    fn a_signal_frame_is_told_by_every_field_that_the_kernel_writes() {
        static NO_STATE: [u8; 1024] = [0; 1024];
        assert!(is_frame(|_| ()));
        assert!(!is_frame(|uc| uc.uc_flags = 0));
        assert!(!is_frame(|uc| uc.uc_flags |= 8));
        assert!(!is_frame(
            |uc| uc.uc_mcontext.gregs[libc::REG_CSGSFS as usize] = 0
        ));
        assert!(!is_frame(|uc| uc.uc_mcontext.fpregs = core::ptr::null_mut()));
        assert!(!is_frame(|uc| {
            let own = field::<u8>((&raw const *uc).cast(), layout::UC_FPREGS_MEM);
            uc.uc_flags = 6; // without the extended state, whose magic is not there
            uc.uc_mcontext.fpregs = own.cast();
        }));
        assert!(!is_frame(
            |uc| uc.uc_mcontext.fpregs = NO_STATE.as_ptr().cast_mut().cast()
        ));
        assert!(is_frame(|uc| {
            uc.uc_flags = 6;
            uc.uc_mcontext.fpregs = NO_STATE.as_ptr().cast_mut().cast();
        }));
    }
}
