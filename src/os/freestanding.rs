//! What there is without an operating system: whatever the program has, by weak
//! symbols, and one thread. (Interrupt handlers are that thread's signal handlers; on
//! several processors each can have contexts, but coroutines only one of them.)

use core::ffi::c_int;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};

/// The numbers of newlib and picolibc (sys/errno.h).
pub mod errno {
    use core::ffi::c_int;
    pub(crate) const EPERM: c_int = 1;
    pub(crate) const ESRCH: c_int = 3;
    pub(crate) const EAGAIN: c_int = 11;
    pub(crate) const ENOMEM: c_int = 12;
    pub(crate) const EFAULT: c_int = 14;
    pub(crate) const EBUSY: c_int = 16;
    pub(crate) const EINVAL: c_int = 22;
    pub(crate) const ENOSYS: c_int = 88;
    pub(crate) const ENOTSUP: c_int = 134;
    pub(crate) const ECANCELED: c_int = 140;
}

mod weak {
    use super::super::weak::weak_symbols;
    use core::ffi::c_int;

    weak_symbols! {
        /// Where errno is, if the program tells.
        fastctx_errno_location: unsafe extern "C" fn() -> *mut c_int;
        /// newlib's.
        __errno: unsafe extern "C" fn() -> *mut c_int;
        /// exit(3).
        exit: unsafe extern "C" fn(c_int) -> !;
        /// abort(3).
        abort: unsafe extern "C" fn() -> !;
    }
}

/// Sets errno, where there is one.
pub fn set_errno(error: c_int) {
    if let Some(location) = weak::fastctx_errno_location().or_else(weak::__errno) {
        // SAFETY: the program's own, or the C library's.
        unsafe { location().write(error) }
    }
}

/// exit(3), or a trap where there is none.
pub fn exit(status: c_int) -> ! {
    if let Some(exit) = weak::exit() {
        // SAFETY: the C library's own.
        unsafe { exit(status) }
    }
    trap()
}

/// Dies at once.
pub fn trap() -> ! {
    use crate::arch::{Architecture, Current};
    Current::trap()
}

/// abort(3), or a trap. There is nowhere to say why.
#[cold]
pub fn die(_: &[&[u8]]) -> ! {
    if let Some(abort) = weak::abort() {
        // SAFETY: the C library's own.
        unsafe { abort() }
    }
    trap()
}

/// The one thread's words: which is whose.
#[derive(Clone, Copy)]
pub enum ThreadWord {
    /// The coroutine that runs.
    Coroutine,
}

static WORD: AtomicUsize = AtomicUsize::new(0);

/// Where ThreadWord::Coroutine is, which is as far from address zero as the assembly
/// takes it to be from the thread pointer.
pub static COROUTINE_WORD: AtomicPtr<usize> = AtomicPtr::new(WORD.as_ptr());

/// The place of a thread's word.
pub struct ThreadWordPlace;

impl ThreadWord {
    #[inline(always)]
    pub fn place(self) -> ThreadWordPlace {
        ThreadWordPlace
    }
}

impl ThreadWordPlace {
    #[inline(always)]
    pub fn load(&self) -> usize {
        WORD.load(Relaxed)
    }

    #[inline(always)]
    pub fn store(&self, word: usize) {
        WORD.store(word, Relaxed);
    }
}

/// gcc's split stacks, of which there are none.
pub mod split_stack {
    pub fn is_available() -> bool {
        false
    }

    #[derive(Clone, Copy)]
    pub struct State;

    impl State {
        pub const NONE: Self = Self;

        pub fn save(&mut self) {}

        /// # Safety
        /// None needed.
        pub unsafe fn load(&self) {}
    }
}
