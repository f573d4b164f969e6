//! The four functions where a thread has a shadow stack: nothing is on the fast path
//! then, and contexts carry a mark more. See `shadow_resume.S` of an architecture.

use crate::arch::{Current, Linux, layout, ucontext_t};
use crate::stack::shadow;
use core::ffi::c_int;

const MARK: usize = layout::UC_MARK_HAS_SHADOW_STACK as usize;

/// The mark of a context that is made now, beside others.
pub fn mark() -> usize {
    if shadow::is_on() { MARK } else { 0 }
}

/// The mark of a context, but for that.
pub fn without_mark(flags: u32) -> u32 {
    flags & !(MARK as u32)
}

/// makecontext: a shadow stack of its own, if there are any. -ENOMEM.
///
/// # Safety
/// `ucp` is writable.
pub unsafe fn make(ucp: *mut ucontext_t, low: usize, size: usize) -> Result<(), c_int> {
    if shadow::is_on() {
        let (base, top) = shadow::make(low, low + size, size)?;
        // SAFETY: the caller's.
        unsafe { Current::prepare_shadow_stack(ucp, base, top) };
    }
    Ok(())
}

/// How setcontext and swapcontext go on.
#[cfg(shadow_stacks)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
unsafe extern "C" fn shadow_resume() {
    crate::arch::body!("shadow_resume")
}

// The assembly knows it by its name alone.
#[cfg(shadow_stacks)]
#[used]
static SHADOW_RESUME: unsafe extern "C" fn() = shadow_resume;
