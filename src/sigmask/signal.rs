//! The older functions that set signal handlers, over [`super::handlers`], so
//! that the handlers are seen. As glibc has them; musl differs in nothing that a
//! program could mind but what is said here.

use super::changes::change_by_mask;
use super::handlers::sigaction;
use crate::arch::exported;
use crate::os::action::{self, Sigaction};
use crate::os::signals::{self, SA_RESTART, SIG_BLOCK, SIG_ERR, SIG_UNBLOCK};
use crate::os::words::MaskWords;
use crate::os::{self, SignalMask};
use core::ffi::c_int;
use core::mem::MaybeUninit;

/// The flags of sysv_signal: once, and not blocked meanwhile. The last is
/// SA_INTERRUPT, which the kernel does not know and programs may look for.
const SYSV_FLAGS: c_int = signals::SA_RESETHAND | signals::SA_NODEFER | 0x2000_0000;

/// Installs a handler by its signal and flags alone; the one that was there, or
/// SIG_ERR with errno.
fn install(signal: c_int, handler: usize, flags: c_int, mask: SignalMask) -> usize {
    if handler == SIG_ERR || os::signal_mask(signal).is_none() {
        os::set_errno(libc::EINVAL);
        return SIG_ERR;
    }
    let mut new = MaybeUninit::<Sigaction>::uninit();
    let mut old = MaybeUninit::<Sigaction>::uninit();
    // SAFETY: structures of our own.
    unsafe {
        action::fill(new.as_mut_ptr(), handler, flags, mask);
        if sigaction(signal, new.as_ptr(), old.as_mut_ptr()) != 0 {
            return SIG_ERR;
        }
        action::handler(old.as_ptr()).read()
    }
}

/// The signals that siginterrupt(3) wants signal(3) not to restart calls for.
static INTERRUPTING: MaskWords = MaskWords::new();

extern "C" fn signal(number: c_int, handler: usize) -> usize {
    let own = os::signal_mask(number).unwrap_or(0);
    let restart = INTERRUPTING.load::<SignalMask>() & own == 0;
    let flags = if restart { SA_RESTART } else { 0 };
    // The kernel blocks the signal itself either way; only sigaction(3) tells.
    let mask = if os::is_musl() { 0 } else { own };
    install(number, handler, flags, mask)
}

extern "C" fn sysv_signal(number: c_int, handler: usize) -> usize {
    install(number, handler, SYSV_FLAGS, 0)
}

extern "C" fn siginterrupt(number: c_int, interrupt: c_int) -> c_int {
    let mut current = MaybeUninit::<Sigaction>::uninit();
    // SAFETY: a structure of our own.
    unsafe {
        if sigaction(number, core::ptr::null(), current.as_mut_ptr()) != 0 {
            return -1;
        }
        let mask = os::signal_mask(number).unwrap_or(0);
        let others = INTERRUPTING.load::<SignalMask>() & !mask;
        let flags = action::flags(current.as_ptr());
        if interrupt != 0 {
            flags.write(flags.read() & !SA_RESTART);
            INTERRUPTING.store(others | mask);
        } else {
            flags.write(flags.read() | SA_RESTART);
            INTERRUPTING.store(others);
        }
        sigaction(number, current.as_ptr(), core::ptr::null_mut())
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
        let mut old = MaybeUninit::<Sigaction>::uninit();
        // SAFETY: a structure of our own.
        let before = unsafe {
            if sigaction(number, core::ptr::null(), old.as_mut_ptr()) != 0 {
                return SIG_ERR;
            }
            action::handler(old.as_ptr()).read()
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
