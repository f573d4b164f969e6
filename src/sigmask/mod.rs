//! Which signal mask a switch saves and restores: the policies.
//!
//! - `always`: a switch saves the mask of the context that it leaves and sets
//!   that of the one that it resumes, by one rt_sigprocmask or two;
//! - `auto`: the same masks, but no call for what is known: the thread's mask,
//!   as long as nothing can have changed it ([`crate::rseq`]);
//! - `never`: the mask belongs to the thread and a switch leaves it alone.
//!
//! A mask that is not known takes two calls: the first is made here, before the
//! switch. It saves the thread's mask and adds what the resumed context blocks.
//! Only if that one blocks less than the one that is left a second call sets
//! its mask: the assembly makes it as the last step, on the resumed context's
//! stack. So at no instruction does a signal get through on a stack whose
//! context blocks it. (glibc makes one call, before the switch, and what that
//! lets through arrives on the old stack.) Of these two calls a known mask
//! spares the one that only tells.
//!
//! A mask is also saved where none is set: getcontext's, and when the context
//! that is resumed has none or is the kernel's.
//!
//! A context remembers whether it was saved with a mask (UC_MARK_HAS_MASK), so
//! that a change of policy while contexts are suspended never loads a mask
//! that nobody stored.
//!
//! What else changes a mask is in [`changes`], [`handlers`] and [`signal`].

mod changes;
mod handlers;
mod signal;

use crate::arch::{field, landing_pad_jump, layout, ucontext_t};
use crate::mode::{mode, set_mode};
use crate::os::signals::{SIG_BLOCK, SIG_SETMASK};
use crate::os::{self, SignalMask};
use crate::rseq::{self, Moment};
use core::ffi::c_int;

/// A signal-mask policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Policy {
    /// Save and restore it at every switch, by system calls.
    Always,
    /// Leave it alone.
    Never,
    /// Save and restore it, by system calls where it is not known.
    Auto,
}

/// Every switch saves the signal mask of the context it leaves and sets that of
/// the context it resumes, by system calls. One rt_sigprocmask(2) before the
/// switch saves the mask and adds what the resumed context blocks; a second,
/// only when that context blocks less than the one left, sets its mask as the
/// last step, and a pending signal that it lets through arrives on that
/// context's stack. (glibc makes one call, before the switch: it arrives on the
/// old stack.)
pub const FASTCTX_SIGMASK_ALWAYS: c_int = 1;

/// The signal mask belongs to the thread, and no switch reads or sets it. No
/// system call; wrong for programs that switch inside a signal handler, give
/// their contexts different masks or empty uc_sigmask by hand.
pub const FASTCTX_SIGMASK_NEVER: c_int = 2;

/// The same masks as with FASTCTX_SIGMASK_ALWAYS, without a system call where
/// the thread's mask is known and is also the resumed context's: when no signal
/// handler was entered or left, no mask was changed and the thread was not
/// preempted since the last call that told. Between contexts with different
/// masks one call remains; two if each blocks what the other does not. The
/// default where it can be had: on Linux 4.18 and later, as fastctx(7) tells.
pub const FASTCTX_SIGMASK_AUTO: c_int = 3;

impl Policy {
    /// As FASTCTX_SIGMASK has it.
    pub fn name(self) -> &'static [u8] {
        match self {
            Self::Always => b"always",
            Self::Never => b"never",
            Self::Auto => b"auto",
        }
    }
}

const FOLLOWS: isize = layout::MODE_SIGMASK_FOLLOWS;
const AUTO: isize = layout::MODE_SIGMASK_AUTO;

/// The policy in force.
pub fn policy() -> Policy {
    match (mode(FOLLOWS), mode(AUTO)) {
        (false, _) => Policy::Never,
        (true, false) => Policy::Always,
        (true, true) => Policy::Auto,
    }
}

/// Puts a policy in force; `always` where `auto` cannot be had.
#[inline(never)] // no jump table where it is used: it would need landing pads
pub fn choose(policy: Policy) {
    let bits = match policy {
        Policy::Never => 0,
        Policy::Always => FOLLOWS,
        Policy::Auto if rseq::is_available() => FOLLOWS | AUTO,
        Policy::Auto => FOLLOWS,
    };
    set_mode(FOLLOWS | AUTO, bits);
}

/// Whether a context's mask is saved and set with it: the policy.
pub fn follows_the_context() -> bool {
    mode(FOLLOWS)
}

/// The thread's mask, if the policy is to believe it.
fn known() -> Option<SignalMask> {
    if mode(AUTO) { rseq::known() } else { None }
}

/// Saves this thread's mask into `ucp`. Whether it was known already.
///
/// # Safety
/// `ucp` is a context whose registers have been saved.
pub unsafe fn save(ucp: *mut ucontext_t) -> bool {
    let known = known();
    // SAFETY: the caller's context.
    unsafe {
        match known {
            Some(mask) => place_in(ucp).write(mask),
            None => {
                os::change_signal_mask(SIG_BLOCK, core::ptr::null(), place_in(ucp));
            }
        }
    }
    known.is_some()
}

