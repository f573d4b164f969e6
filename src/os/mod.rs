//! The ground: what we need from outside without linking it.

pub mod environment;
pub mod message;
mod weak;

use crate::arch::{Architecture, Current};
use core::ffi::c_int;
use core::mem::MaybeUninit;

/// Sets errno, where there is one.
pub fn set_errno(error: c_int) {
    if let Some(location) = weak::__errno_location() {
        // SAFETY: the C library's own; the pointer is this thread's and is
        // not kept, for a context may go on in another thread.
        unsafe { location().write(error) }
    }
}

/// exit(3) with its atexit handlers, or the bare system call without a libc.
pub fn exit(status: c_int) -> ! {
    if let Some(exit) = weak::exit() {
        // SAFETY: the C library's own.
        unsafe { exit(status) }
    }
    // SAFETY: ends the process.
    unsafe { Current::system_call(libc::SYS_exit_group as usize, [status as usize, 0, 0, 0]) };
    abort()
}

/// Dies at once.
pub fn abort() -> ! {
    Current::trap()
}

/// A signal mask as the kernel has it: bit n - 1 is signal n.
pub type SignalMask = u64;

/// rt_sigprocmask(2) on the calling thread: `how` is SIG_BLOCK or SIG_SETMASK,
/// either pointer may be null. The mask that was in force goes to `old`, before
/// any signal is delivered that the new one lets through.
///
/// # Safety
/// `set` is null or readable, `old` null or writable.
pub unsafe fn change_signal_mask(how: c_int, set: *const SignalMask, old: *mut SignalMask) {
    // SAFETY: the caller's. It cannot fail: `how` and the size are right, and
    // unreadable memory would have faulted before.
    unsafe {
        Current::system_call(
            libc::SYS_rt_sigprocmask as usize,
            [
                how as usize,
                set as usize,
                old as usize,
                size_of::<SignalMask>(),
            ],
        )
    };
}

/// Whether the calling thread has no alternate signal stack.
pub fn has_no_signal_stack() -> bool {
    let mut now = MaybeUninit::<libc::stack_t>::uninit();
    // SAFETY: the kernel fills in the one structure.
    unsafe {
        Current::system_call(
            libc::SYS_sigaltstack as usize,
            [0, now.as_mut_ptr() as usize, 0, 0],
        );
        (*now.as_ptr()).ss_flags & libc::SS_DISABLE != 0
    }
}
