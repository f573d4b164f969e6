//! What an architecture supplies, and the choice of one.
//!
//! Adding an architecture is one folder in `asm/` (its `layout.h` and the
//! bodies named below), one file here, one row in the table of this file.
//!
//! The assembly bodies are written once per architecture and bound to Rust in
//! one place for all of them, [`crate::ucontext`]; a body that is missing, or
//! that does not use exactly the names it is given, does not compile.

use core::sync::atomic::{AtomicIsize, AtomicUsize, Ordering::Relaxed};
use libc::ucontext_t;

/// `layout.h` and `marks.h` as constants.
#[allow(missing_docs, dead_code)]
pub mod layout {
    include!(concat!(env!("OUT_DIR"), "/layout.rs"));
}

/// The place of one field of a context, by its offset in `layout.h`.
pub fn field<T>(ucp: *const ucontext_t, offset: isize) -> *mut T {
    ucp.wrapping_byte_offset(offset).cast_mut().cast()
}

/// Where makecontext found the arguments for the entry function: the words it
/// got in registers, and those on its caller's stack.
#[derive(Clone, Copy)]
pub struct Arguments {
    pub count: usize,
    pub in_registers: *const usize,
    pub on_stack: *const usize,
}

impl Arguments {
    /// The `i`th argument, `i < count`.
    ///
    /// # Safety
    /// The arrays are those of a makecontext call with `count` arguments.
    pub unsafe fn get(&self, i: usize) -> usize {
        let n = Current::MAKECONTEXT_REGISTERS;
        // SAFETY: the caller's; the registers are spilled in full, and what
        // does not fit into them is on the stack in order.
        unsafe {
            if i < n {
                self.in_registers.add(i).read()
            } else {
                self.on_stack.add(i - n).read()
            }
        }
    }
}

/// Where a context keeps what split stacks need (`ucontext::split_stack`).
#[derive(Clone, Copy)]
pub struct SplitStack {
    /// The offset of eleven words that neither the C library nor the kernel
    /// nor we use in a context that getcontext saved.
    pub state: isize,
    /// The offset of the stack pointer, in the kernel's contexts too.
    pub stack_pointer: isize,
}

/// The interface. One zero-sized type per architecture implements it.
///
/// # Safety
/// The constants and functions must describe the architecture's C calling
/// convention and the platform's `ucontext_t`; contexts are resumed by them.
pub unsafe trait Architecture {
    /// As `uname -m` and the target triple have it.
    const NAME: &'static str;

    /// Bytes to which the stack pointer is aligned at a call.
    const STACK_ALIGN: usize;

    /// Integer arguments that a C function takes in registers; further ones
    /// are words on the stack.
    const ENTRY_REGISTERS: usize;

    /// Words after (ucp, func, argc) that makecontext gets in registers.
    const MAKECONTEXT_REGISTERS: usize;

    /// Words below the stack arguments that there must be room for: the return
    /// address where the architecture keeps that on the stack, else the frame
    /// record that a function begins with.
    const ENTRY_FRAME_WORDS: usize;

    /// None where gcc has no -fsplit-stack.
    const SPLIT_STACK: Option<SplitStack>;

    /// Makes `ucp` start `entry`, returning to `return_to` in the trampoline,
    /// with `link` where that looks for it. The first ENTRY_REGISTERS arguments
    /// go into registers, the others onto the stack ENTRY_FRAME_WORDS above
    /// `sp`; the return address, if it lives on the stack, at `sp`.
    ///
    /// # Safety
    /// `ucp` is writable, `sp` has room for ENTRY_FRAME_WORDS and the stack
    /// arguments, and `arguments` is as makecontext's caller passed it.
    unsafe fn prepare(
        ucp: *mut ucontext_t,
        sp: *mut usize,
        entry: usize,
        return_to: usize,
        link: *mut ucontext_t,
        arguments: Arguments,
    );

    /// Whether `ucp`, which carries no mark of ours, was built by the kernel
    /// for a signal handler and holds the whole interrupted state.
    ///
    /// # Safety
    /// `ucp` is readable as far as the kernel's own ucontext goes.
    unsafe fn is_signal_frame(ucp: *const ucontext_t) -> bool;

