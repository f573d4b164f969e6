//! The older functions that set signal handlers, over [`super::handlers`], so
//! that the handlers are seen. As glibc has them; musl differs in nothing that a
//! program could mind but what is said here.

use super::changes::change_by_mask;
use super::handlers::sigaction;
use crate::arch::exported;
use crate::os;
use core::ffi::c_int;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use libc::{SA_RESTART, SIG_BLOCK, SIG_ERR, SIG_UNBLOCK};

/// The flags of sysv_signal: once, and not blocked meanwhile. The last is
/// SA_INTERRUPT, which the kernel does not know and programs may look for.
const SYSV_FLAGS: c_int = libc::SA_RESETHAND | libc::SA_NODEFER | 0x2000_0000;

/// Installs a handler by its signal and flags alone; the one that was there, or
/// SIG_ERR with errno.
fn install(signal: c_int, handler: usize, flags: c_int, mask: os::SignalMask) -> usize {
    if handler == SIG_ERR || os::signal_mask(signal).is_none() {
        os::set_errno(libc::EINVAL);
        return SIG_ERR;
    }
    let mut new = MaybeUninit::<libc::sigaction>::zeroed();
    let mut old = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: all zero is a value of this C type, and an empty set.
    unsafe {
        let action = new.as_mut_ptr();
        (*action).sa_sigaction = handler;
        (*action).sa_flags = flags;
        (&raw mut (*action).sa_mask)
            .cast::<os::SignalMask>()
            .write(mask);
        if sigaction(signal, action, old.as_mut_ptr()) != 0 {
            return SIG_ERR;
        }
        (*old.as_ptr()).sa_sigaction
    }
}

/// The signals that siginterrupt(3) wants signal(3) not to restart calls for.
static INTERRUPTING: AtomicU64 = AtomicU64::new(0);

extern "C" fn signal(number: c_int, handler: usize) -> usize {
    let own = os::signal_mask(number).unwrap_or(0);
    let restart = INTERRUPTING.load(Relaxed) & own == 0;
    let flags = if restart { SA_RESTART } else { 0 };
    // The kernel blocks the signal itself either way; only sigaction(3) tells.
    let mask = if os::is_musl() { 0 } else { own };
    install(number, handler, flags, mask)
}

extern "C" fn sysv_signal(number: c_int, handler: usize) -> usize {
    install(number, handler, SYSV_FLAGS, 0)
}

extern "C" fn siginterrupt(number: c_int, interrupt: c_int) -> c_int {
    let mut action = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: all zero is a value of this C type.
    unsafe {
        if sigaction(number, core::ptr::null(), action.as_mut_ptr()) != 0 {
            return -1;
        }
        let mask = os::signal_mask(number).unwrap_or(0);
        let others = INTERRUPTING.load(Relaxed) & !mask;
        let flags = &raw mut (*action.as_mut_ptr()).sa_flags;
        if interrupt != 0 {
            flags.write(flags.read() & !SA_RESTART);
            INTERRUPTING.store(others | mask, Relaxed);
        } else {
            flags.write(flags.read() | SA_RESTART);
            INTERRUPTING.store(others, Relaxed);
        }
        sigaction(number, action.as_ptr(), core::ptr::null_mut())
    }
}

/// System V's: a disposition that may also be SIG_HOLD, to block the signal.
extern "C" fn sigset(number: c_int, disposition: usize) -> usize {
    const SIG_HOLD: usize = 2;
    let Some(mask) = os::signal_mask(number) else {
        os::set_errno(libc::EINVAL);
        return SIG_ERR;
    };
    let (before, old_mask) = if disposition == SIG_HOLD {
        let mut old = MaybeUninit::<libc::sigaction>::zeroed();
        // SAFETY: all zero is a value of this C type.
        let before = unsafe {
            if sigaction(number, core::ptr::null(), old.as_mut_ptr()) != 0 {
                return SIG_ERR;
            }
            (*old.as_ptr()).sa_sigaction
        };
        (before, change_by_mask(SIG_BLOCK, mask))
    } else {
        let before = install(number, disposition, 0, 0);
        if before == SIG_ERR {
            return SIG_ERR;
        }
        (before, change_by_mask(SIG_UNBLOCK, mask))
    };
    if old_mask & mask != 0 {
        SIG_HOLD
    } else {
        before
    }
}

exported! {
    signal = signal;
    bsd_signal = signal;
    ssignal = signal;
    sysv_signal = sysv_signal;
    /// What `signal` means to programs compiled for System V.
    __sysv_signal = sysv_signal;
    siginterrupt = siginterrupt;
    sigset = sigset;
}
