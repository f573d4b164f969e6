//! The C library's functions that change the thread's own signal mask: each
//! does its work and then says that the mask is no longer known.
//!
//! A mask that is set by other means, by an inline system call instruction, is
//! not seen; the manual says so.

use crate::arch::{self, Current, Linux, exported};
use crate::os::behind::{Jump, jump};
use crate::os::signals::{SIG_BLOCK, SIG_SETMASK, SIG_UNBLOCK};
use crate::os::{self, SignalMask, message};
use crate::rseq;
use core::ffi::{c_int, c_long, c_void};
use core::mem::MaybeUninit;
use libc::sigset_t;

/// Changes the mask as pthread_sigmask does, which lets nobody block or see
/// the signals that the C library keeps for itself. Zero, or an errno.
///
/// # Safety
/// `set` is null or readable, `old` null or writable.
unsafe fn change(how: c_int, set: *const sigset_t, old: *mut sigset_t) -> c_int {
    let mut wanted = MaybeUninit::<SignalMask>::uninit();
    let set = if set.is_null() {
        core::ptr::null()
    } else {
        // SAFETY: the caller's; a sigset_t begins with the kernel's set, of words.
        let set = unsafe { set.cast::<SignalMask>().read_unaligned() };
        let reserved = if how == SIG_UNBLOCK {
            0
        } else {
            os::reserved_signals()
        };
        wanted.write(set & !reserved)
    };
    let old = old.cast::<SignalMask>();
    // SAFETY: the caller's.
    let result = unsafe { os::change_signal_mask(how, set, old) };
    if !set.is_null() {
        rseq::forget();
    }
    if result == 0 && !old.is_null() {
        // SAFETY: the caller's, and just written.
        unsafe { old.write_unaligned(old.read_unaligned() & !os::reserved_signals()) };
    }
    -result as c_int
}

/// Sets errno if there is an error, and answers as most functions do.
fn answer(error: c_int) -> c_int {
    if error == 0 {
        return 0;
    }
    os::set_errno(error);
    -1
}

/// Changes the mask by a kernel mask; the old one, as far as programs see it.
pub fn change_by_mask(how: c_int, wanted: SignalMask) -> SignalMask {
    let mut old = 0;
    // SAFETY: the kernel's sets are all that `change` looks at.
    unsafe { change(how, (&raw const wanted).cast(), (&raw mut old).cast()) };
    old
}

unsafe extern "C" fn pthread_sigmask(
    how: c_int,
    set: *const sigset_t,
    old: *mut sigset_t,
) -> c_int {
    // SAFETY: the caller's.
    unsafe { change(how, set, old) }
}

unsafe extern "C" fn sigprocmask(how: c_int, set: *const sigset_t, old: *mut sigset_t) -> c_int {
    // SAFETY: the caller's.
    answer(unsafe { change(how, set, old) })
}

// The masks of 4.2BSD are an int: signals 1 to 32.
extern "C" fn sigblock(mask: c_int) -> c_int {
    change_by_mask(SIG_BLOCK, mask as u32 as SignalMask) as c_int
}

extern "C" fn sigsetmask(mask: c_int) -> c_int {
    change_by_mask(SIG_SETMASK, mask as u32 as SignalMask) as c_int
}

/// sighold and sigrelse.
fn change_one(how: c_int, signal: c_int) -> c_int {
    let Some(mask) = os::signal_mask(signal) else {
        return answer(libc::EINVAL);
    };
    change_by_mask(how, mask);
    0
}

extern "C" fn sighold(signal: c_int) -> c_int {
    change_one(SIG_BLOCK, signal)
}

extern "C" fn sigrelse(signal: c_int) -> c_int {
    change_one(SIG_UNBLOCK, signal)
}

/// Jumps that restore a mask if the buffer holds one: the C library's own do.
///
/// # Safety
/// As longjmp.
unsafe fn leap(kind: Jump, buffer: *mut c_void, value: c_int) -> ! {
    rseq::forget();
    match jump(kind) {
        // SAFETY: the caller's.
        Some(function) => unsafe { function(buffer, value) },
        None => {
            message::print([&b"longjmp: this program was linked without the C library's"[..]]);
            os::trap()
        }
    }
}