    /// Stores FP control as getcontext does: for a context that makecontext is
    /// given without one.
    ///
    /// # Safety
    /// `ucp` is writable.
    unsafe fn save_fp_control(ucp: *mut ucontext_t);

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

    /// What sigaction(2) needs beside a handler: the function that the handler
    /// returns to, and the flag that says so. Zero where the kernel has its own.
    const RESTORER_FLAG: usize;

    /// See [`Self::RESTORER_FLAG`].
    fn restorer() -> usize;

    /// Asks for the cache line at `address`, which is going to be written to soon.
    /// Any address is right.
    fn prefetch(address: usize);

    /// Dies by an instruction that exists for it.
    fn trap() -> !;

    /// One Linux system call; a negative errno when it fails.
    ///
    /// # Safety
    /// As the call itself.
    unsafe fn system_call(number: usize, arguments: [usize; 6]) -> isize;

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

    /// Copies `size` bytes, a multiple of COPY_STEP, to where they do not overlap
    /// with what they are copied from. The live parts of stacks are copied so,
    /// from a quarter of a kilobyte up: there is no libc to have a memcpy.
    ///
    /// # Safety
    /// `from` is readable and `to` writable for `size` bytes.
    unsafe fn copy(from: usize, to: usize, size: usize) {
        // SAFETY: the caller's.
        unsafe { copy_by_steps(from, to, size) }
    }

    /// Stores `new` if the word is `old`; returns what it was. (An atomic
    /// read-modify-write of Rust's own calls a libgcc function on aarch64.)
    fn compare_exchange(word: &AtomicUsize, old: usize, new: usize) -> usize;
}

/// What sizes that [`Architecture::copy`] takes are multiples of.
pub(crate) const COPY_STEP: usize = 32;

/// [`Architecture::copy`] by the vector registers that every processor of an
/// architecture has: the compiler makes loads and stores of them from this.
///
/// # Safety
/// As there.
pub unsafe fn copy_by_steps(mut from: usize, mut to: usize, size: usize) {
    type Step = [u64; COPY_STEP / size_of::<u64>()];
    let end = from + size;
    // SAFETY: the caller's.
    unsafe {
        if size & COPY_STEP != 0 {
            let step = (from as *const Step).read_unaligned();
            (to as *mut Step).write_unaligned(step);
            (from, to) = (from + COPY_STEP, to + COPY_STEP);
        }
        while from != end {
            let steps = (from as *const [Step; 2]).read_unaligned();
            (to as *mut [Step; 2]).write_unaligned(steps);
            (from, to) = (from + 2 * COPY_STEP, to + 2 * COPY_STEP);
        }
    }
}

/// Takes a word of a table for a value, unless it is taken: whether the word
/// stands for that value. Such words are filled and never emptied; zero is free.
pub fn claim(word: &AtomicUsize, value: usize) -> bool {
    let mut found = word.load(Relaxed);
    if found == 0 {
        found = Current::compare_exchange(word, 0, value);
    }
    found == 0 || found == value
}

/// The table of architectures: the folder in `asm/`, the file here, the type.
macro_rules! architectures {
    ($($name:literal $file:ident $type:ident;)*) => {
        $(
            #[cfg(target_arch = $name)]
            mod $file;
            #[cfg(target_arch = $name)]
            pub use $file::$type as Current;
            #[cfg(target_arch = $name)]
            pub(crate) use $file::{body, landing_pad_jump};
        )*
        #[cfg(not(any($(target_arch = $name),*)))]
        compile_error!(concat!(
            "libfastctx does not know this target's architecture; it has:"
            $(, " ", $name)*
        ));
    };
}

architectures! {
    "x86_64"  x86_64  X86_64;
    "aarch64" aarch64 Aarch64;
}

/// Our thread-local words, zero in every new thread: which of them is whose. The
/// first two are [`crate::rseq`]'s.
#[derive(Clone, Copy)]
pub enum ThreadWord {
    /// The coroutine that the thread runs.
    Coroutine = 2,
    /// The stacks that it keeps for itself.
    Stacks = 3,
}

