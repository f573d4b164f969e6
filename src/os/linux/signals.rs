//! Numbers of signals, of what can be done with a mask, and of handlers' flags.
//!
//! For glibc on mips64 the libc crate (0.2.191) has those of other architectures.

use crate::arch::SignalMask;
use core::ffi::c_int;
pub use libc::{SIG_DFL, SIG_ERR, SIG_IGN};
pub use libc::{SIGABRT, SIGFPE, SIGILL, SIGKILL, SIGSEGV, SIGTRAP};

#[cfg(not(target_arch = "mips64"))]
pub use libc::{
    SA_NODEFER, SA_ONSTACK, SA_RESETHAND, SA_RESTART, SA_SIGINFO, SIG_BLOCK, SIG_SETMASK,
    SIG_UNBLOCK, SIGBUS, SIGSTOP, SIGSYS,
};

#[cfg(target_arch = "mips64")]
pub(crate) use mips::*;

/// Linux arch/mips/include/uapi/asm/signal.h.
#[cfg(target_arch = "mips64")]
mod mips {
    use core::ffi::c_int;

    pub(crate) const SIGBUS: c_int = 10;
    pub(crate) const SIGSYS: c_int = 12;
    pub(crate) const SIGSTOP: c_int = 23;

    pub(crate) const SIG_BLOCK: c_int = 1;
    pub(crate) const SIG_UNBLOCK: c_int = 2;
    pub(crate) const SIG_SETMASK: c_int = 3;

    pub(crate) const SA_SIGINFO: c_int = 8;
    pub(crate) const SA_ONSTACK: c_int = 0x0800_0000;
    pub(crate) const SA_RESTART: c_int = 0x1000_0000;
    pub(crate) const SA_NODEFER: c_int = 0x4000_0000;
    pub(crate) const SA_RESETHAND: c_int = 1 << 31;
}

/// All signals but those that the processor itself raises: these stay unblocked, for a
/// debugger's sake; blocked they would be fatal.
pub static ASYNCHRONOUS: SignalMask = {
    const fn bit(signal: c_int) -> SignalMask {
        1 << (signal - 1)
    }
    let synchronous =
        bit(SIGTRAP) | bit(SIGSEGV) | bit(SIGBUS) | bit(SIGILL) | bit(SIGFPE) | bit(SIGSYS);
    !synchronous
};

/// That layout.h repeats for the assembly.
const _: () = assert!(crate::arch::layout::KERNEL_SIG_SETMASK as i32 == SIG_SETMASK);
