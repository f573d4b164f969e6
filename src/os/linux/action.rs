//! The C library's struct sigaction, which differs between C libraries on some
//! architectures; one object file serves all of them.

use super::{SignalMask, is_musl};
use crate::arch::{Current, Linux, SigactionLayout};
use core::ffi::c_int;

/// A struct sigaction of this library's own, or a program's.
pub type Sigaction = libc::sigaction;

/// Where its fields are in this process.
fn layout() -> SigactionLayout {
    if is_musl() {
        SigactionLayout::USUAL
    } else {
        Current::SIGACTION
    }
}

fn field<T>(action: *const Sigaction, offset: usize) -> *mut T {
    action.cast_mut().wrapping_byte_add(offset).cast()
}

/// sa_handler or sa_sigaction.
pub fn handler(action: *const Sigaction) -> *mut usize {
    field(action, layout().handler)
}

/// sa_flags.
pub fn flags(action: *const Sigaction) -> *mut c_int {
    field(action, layout().flags)
}

/// What the kernel looks at of sa_mask; only words of it need be aligned.
pub fn mask(action: *const Sigaction) -> *mut SignalMask {
    field(action, layout().mask)
}

/// Fills in one for a handler with flags and a mask; all else is zero.
///
/// # Safety
/// `action` is writable.
pub unsafe fn fill(action: *mut Sigaction, handler: usize, flags: c_int, mask: SignalMask) {
    // SAFETY: the caller's.
    unsafe {
        for i in 0..WORDS {
            action.cast::<usize>().add(i).write_volatile(0);
        }
        self::handler(action).write(handler);
        self::flags(action).write(flags);
        self::mask(action).write_unaligned(mask);
    }
}

/// Copies one, word by word. (A plain copy may call memcpy, and we link no libc.)
///
/// # Safety
/// Both are whole.
pub unsafe fn copy(from: *const Sigaction, to: *mut Sigaction) {
    for i in 0..WORDS {
        // SAFETY: the caller's.
        unsafe {
            let word = from.cast::<usize>().add(i).read_volatile();
            to.cast::<usize>().add(i).write_volatile(word);
        }
    }
}

/// It is made of words.
const WORDS: usize = size_of::<Sigaction>() / size_of::<usize>();

// The mask is the longest part, and no word of it is the first.
const _: () = {
    assert!(WORDS * size_of::<usize>() == size_of::<Sigaction>());
    assert!(SigactionLayout::USUAL.flags + size_of::<c_int>() <= size_of::<Sigaction>());
};
