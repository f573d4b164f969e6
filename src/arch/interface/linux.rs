//! What Linux is like on an architecture: system calls, what the kernel hands to
//! signal handlers, threads.

use super::{Architecture, Current};
use crate::arch::{layout, ucontext_t};

/// What rt_sigaction(2) is given, by the kernel's header of an architecture.
pub trait KernelAction: Copy {
    fn new(handler: usize, flags: u32, mask: SignalMask) -> Self;
    fn handler(&self) -> usize;
    fn flags(&self) -> u32;
    fn mask(&self) -> SignalMask;
}

/// The kernel's struct sigaction where the C library has to give the function that
/// a handler returns to (Linux include/linux/signal_types.h, with SA_RESTORER).
#[derive(Clone, Copy)]
#[repr(C, packed(4))] // a mask is an array of words, and aligned as such
#[allow(dead_code)] // some architectures have one kind, some the other
pub struct RestorerAction {
    handler: usize,
    flags: usize,
    restorer: usize,
    mask: SignalMask,
}

impl KernelAction for RestorerAction {
    fn new(handler: usize, flags: u32, mask: SignalMask) -> Self {
        Self {
            handler,
            flags: flags as usize | Current::RESTORER_FLAG,
            restorer: Current::restorer(),
            mask,
        }
    }
    fn handler(&self) -> usize {
        self.handler
    }
    fn flags(&self) -> u32 {
        self.flags as u32
    }
    fn mask(&self) -> SignalMask {
        self.mask
    }
}

/// The same where handlers return to the kernel's own code.
#[derive(Clone, Copy)]
#[repr(C, packed(4))]
#[allow(dead_code)] // some architectures have one kind, some the other
pub struct PlainAction {
    handler: usize,
    flags: usize,
    mask: SignalMask,
}

impl KernelAction for PlainAction {
    fn new(handler: usize, flags: u32, mask: SignalMask) -> Self {
        Self {
            handler,
            flags: flags as usize,
            mask,
        }
    }
    fn handler(&self) -> usize {
        self.handler
    }
    fn flags(&self) -> u32 {
        self.flags as u32
    }
    fn mask(&self) -> SignalMask {
        self.mask
    }
}

/// Where a C library's struct sigaction has its fields, in bytes.
#[derive(Clone, Copy)]
pub struct SigactionLayout {
    pub handler: usize,
    pub mask: usize,
    pub flags: usize,
}

impl SigactionLayout {
    /// musl's on every architecture, and glibc's on most.
    pub const USUAL: Self = Self {
        handler: 0,
        mask: size_of::<usize>(),
        flags: size_of::<usize>() + SIGSET_SIZE,
    };
}

/// Bytes of the C libraries' sigset_t.
const SIGSET_SIZE: usize = 128;

/// A signal mask as the kernel has it: bit n - 1 is signal n.
pub type SignalMask = <Current as Linux>::SignalMask;

/// Where a context keeps what split stacks need (`ucontext::split_stack`).
#[derive(Clone, Copy)]
pub struct SplitStack {
    /// The offset of eight words that neither the C library nor the kernel
    /// nor we use in a context that getcontext saved.
    pub state: isize,
}

/// What an architecture supplies for Linux, beside [`Architecture`].
///
/// # Safety
/// The constants and functions must describe the kernel's interface and the
/// platform's `ucontext_t`.
pub unsafe trait Linux: Architecture {
    /// None where gcc has no -fsplit-stack.
    const SPLIT_STACK: Option<SplitStack> = None;

    /// The offset of a context's stack pointer, in the kernel's contexts too.
    const STACK_POINTER: isize;

    /// Where a context has general registers, and others that a call preserves: offsets
    /// from and to. Whoever scans contexts looks there.
    const SAVED: &[(isize, isize)];

    /// A client request to valgrind, by the instructions that it knows and that do
    /// nothing anywhere else (Valgrind manual, "The Client Request mechanism"): what
    /// valgrind answers, or `default` where it is not there or knows no such
    /// architecture.
    ///
    /// # Safety
    /// As the request.
    unsafe fn client_request(default: usize, request: &[usize; 6]) -> usize {
        let _ = request;
        default
    }

    /// Whether `ucp`, which carries no mark of ours, was built by the kernel
    /// for a signal handler and holds the whole interrupted state.
    ///
    /// # Safety
    /// `ucp` is readable as far as the kernel's own ucontext goes.
    unsafe fn is_signal_frame(ucp: *const ucontext_t) -> bool;

    /// FASTCTX_FPENV=full: stores the exception flags and what else the C
    /// library's own getcontext keeps beyond FP control.
    ///
    /// # Safety
    /// `ucp` is writable and its FP control has been saved.
    unsafe fn save_fp_environment(ucp: *mut ucontext_t);