/// The same, and knows it afterwards: for getcontext, which may be called
/// again and again.
///
/// # Safety
/// As [`save`].
pub unsafe fn save_and_know(ucp: *mut ucontext_t) {
    let moment = Moment::now();
    // SAFETY: the caller's context.
    unsafe {
        if !save(ucp) && mode(AUTO) {
            moment.know(field::<SignalMask>(ucp, layout::UC_SIGMASK).read());
        }
    }
}

/// Before the switch from one context to another that has a mask: saves this
/// thread's into `from`, unless that is null, and adds that of `to`. Returns
/// whether anything is left to be unblocked, which has to wait until the other
/// side: no handler may run on either stack that the context there blocks.
///
/// # Safety
/// `from` is null or a context whose registers have been saved; `to` may be
/// resumed.
pub unsafe fn leave(from: *mut ucontext_t, to: *const ucontext_t) -> bool {
    // SAFETY: the caller's. The mask is read before it is written, for both
    // contexts may be one.
    unsafe {
        let wanted = field::<SignalMask>(to, layout::UC_SIGMASK).read();
        let real = wanted & !os::UNBLOCKABLE;
        // To itself a switch is on one stack: all is done here.
        let at_once = from.cast_const() == to;
        let moment = Moment::now();
        let removes = match known() {
            Some(mask) if !at_once => {
                if !from.is_null() {
                    place_in(from).write(mask);
                }
                if mask == real {
                    return false;
                }
                let removes = mask & !real != 0;
                if real & !mask != 0 {
                    // A handler may have changed it since: set it whole.
                    let how = if removes { SIG_BLOCK } else { SIG_SETMASK };
                    os::change_signal_mask(how, &raw const wanted, core::ptr::null_mut());
                }
                removes
            }
            _ => {
                let mut nowhere = 0;
                let old = if from.is_null() {
                    &raw mut nowhere
                } else {
                    place_in(from)
                };
                let how = if at_once { SIG_SETMASK } else { SIG_BLOCK };
                os::change_signal_mask(how, &raw const wanted, old);
                !at_once && old.read() & !wanted != 0
            }
        };
        if mode(AUTO) {
            if removes {
                rseq::know(real); // by the second call
            } else {
                moment.know(real);
            }
        } else {
            rseq::forget(); // for when the policy is auto again
        }
        removes
    }
}

/// Where the kernel is to store the mask of a context that is being saved,
/// which is marked to have one: a handler that runs as soon as the mask has
/// changed finds the context whole.
///
/// # Safety
/// `ucp` is a context whose registers have been saved.
unsafe fn place_in(ucp: *mut ucontext_t) -> *mut SignalMask {
    let flags = field::<usize>(ucp, layout::UC_FLAGS);
    // SAFETY: the caller's; uc_sigmask is no shorter than the kernel's set.
    unsafe { flags.write(flags.read() | layout::UC_MARK_HAS_MASK as usize) };
    field(ucp, layout::UC_SIGMASK)
}

extern "C" fn set_sigmask_policy(policy: c_int) -> c_int {
    match policy {
        FASTCTX_SIGMASK_ALWAYS => choose(Policy::Always),
        FASTCTX_SIGMASK_NEVER => choose(Policy::Never),
        FASTCTX_SIGMASK_AUTO => choose(Policy::Auto),
        _ => return -libc::EINVAL,
    }
    0
}

extern "C" fn sigmask_policy() -> c_int {
    match policy() {
        Policy::Always => FASTCTX_SIGMASK_ALWAYS,
        Policy::Never => FASTCTX_SIGMASK_NEVER,
        Policy::Auto => FASTCTX_SIGMASK_AUTO,
    }
}

/// Chooses what getcontext(), setcontext(), swapcontext() and the return to
/// uc_link do with the signal mask: in every thread of the process, from the
/// next call on. Until the first call the policy is what the environment
/// variable FASTCTX_SIGMASK said when the library was loaded.
///
/// `policy` is one of the FASTCTX_SIGMASK_ constants. FASTCTX_SIGMASK_AUTO
/// becomes FASTCTX_SIGMASK_ALWAYS where it cannot be had. A context that was saved
/// under FASTCTX_SIGMASK_NEVER carries no mask: resumed under another policy
/// it leaves the thread's mask as it is. The policy does not reach contexts
/// that the kernel gave to a signal handler: they resume with their mask,
/// always.
///
/// Returns 0, or -EINVAL when there is no such policy; then nothing changes.
/// errno is left alone. Async-signal-safe, thread-safe. Since 0.1.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub extern "C" fn fastctx_set_sigmask_policy(policy: c_int) -> c_int {
    landing_pad_jump!(fastctx_set_sigmask_policy => set_sigmask_policy)
}

/// Returns the signal-mask policy in force: one of the FASTCTX_SIGMASK_
/// constants.
///
/// Async-signal-safe, thread-safe. Since 0.1.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub extern "C" fn fastctx_sigmask_policy() -> c_int {
    landing_pad_jump!(fastctx_sigmask_policy => sigmask_policy)
}