unsafe extern "C" fn longjmp(buffer: *mut c_void, value: c_int) -> ! {
    // SAFETY: the caller's.
    unsafe { leap(Jump::Longjmp, buffer, value) }
}

unsafe extern "C" fn siglongjmp(buffer: *mut c_void, value: c_int) -> ! {
    // SAFETY: the caller's.
    unsafe { leap(Jump::Siglongjmp, buffer, value) }
}

unsafe extern "C" fn underscore_longjmp(buffer: *mut c_void, value: c_int) -> ! {
    // SAFETY: the caller's.
    unsafe { leap(Jump::UnderscoreLongjmp, buffer, value) }
}

unsafe extern "C" fn longjmp_chk(buffer: *mut c_void, value: c_int) -> ! {
    // SAFETY: the caller's.
    unsafe { leap(Jump::LongjmpChk, buffer, value) }
}

/// What musl's sigsetjmp ends with, the first time (`value` 0) and after every
/// jump: it saves or restores the mask itself. A static program's calls it here.
///
/// # Safety
/// `buffer` is musl's sigjmp_buf.
unsafe extern "C" fn sigsetjmp_tail(buffer: *mut c_void, value: c_int) -> c_int {
    let mask = buffer
        .wrapping_byte_offset(arch::layout::MUSL_SIGJMP_MASK)
        .cast::<SignalMask>();
    // SAFETY: the caller's.
    unsafe {
        if value == 0 {
            os::change_signal_mask(SIG_SETMASK, core::ptr::null(), mask);
        } else {
            os::change_signal_mask(SIG_SETMASK, mask, core::ptr::null_mut());
            rseq::forget();
        }
    }
    value
}

/// `syscall(SYS_rt_sigprocmask, how, set, old, size)`: exactly that call.
///
/// # Safety
/// As the call itself.
pub unsafe extern "C" fn mask_system_call(
    number: c_long,
    how: c_long,
    set: usize,
    old: usize,
    size: usize,
) -> c_long {
    let arguments = [how as usize, set, old, size, 0, 0];
    // SAFETY: the caller's.
    let result = unsafe { Current::system_call(number as usize, arguments) };
    if set != 0 {
        rseq::forget();
    }
    if result < 0 {
        return system_call_failed(result as c_long);
    }
    result as c_long
}

/// A system call by number that failed.
pub extern "C" fn system_call_failed(error: c_long) -> c_long {
    os::set_errno(-error as c_int);
    -1
}

exported! {
    sigprocmask = sigprocmask;
    /// glibc's inner name, by which its static functions call it.
    __sigprocmask = sigprocmask;
    pthread_sigmask = pthread_sigmask;
    /// glibc's inner name, by which its static functions call it.
    __pthread_sigmask = pthread_sigmask;
    sigblock = sigblock;
    sigsetmask = sigsetmask;
    sighold = sighold;
    sigrelse = sigrelse;
    longjmp = longjmp;
    siglongjmp = siglongjmp;
    _longjmp = underscore_longjmp;
    __longjmp_chk = longjmp_chk;
    /// Musl's.
    __sigsetjmp_tail = sigsetjmp_tail;
}

/// `syscall(2)`. Every other number passes through.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn syscall(number: c_long) -> c_long {
    arch::body!(
        "syscall",
        mask_system_call = sym mask_system_call,
        failed = sym system_call_failed,
    )
}

/// `vfork(2)`. The C library's does the same, but for what the parent forgets.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn vfork() -> libc::pid_t {
    arch::body!(
        "vfork",
        settle = sym rseq::settle,
        forget = sym rseq::forget,
        failed = sym system_call_failed,
    )
}

/// The same under glibc's other name for it.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub extern "C" fn __vfork() {
    arch::landing_pad_jump!(__vfork => fastctx_asm_vfork)
}

unsafe extern "C" {
    fn fastctx_asm_vfork();
}