/// How far ThreadWord::Coroutine is from the thread pointer, in every thread; zero
/// where threads may differ, because the library was opened late.
pub static COROUTINE_WORD: AtomicIsize = AtomicIsize::new(0);

/// To be called when the library is loaded, if it was there at the start.
pub fn threads_agree() {
    COROUTINE_WORD.store(ThreadWord::Coroutine.offset(), Relaxed);
}

impl ThreadWord {
    const SIZE: isize = size_of::<usize>() as isize;

    /// From the thread pointer, if that is the same for every thread.
    #[inline(always)]
    pub fn known_offset(self) -> Option<isize> {
        match COROUTINE_WORD.load(Relaxed) {
            0 => None,
            known => Some(known + (self as isize - Self::Coroutine as isize) * Self::SIZE),
        }
    }

    /// From the thread pointer, for the calling thread.
    #[inline(always)]
    pub fn offset(self) -> isize {
        match self.known_offset() {
            Some(known) => known,
            None => Current::thread_words() + self as isize * Self::SIZE,
        }
    }
}

core::arch::global_asm!(
    ".pushsection .tbss,\"awT\",@nobits",
    ".p2align 4",
    ".globl fastctx_thread_words",
    ".hidden fastctx_thread_words",
    "fastctx_thread_words:",
    ".zero 32",
    ".popsection",
);

/// Exports functions that are written in Rust: by their C name, and by the
/// hidden one that [`crate::names`] compares with.
macro_rules! exported {
    ($($(#[$doc:meta])* $name:ident = $function:ident;)*) => {
        /// The exported names; what they do is in the module around.
        mod exports {$(
            $(#[$doc])*
            #[doc = concat!("`", stringify!($name), "` of the C library, seen by us.")]
            #[unsafe(no_mangle)]
            #[unsafe(naked)]
            pub extern "C" fn $name() {
                $crate::arch::landing_pad_jump!(super::$function as $name)
            }
        )*}
    };
}
pub(crate) use exported;

/// Asserts the offsets of `layout.h` against the platform's own type.
macro_rules! assert_layout {
    ($($constant:ident = $($field:ident).+;)*) => {
        const _: () = {
            use $crate::arch::layout;
            $(assert!(
                layout::$constant as usize
                    == core::mem::offset_of!(libc::ucontext_t, $($field).+),
                concat!("asm/<arch>/layout.h: ", stringify!($constant)),
            );)*
        };
    };
}
pub(crate) use assert_layout;

// What every ucontext_t has, wherever the architecture puts it.
assert_layout! {
    UC_FLAGS = uc_flags;
    UC_LINK = uc_link;
    UC_STACK_SP = uc_stack.ss_sp;
    UC_STACK_FLAGS = uc_stack.ss_flags;
    UC_STACK_SIZE = uc_stack.ss_size;
    UC_SIGMASK = uc_sigmask;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{vec, vec::Vec};

    #[test]
    fn a_copy_is_whole_and_has_sharp_ends() {
        type Copy = unsafe fn(usize, usize, usize);
        let ways: [Copy; 2] = [Current::copy, copy_by_steps];
        let source: Vec<u8> = (0..100_000u32).map(|i| (i * 7 + i / 251) as u8).collect();
        for copy in ways {
            for steps in (0..40).chain([1000, 1023, 1024, 1025, 3000]) {
                for shift in [0, 8, 16] {
                    let size = steps * COPY_STEP;
                    let mut target = vec![0xee; size + 64];
                    let to = target.as_mut_ptr() as usize + 16 + shift;
                    // SAFETY: within the two vectors.
                    unsafe { copy(source.as_ptr() as usize + 16, to, size) };
                    let (before, rest) = target.split_at(16 + shift);
                    let (copied, behind) = rest.split_at(size);
                    assert!(before.iter().chain(behind).all(|&byte| byte == 0xee));
                    assert_eq!(copied, source.get(16..16 + size).unwrap());
                }
            }
        }
    }
}
