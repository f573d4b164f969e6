//! What there is on Linux, with a C library or without.

pub mod action;
pub mod behind;
mod compiler;
pub mod environment;
pub mod lock;
pub mod memory;
pub mod message;
pub mod signals;
pub mod split_stack;
mod thread_words;
pub mod valgrind;
mod weak;
pub mod words;

/// The errors that our functions know.
pub mod errno {
    pub use libc::{
        EAGAIN, EBUSY, ECANCELED, EFAULT, EINVAL, ENOMEM, ENOSYS, ENOTSUP, EPERM, ESRCH,
    };
}

pub use thread_words::{COROUTINE_WORD, ThreadWord, ThreadWordPlace, threads_agree};

use crate::arch::{Architecture, Current, Linux};
use core::ffi::{c_int, c_uint, c_void};
use core::mem::MaybeUninit;

/// Sets errno, where there is one.
pub fn set_errno(error: c_int) {
    if let Some(location) = weak::__errno_location() {
        // SAFETY: the C library's own; the pointer is this thread's and is
        // not kept, for a context may go on in another thread.
        unsafe { location().write(error) }
    }
}

/// Calls something of the C library's that may set errno where we promise to leave
/// that alone.
pub fn keeping_errno<T>(call: impl FnOnce() -> T) -> T {
    // SAFETY: as above; nothing here goes on in another thread.
    let before = weak::__errno_location().map(|location| unsafe { location().read() });
    let result = call();
    if let Some(before) = before {
        set_errno(before);
    }
    result
}

/// Each thread's struct rseq as the C library registered it.
pub struct LibcRseq {
    /// From the thread pointer.
    pub offset: isize,
    /// Zero when it did not.
    pub size: c_uint,
}

/// glibc's rseq, from 2.35 on.
pub fn libc_rseq() -> Option<LibcRseq> {
    let (offset, size) = (weak::__rseq_offset()?, weak::__rseq_size()?);
    // SAFETY: the C library's variables, set before any constructor runs.
    unsafe {
        Some(LibcRseq {
            offset: offset.read(),
            size: size.read(),
        })
    }
}

/// Whether the C library is musl: for the little that programs can see of it.
pub fn is_musl() -> bool {
    let is_glibc = weak::gnu_get_libc_version().is_some() || weak::__libc_setup_tls().is_some();
    weak::__init_libc().is_some() || weak::dlsym().is_some() && !is_glibc
}

/// The signals that the C library keeps for itself, as a mask: those from 32 up
/// to SIGRTMIN. No program can block them.
pub fn reserved_signals() -> SignalMask {
    if is_musl() { 0b111 << 31 } else { 0b11 << 31 }
}

/// A signal as a mask, if a program may name it in one.
pub fn signal_mask(signal: c_int) -> Option<SignalMask> {
    if !(1..=SignalMask::BITS as c_int).contains(&signal) {
        return None;
    }
    let mask = 1 << (signal - 1);
    (mask & reserved_signals() == 0).then_some(mask)
}

/// exit(3) with its atexit handlers, or the bare system call without a libc.
pub fn exit(status: c_int) -> ! {
    if let Some(exit) = weak::exit() {
        // SAFETY: the C library's own.
        unsafe { exit(status) }
    }
    // SAFETY: ends the process.
    unsafe {
        Current::system_call(
            libc::SYS_exit_group as usize,
            [status as usize, 0, 0, 0, 0, 0],
        )
    };
    trap()
}

/// Dies at once.
pub fn trap() -> ! {
    Current::trap()
}

/// One line that says why, and abort(3): SIGABRT.
#[cold]
pub fn die(words: &[&[u8]]) -> ! {
    message::print(words.iter().copied());
    if let Some(abort) = weak::abort() {
        // SAFETY: the C library's own.
        unsafe { abort() }
    }
    // SAFETY: system calls without pointers.
    unsafe {
        let process = Current::system_call(libc::SYS_getpid as usize, [0; 6]);
        Current::system_call(
            libc::SYS_kill as usize,
            [process as usize, signals::SIGABRT as usize, 0, 0, 0, 0],
        );
    }
    trap()
}

/// Whether the calling thread is the one that the process began with, or that
/// fork(2) made in it.
pub fn is_first_thread() -> bool {
    // SAFETY: no arguments.
    unsafe {
        Current::system_call(libc::SYS_getpid as usize, [0; 6])
            == Current::system_call(libc::SYS_gettid as usize, [0; 6])
    }
}

/// A key for a value of each thread, whose end calls `end` with it; None where
/// nobody would. `end` begins with a landing pad.
pub fn thread_key(end: unsafe extern "C" fn(*mut c_void)) -> Option<c_uint> {
    weak::pthread_setspecific()?;
    let mut key = 0;
    // SAFETY: the C library's own.
    let result = unsafe { weak::pthread_key_create()?(&mut key, end) };
    (result == 0).then_some(key)
}

/// Sets the calling thread's value of a key: whether there was memory for it.
pub fn set_thread_value(key: c_uint, value: *const c_void) -> bool {
    match weak::pthread_setspecific() {
        // SAFETY: the C library's own.
        Some(set) => unsafe { set(key, value) == 0 },
        None => false,
    }
}

pub use crate::arch::SignalMask;

/// The signals that the kernel never blocks, whatever a mask says.
pub const UNBLOCKABLE: SignalMask = 1 << (signals::SIGKILL - 1) | 1 << (signals::SIGSTOP - 1);

/// rt_sigprocmask(2) on the calling thread; either pointer may be null. The mask
/// that was in force goes to `old`, before any signal is delivered that the new
/// one lets through. Zero, or a negative errno.
///
/// # Safety
/// `set` is null or readable, `old` null or writable.
pub unsafe fn change_signal_mask(
    how: c_int,
    set: *const SignalMask,
    old: *mut SignalMask,
) -> isize {
    // SAFETY: the caller's.
    unsafe {
        Current::system_call(
            libc::SYS_rt_sigprocmask as usize,
            [
                how as usize,
                set as usize,
                old as usize,
                size_of::<SignalMask>(),
                0,
                0,
            ],
        )
    }
}

/// Whether the calling thread has no alternate signal stack.
pub fn has_no_signal_stack() -> bool {
    let mut now = MaybeUninit::<libc::stack_t>::uninit();
    // SAFETY: the kernel fills in the one structure.
    unsafe {
        Current::system_call(
            libc::SYS_sigaltstack as usize,
            [0, now.as_mut_ptr() as usize, 0, 0, 0, 0],
        );
        (*now.as_ptr()).ss_flags & libc::SS_DISABLE != 0
    }
}

/// Gives the calling thread an alternate signal stack, or none where `address`
/// is zero: whether the kernel took it.
///
/// # Safety
/// `size` bytes at `address` stay for as long as it has it.
pub unsafe fn set_signal_stack(address: usize, size: usize) -> bool {
    let stack = libc::stack_t {
        ss_sp: address as *mut c_void,
        ss_flags: if address == 0 { libc::SS_DISABLE } else { 0 },
        ss_size: size,
    };
    // SAFETY: the caller's.
    unsafe {
        Current::system_call(
            libc::SYS_sigaltstack as usize,
            [&raw const stack as usize, 0, 0, 0, 0, 0],
        ) == 0
    }
}
