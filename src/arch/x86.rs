//! i386, System V psABI for Intel386 (version 1.1, 2.2): ebx, esi, edi, ebp and esp
//! belong to the caller, and so do the control bits of MXCSR and the x87 control
//! word. All arguments are on the stack.
//!
//! A made context at its first instruction:
//!
//! ```text
//!   ss_sp + ss_size ->  +--------------------+
//!                       | (up to 15 bytes)   |
//!                       | arguments 1, 2 ... |  at a multiple of 16
//!      esp (12 mod 16)->| trampoline         |  "return address" of func
//!                       +--------------------+
//!                       | (five words)       |  room to set a signal mask
//!                       +--------------------+
//!   ebx: the context to resume at the end, or null
//! ```
//!
//! There is no red zone: nothing below the stack pointer is in use.
//!
//! The ucontext_t has no place for MXCSR, which glibc does not keep. Ours is where the
//! x87 registers would be, together with a mark (`UC_SECOND_MARK`), for contexts of
//! others have something else there. Processors without SSE are not served: Rust
//! compiles to SSE2 for this target.

use super::{
    Architecture, Arguments, KernelAction, Linux, SignalMask, SplitStack, assert_common_layout,
    assert_layout, field, layout, property_note, ucontext_t,
};
use core::arch::asm;
use core::mem::offset_of;

pub struct X86;

macro_rules! assemble {
    ($($body:tt)*) => { core::arch::naked_asm!($($body)* options(att_syntax)) };
}
macro_rules! landing_pad {
    ($($name:expr),*) => { "endbr32" };
}
macro_rules! jump {
    () => { "jmp {function}" };
}
pub(crate) use {assemble, jump, landing_pad};

// GNU_PROPERTY_X86_FEATURE_1_AND, IBT: every function that can be reached through
// a pointer or the PLT begins with endbr32. (It does not claim shadow stacks.)
property_note!("0xc0000002", "1");

// A signal frame as the kernel builds it (Linux arch/x86/kernel/fpu/signal.c and
// signal_32.c, arch/x86/include/uapi/asm/{ucontext,sigcontext}.h): fpregs point to
// the 112 bytes of fsave, and behind them is the image of fxsave.
const XSTATE_MAGIC_OFFSET: isize = 112 + 464; // sw_reserved.magic1
const XSTATE_MAGIC1: u32 = 0x4650_5853; // FP_XSTATE_MAGIC1
const UC_FP_XSTATE: u32 = 1;

// SAFETY: psABI 2.2.2 (alignment), 2.2.3 (arguments); the layout is asserted below.
unsafe impl Architecture for X86 {
    const NAME: &'static str = "x86";
    const STACK_ALIGN: usize = 16;
    const ENTRY_REGISTERS: usize = 0;
    const MAKECONTEXT_REGISTERS: usize = 0;
    const ENTRY_FRAME_WORDS: usize = 1 + layout::MASK_STEP_WORDS as usize;

    unsafe fn prepare(
        ucp: *mut ucontext_t,
        sp: *mut usize,
        entry: usize,
        return_to: usize,
        link: *mut ucontext_t,
        arguments: Arguments,
    ) {
        // SAFETY: the caller's: `ucp` is a context, `sp` has the room.
        unsafe {
            let places = sp.add(Self::ENTRY_FRAME_WORDS);
            for i in 0..arguments.count {
                places.add(i).write(arguments.get(i));
            }
            let sp = places.sub(1);
            sp.write(return_to);
            field::<*mut usize>(ucp, layout::UC_ESP).write(sp);
            field::<usize>(ucp, layout::UC_EIP).write(entry);
            field::<*mut ucontext_t>(ucp, layout::UC_EBX).write(link);
            field::<usize>(ucp, layout::UC_EBP).write(0); // the last frame pointer
        }
    }

