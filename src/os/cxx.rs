//! What the C++ runtime keeps of exceptions for each thread.

use super::weak;
use core::ffi::{c_uint, c_void};
use core::ptr::null_mut;

/// `__cxa_eh_globals` (Itanium C++ ABI: Exception Handling, 2.2.2): the stack of
/// caught exceptions, and how many are not caught yet. (The Arm EHABI has one
/// word more.)
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Exceptions {
    caught: *mut c_void,
    uncaught: c_uint,
}

impl Exceptions {
    /// As a thread has it that has thrown nothing.
    pub const NONE: Self = Self {
        caught: null_mut(),
        uncaught: 0,
    };

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
        weak::__cxa_get_globals().map(|globals| unsafe { globals() }.cast())
    }
}
