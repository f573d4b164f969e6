//! What the fast paths leave where there is no operating system: contexts that
//! cannot be resumed, and errors. Signal masks, and contexts that a kernel made, are
//! not there.

use crate::arch::{layout, ucontext_t};
use crate::os::{self, errno};
use core::ffi::{c_int, c_void};

/// What makecontext leaves in the flags of a context that getcontext never saw.
pub(crate) const SAVED_BY_NOBODY: usize = layout::UC_MARK_SAVED as usize;

/// swapcontext and setcontext, before the switch, of a context that does not carry
/// the usual mark or is the one that is left: how to go on (a RESUME_ constant).
///
/// # Safety
/// None needed.
pub unsafe extern "C" fn leave(
    _from: *mut ucontext_t,
    _to: *mut ucontext_t,
    flags: u32,
    _caller: *const c_void,
) -> c_int {
    if flags & !layout::UC_MARK_UNPREPARED as u32 == layout::UC_MARK_UNUSABLE as u32 {
        os::set_errno(errno::ENOMEM);
        return layout::RESUME_FAILED as c_int;
    }
    layout::RESUME_SAVED as c_int
}

/// Nothing beyond FP control is kept.
///
/// # Safety
/// None needed.
pub unsafe fn complete_fp_control(_: *mut ucontext_t) {}

/// There are neither split nor shadow stacks.
///
/// # Safety
/// None needed.
pub unsafe fn stack_is_made(_: *mut ucontext_t, _: (usize, usize), _: usize) -> Result<(), c_int> {
    Ok(())
}

/// The marks of a context are the usual ones.
pub fn stack_mark() -> usize {
    0
}

/// There is nowhere to say it.
pub fn complain(_: &[u8]) {}

/// A null ucontext_t pointer: EFAULT, and nothing has been touched.
pub extern "C" fn null_argument() -> c_int {
    os::set_errno(errno::EFAULT);
    -1
}

/// The end of a context without a link (status 0), or whose link could not be
/// resumed (-1): exit(3).
pub extern "C" fn finish(status: c_int) -> ! {
    os::exit(status)
}