    /// FASTCTX_FPENV=full: loads what [`Self::save_fp_environment`] stored.
    ///
    /// # Safety
    /// `ucp` was saved with the full environment.
    unsafe fn load_fp_environment(ucp: *const ucontext_t);

    /// A bit for each signal that the kernel has.
    type SignalMask: Copy;

    /// What rt_sigaction(2) takes.
    type KernelAction: KernelAction;

    /// glibc's struct sigaction.
    const SIGACTION: SigactionLayout = SigactionLayout::USUAL;

    /// What sigaction(2) needs beside a handler: the function that the handler
    /// returns to, and the flag that says so. Zero where the kernel has its own.
    #[allow(dead_code)]
    const RESTORER_FLAG: usize = 0;

    /// See [`Self::RESTORER_FLAG`].
    #[allow(dead_code)]
    fn restorer() -> usize {
        0
    }

    /// What map_shadow_stack(2) is asked for beside a token; and the bytes that this takes
    /// at the upper end.
    const SHADOW_STACK_END: (usize, usize) = (0, 0);

    /// Whether the kernel's context says where its shadow stack is. Where it does not, the
    /// stubs of signal handlers note it.
    const FRAMES_HOLD_SHADOW_STACK_POINTER: bool = false;

    /// The calling thread's shadow stack pointer; zero where it has no shadow stack.
    #[inline(always)]
    fn shadow_stack_pointer() -> usize {
        0
    }

    /// The word below `pointer` where a shadow stack was left with that.
    fn restore_token(pointer: usize) -> usize {
        pointer
    }

    /// makecontext: `ucp` starts with nothing on the shadow stack from `base` to `top`.
    ///
    /// # Safety
    /// `ucp` is writable.
    unsafe fn prepare_shadow_stack(ucp: *mut ucontext_t, base: usize, top: usize) {
        let _ = (ucp, base, top);
    }

    /// One Linux system call; a negative errno when it fails.
    ///
    /// # Safety
    /// As the call itself.
    unsafe fn system_call(number: usize, arguments: [usize; 6]) -> isize;

    /// mmap(2) of pages that no file backs: its arguments, of which the last, the
    /// offset, is zero.
    ///
    /// # Safety
    /// As the call itself.
    unsafe fn map_pages(arguments: [usize; 6]) -> isize {
        // Where a word is too short for offsets they are in pages.
        #[cfg(target_pointer_width = "64")]
        const NUMBER: usize = libc::SYS_mmap as usize;
        #[cfg(target_pointer_width = "32")]
        const NUMBER: usize = libc::SYS_mmap2 as usize;
        // SAFETY: the caller's.
        unsafe { Self::system_call(NUMBER, arguments) }
    }

    /// Whether glibc, since its 2.35, registers rseq. Where it does not it says that
    /// it was switched off.
    const GLIBC_REGISTERS_RSEQ: bool = true;

    /// Whether a signal frame holds the thread pointer, and who returns from a handler
    /// gets it. Then the stubs of signal handlers are for that, too.
    const FRAMES_HOLD_THREAD_POINTER: bool = false;

    /// What stands before an `abort_ip`: as the C library registers it, so that
    /// all users of rseq in a process agree.
    const RSEQ_SIGNATURE: u32;

    /// From the thread pointer to two words of each thread that are ours, where
    /// the library was there at the start of the program.
    fn thread_words() -> isize;

    /// Loads the word of the calling thread at an offset from its thread
    /// pointer. A signal handler may move the caller to another thread at any
    /// instruction: what is loaded is the word of one that executed it.
    fn load_thread_word(offset: isize) -> usize;

    /// Stores it, in the thread that executes the store and no other.
    fn store_thread_word(offset: isize, word: usize);

    /// The thread pointer, which tells threads from each other. A signal handler
    /// may move the caller to another thread at any instruction.
    fn thread_pointer() -> usize;
}

const _: () = {
    const WORD: usize = size_of::<usize>();
    assert!(core::mem::offset_of!(RestorerAction, mask) == 3 * WORD);
    assert!(core::mem::offset_of!(PlainAction, mask) == 2 * WORD);
};

// The numbers that layout.h repeats for the assembly.
const _: () = {
    assert!(layout::KERNEL_SIGSET_SIZE as usize == size_of::<SignalMask>());
    assert!(layout::SYS_RT_SIGRETURN as usize == libc::SYS_rt_sigreturn as usize);
    assert!(layout::SYS_RT_SIGPROCMASK as usize == libc::SYS_rt_sigprocmask as usize);
};
