//! What the C++ runtime keeps of exceptions for each thread.

use super::weak::weak_symbols;
use crate::arch::{Architecture, Current};
use core::ffi::c_void;

weak_symbols! {
    /// The C++ runtime's exceptions of the calling thread.
    __cxa_get_globals: unsafe extern "C" fn() -> *mut c_void;
}

/// `__cxa_eh_globals` (Itanium C++ ABI: Exception Handling, 2.2.2): the stack of
/// caught exceptions, and how many are not caught yet. (The Arm EHABI has one
/// word more.)
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Exceptions([usize; Current::CXA_GLOBALS_WORDS]);

impl Exceptions {
    /// As a thread has it that has thrown nothing.
    pub const NONE: Self = Self([0; Current::CXA_GLOBALS_WORDS]);

    /// The calling thread's; none without a C++ runtime.
    pub fn take() -> Self {
        match Self::place() {
            // SAFETY: the C++ runtime's own, of this thread.
            Some(place) => unsafe { place.read() },
            None => Self::NONE,
        }
    }

    /// Makes them the calling thread's.
    pub fn put_back(self) {
        if let Some(place) = Self::place() {
            // SAFETY: as above.
            unsafe { place.write(self) }
        }
    }

    fn place() -> Option<*mut Self> {
        // SAFETY: the C++ runtime's own.
        __cxa_get_globals().map(|globals| unsafe { globals() }.cast())
    }
}