    unsafe fn save_fp_control(ucp: *mut ucontext_t) {
        // SAFETY: stores into the context.
        unsafe {
            asm!(
                "stmxcsr [{mxcsr}]",
                "fnstcw [{fpcw}]",
                mxcsr = in(reg) field::<u32>(ucp, layout::UC_MXCSR),
                fpcw = in(reg) field::<u16>(ucp, layout::UC_FPCW),
                options(nostack, preserves_flags),
            );
            field::<u32>(ucp, layout::UC_SECOND_MARK).write(layout::UC_MARK_SAVED as u32);
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
}

// SAFETY: the sources named at each item; the layout is asserted below.
unsafe impl Linux for X86 {
    const SPLIT_STACK: Option<SplitStack> = Some(SplitStack {
        state: layout::UC_SPLIT_STACK,
    });
    const STACK_POINTER: isize = layout::UC_ESP;
    const SAVED: &[(isize, isize)] = &[(layout::UC_EDI, layout::UC_EIP + 4)];
    type SignalMask = u64;
    type KernelAction = Action;
    const RSEQ_SIGNATURE: u32 = 0x5305_3053; // Linux tools/testing/selftests/rseq/rseq-x86.h

    unsafe fn client_request(default: usize, request: &[usize; 6]) -> usize {
        let result;
        // SAFETY: instructions that change nothing; the request is the caller's.
        unsafe {
            asm!(
                "rol edi, 3",
                "rol edi, 13",
                "rol edi, 29",
                "rol edi, 19",
                "xchg ebx, ebx",
                in("eax") request,
                inlateout("edx") default => result,
                options(nostack)
            );
        }
        result
    }

    unsafe fn is_signal_frame(ucp: *const ucontext_t) -> bool {
        // A processor without xsave has no flags set. Then what we saved stays ours
        // when somebody clears its flags.
        // SAFETY: the kernel's struct ucontext reaches beyond these fields, and
        // fpregs is followed only when all of them are the kernel's.
        unsafe {
            let flags = field::<u32>(ucp, layout::UC_FLAGS).read();
            let cs = field::<u16>(ucp, layout::UC_CS).read();
            let fpregs = field::<*const u8>(ucp, layout::UC_FPREGS).read();
            if flags & !UC_FP_XSTATE != 0
                || cs != code_segment()
                || fpregs.is_null()
                || fpregs == field::<u8>(ucp, layout::UC_FPREGS_MEM).cast_const()
            {
                return false;
            }
            if flags == UC_FP_XSTATE {
                let magic = fpregs.offset(XSTATE_MAGIC_OFFSET).cast::<u32>();
                magic.read_unaligned() == XSTATE_MAGIC1
            } else {
                field::<u32>(ucp, layout::UC_SECOND_MARK).read() != layout::UC_MARK_SAVED as u32
            }
        }
    }

    unsafe fn save_fp_environment(ucp: *mut ucontext_t) {
        // fnstenv masks every exception, so its control word is loaded again.
        // SAFETY: __fpregs_mem has room for the environment.
        unsafe {
            asm!(
                "fnstenv [{env}]",
                "fldcw [{env}]",
                env = in(reg) field::<u32>(ucp, layout::UC_FPREGS_MEM),
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

    unsafe fn system_call(number: usize, arguments: [usize; 6]) -> isize {
        // SAFETY: the caller's.
        unsafe { system_call(number, &arguments) }
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
                "mov {word}, gs:[{offset}]",
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
                "mov gs:[{offset}], {word}",
                word = in(reg) word,
                offset = in(reg) offset,
                options(nostack, preserves_flags),
            );
        }
    }

    fn thread_pointer() -> usize {
        // The first word of what it points to is the thread pointer itself
        // (ELF Handling for Thread-Local Storage, 3.4.2).
        Self::load_thread_word(0)
    }
}

/// The kernel's struct sigaction. A handler without SA_SIGINFO has a frame of another
/// kind, which another function returns from.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Action {
    handler: usize,
    flags: u32,
    restorer: usize,
    mask: SignalMask,
}

const SA_RESTORER: u32 = 0x0400_0000;

impl KernelAction for Action {
    fn new(handler: usize, flags: u32, mask: SignalMask) -> Self {
        let restorer = if flags & libc::SA_SIGINFO as u32 != 0 {
            rt_restorer as *const () as usize
        } else {
            restorer as *const () as usize
        };
        Self {
            handler,
            flags: flags | SA_RESTORER,
            restorer,
            mask,
        }
    }
    fn handler(&self) -> usize {
        self.handler
    }
    fn flags(&self) -> u32 {
        self.flags
    }
    fn mask(&self) -> SignalMask {
        self.mask
    }
}

/// What a signal handler with SA_SIGINFO returns to. Unwinders and debuggers know a
/// signal frame by exactly these instructions, where there is no unwind information.
#[unsafe(naked)]
extern "C" fn rt_restorer() {
    assemble!(
        "movl ${number}, %eax",
        "int $0x80",
        number = const layout::SYS_RT_SIGRETURN,
    )
}

/// The same of one without; the signal's number is taken off the stack first.
#[unsafe(naked)]
extern "C" fn restorer() {
    assemble!(
        "popl %eax",
        "movl ${number}, %eax",
        "int $0x80",
        number = const layout::SYS_SIGRETURN,
    )
}

/// One system call: the kernel's convention is number in eax, arguments in ebx, ecx,
/// edx, esi, edi, ebp, and that nothing but eax is lost. (Inline assembly must not
/// name all of them.)
#[unsafe(naked)]
unsafe extern "C" fn system_call(number: usize, arguments: &[usize; 6]) -> isize {
    assemble!(
        ".cfi_startproc",
        "pushl %ebp",
        ".cfi_def_cfa_offset 8",
        ".cfi_offset ebp, -8",
        "pushl %ebx",
        ".cfi_def_cfa_offset 12",
        ".cfi_offset ebx, -12",
        "pushl %esi",
        ".cfi_def_cfa_offset 16",
        ".cfi_offset esi, -16",
        "pushl %edi",
        ".cfi_def_cfa_offset 20",
        ".cfi_offset edi, -20",
        "movl 20(%esp), %eax",
        "movl 24(%esp), %ebp",
        "movl 0(%ebp), %ebx",
        "movl 4(%ebp), %ecx",
        "movl 8(%ebp), %edx",
        "movl 12(%ebp), %esi",
        "movl 16(%ebp), %edi",
        "movl 20(%ebp), %ebp",
        "int $0x80",
        "popl %edi",
        ".cfi_def_cfa_offset 16",
        ".cfi_restore edi",
        "popl %esi",
        ".cfi_def_cfa_offset 12",
        ".cfi_restore esi",
        "popl %ebx",
        ".cfi_def_cfa_offset 8",
        ".cfi_restore ebx",
        "popl %ebp",
        ".cfi_def_cfa_offset 4",
        ".cfi_restore ebp",
        "ret",
        ".cfi_endproc",
    )
}

/// Our thread-local words, zero in every new thread, and how far they are from
/// the thread pointer. TLSDESC is the one way that every loader has, also for
/// a library that is opened late. The linker knows these two instructions, with
/// this register, and may replace them by others.
#[unsafe(naked)]
extern "C" fn thread_words() -> isize {
    assemble!(
        ".cfi_startproc",
        "pushl %ebx",
        ".cfi_def_cfa_offset 8",
        ".cfi_offset ebx, -8",
        "call 2f",
        ".cfi_def_cfa_offset 12",
        "2: popl %ebx",
        ".cfi_def_cfa_offset 8",
        "addl $_GLOBAL_OFFSET_TABLE_+(.-2b), %ebx",
        "subl $8, %esp",
        ".cfi_def_cfa_offset 16",
        "leal fastctx_thread_words@tlsdesc(%ebx), %eax",
        "call *fastctx_thread_words@tlscall(%eax)",
        "addl $8, %esp",
        ".cfi_def_cfa_offset 8",
        "popl %ebx",
        ".cfi_def_cfa_offset 4",
        ".cfi_restore ebx",
        "ret",
        ".cfi_endproc",
    )
}

/// The code segment that user code runs in, which the kernel stores in a signal
/// frame and nobody else stores at all. (It is another one under a 64-bit kernel.)
fn code_segment() -> u16 {
    let cs: u32;
    // SAFETY: reads a register.
    unsafe {
        asm!("mov {cs:e}, cs", cs = out(reg) cs, options(nomem, nostack, preserves_flags));
    }
    cs as u16
}

const GREGS: usize = offset_of!(libc::ucontext_t, uc_mcontext.gregs);

macro_rules! assert_register {
    ($($constant:ident = $register:ident;)*) => {
        const _: () = {
            $(assert!(
                layout::$constant as usize == GREGS + 4 * libc::$register as usize,
                concat!("asm/x86/layout.h: ", stringify!($constant)),
            );)*
        };
    };
}

assert_register! {
    UC_EDI = REG_EDI;
    UC_ESI = REG_ESI;
    UC_EBP = REG_EBP;
    UC_ESP = REG_ESP;
    UC_EBX = REG_EBX;
    UC_EDX = REG_EDX;
    UC_ECX = REG_ECX;
    UC_EAX = REG_EAX;
    UC_EIP = REG_EIP;
    UC_CS = REG_CS;
}

assert_common_layout!(uc_flags);
assert_layout! {
    UC_FPREGS = uc_mcontext.fpregs;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A context as the kernel builds it, after `change`.
    fn is_frame(change: impl FnOnce(&mut libc::ucontext_t)) -> bool {
        let mut state = [0u8; 1024];
        state[XSTATE_MAGIC_OFFSET as usize..][..4].copy_from_slice(&XSTATE_MAGIC1.to_ne_bytes());
        // SAFETY: all zero is a value of this C type.
        let mut context: libc::ucontext_t = unsafe { core::mem::zeroed() };
        context.uc_flags = UC_FP_XSTATE as _;
        context.uc_mcontext.gregs[libc::REG_CS as usize] = code_segment().into();
        context.uc_mcontext.fpregs = state.as_mut_ptr().cast();
        change(&mut context);
        // SAFETY: a whole ucontext_t, whose fpregs are null or point to memory.
        unsafe { X86::is_signal_frame((&raw const context).cast()) }
    }

    #[test]
    fn a_signal_frame_is_told_by_every_field_that_the_kernel_writes() {
        static NO_STATE: [u8; 1024] = [0; 1024];
        assert!(is_frame(|_| ()));
        assert!(!is_frame(|uc| uc.uc_flags |= 2));
        assert!(!is_frame(
            |uc| uc.uc_mcontext.gregs[libc::REG_CS as usize] = 0
        ));
        assert!(!is_frame(|uc| uc.uc_mcontext.fpregs = core::ptr::null_mut()));
        assert!(!is_frame(
            |uc| uc.uc_mcontext.fpregs = NO_STATE.as_ptr().cast_mut().cast()
        ));
        // A processor without xsave.
        assert!(is_frame(|uc| {
            uc.uc_flags = 0;
            uc.uc_mcontext.fpregs = NO_STATE.as_ptr().cast_mut().cast();
        }));
        // Ours, saved where a frame had been copied to, and its flags cleared.
        assert!(!is_frame(|uc| {
            let ours = (&raw const *uc).cast();
            uc.uc_flags = 0;
            uc.uc_mcontext.fpregs = field::<u8>(ours, layout::UC_FPREGS_MEM).cast();
        }));
        assert!(!is_frame(|uc| {
            let mark = field::<u32>((&raw const *uc).cast(), layout::UC_SECOND_MARK);
            uc.uc_flags = 0;
            // SAFETY: within the context.
            unsafe { mark.write(layout::UC_MARK_SAVED as u32) };
        }));
    }
}
