//! Words of each thread that are ours.

use crate::arch::{Current, Linux};
use core::sync::atomic::{AtomicIsize, Ordering::Relaxed};

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

/// The place of a thread's word: how far it is from the thread pointer.
pub struct ThreadWordPlace(isize);

impl ThreadWord {
    /// For the calling thread; to be asked for anew whenever the caller may go on in
    /// another one.
    #[inline(always)]
    pub fn place(self) -> ThreadWordPlace {
        ThreadWordPlace(self.offset())
    }
}

impl ThreadWordPlace {
    #[inline(always)]
    pub fn load(&self) -> usize {
        Current::load_thread_word(self.0)
    }

    #[inline(always)]
    pub fn store(&self, word: usize) {
        Current::store_thread_word(self.0, word);
    }
}

core::arch::global_asm!(
    ".pushsection .tbss,\"awT\",%nobits",
    ".p2align 4",
    ".globl fastctx_thread_words",
    ".hidden fastctx_thread_words",
    "fastctx_thread_words:",
    ".zero {size}",
    ".popsection",
    size = const 4 * size_of::<usize>(),
);
