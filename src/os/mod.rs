//! The ground: what we need from outside without linking it.

pub mod environment;
pub mod message;
mod weak;

use crate::arch::{Architecture, Current};
use core::ffi::{c_int, c_void};

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

/// Dies at once, by an illegal instruction.
pub fn abort() -> ! {
    loop {
        // SAFETY: a null store traps; nothing is mapped there.
        unsafe { core::ptr::null_mut::<u8>().write_volatile(0) }
    }
}

/// rt_sigprocmask(SIG_SETMASK, set, old) with the kernel's 8-byte set, on the
/// calling thread; either may be null.
///
/// # Safety
/// The pointers are null or 8 bytes long.
pub unsafe fn set_signal_mask(set: *const c_void, old: *mut c_void) {
    const SIZE: usize = 8;
    // SAFETY: the caller's. It cannot fail: SIG_SETMASK and the size are
    // right, and unreadable memory would have faulted before.
    unsafe {
        Current::system_call(
            libc::SYS_rt_sigprocmask as usize,
            [libc::SIG_SETMASK as usize, set as usize, old as usize, SIZE],
        )
    };
}
