//! FASTCTX_SPLITSTACK=auto: programs compiled with gcc's `-fsplit-stack` whose
//! contexts nobody but makecontext prepared for it. libgcc's state of the stack
//! ([`State`]) is saved and loaded with each context.
//!
//! Programs that exchange that state themselves do so before they call us, so
//! that it is the resumed context's already. This is told by the segment that
//! is running: it holds that context's stack pointer and not ours. Then we
//! leave the state alone and remember none for the context that is left. Where
//! no segment tells, because the state is that of a thread's own stack, such a
//! program's context has no state of ours to be loaded, or the same one.
//!
//! A context that the kernel gave to a signal handler has no room for a state: it
//! resumes with the one that is running.
//!
//! A context keeps its state in the ucontext_t, where FP registers would be (the xmm
//! registers; f0-f7 on s390x): the psABI leaves those to no function's caller, and
//! nobody saves them.

use crate::arch::{Current, Linux, field, layout, ucontext_t};
use crate::mode::{mode, set_mode};
use crate::os::message;
use crate::os::split_stack::{self, State, Used};
use core::ffi::c_void;
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// What is kept in a context.
#[repr(C)]
struct Kept {
    state: Used,
    /// KEPT, if there is a state.
    mark: usize,
}

const KEPT: usize = 0x4643_5853; // "FCXS"

/// Puts the option in force, where there is something to do it with.
pub fn follow(follow: bool) {
    const BIT: isize = layout::MODE_SPLIT_STACK;
    let possible = Current::SPLIT_STACK.is_some() && split_stack::is_available();
    set_mode(BIT, if follow && possible { BIT } else { 0 });
    ASKED_FOR.store(follow, Relaxed);
}

/// Whether a context's state goes with it: the option.
pub fn follows() -> bool {
    mode(layout::MODE_SPLIT_STACK)
}

/// FASTCTX_VERBOSE=1: what came of the option.
pub fn report() {
    if !ASKED_FOR.load(Relaxed) {
        return;
    }
    let told: &[u8] = if follows() {
        b"auto"
    } else if Current::SPLIT_STACK.is_some() {
        b"off (no __splitstack_ functions: link the program with -rdynamic)"
    } else {
        b"off (gcc does not split stacks on this architecture)"
    };
    message::print([b"split stacks: ", told]);
}

/// Whether the option was asked for, possible or not.
static ASKED_FOR: AtomicBool = AtomicBool::new(false);

/// Where a context keeps its state.
fn kept(ucp: *const ucontext_t) -> Option<*mut Kept> {
    Some(field(ucp, Current::SPLIT_STACK?.state))
}

/// getcontext: saves the running state.
///
/// # Safety
/// `ucp` is a context whose registers have been saved.
pub unsafe fn save(ucp: *mut ucontext_t) {
    if let Some(kept) = kept(ucp) {
        let mut state = State::NONE;
        state.save();
        // SAFETY: the caller's; all places of a context are writable.
        unsafe {
            (*kept).state = state.used();
            (*kept).mark = KEPT;
        }
    }
}

/// makecontext: the state of a stack on which nothing runs yet. As to signals,
/// it is as its maker.
///
/// # Safety
/// `ucp` is a context of ours.
pub unsafe fn make(ucp: *mut ucontext_t, base: usize, size: usize) {
    if let Some(kept) = kept(ucp) {
        let mut state = State::NONE;
        state.save();
        let blocks_signals = state.blocks_signals();
        state = State::of_stack(base, size);
        state.set_blocks_signals(blocks_signals);
        // SAFETY: as above.
        unsafe {
            (*kept).state = state.used();
            (*kept).mark = KEPT;
        }
    }
}

/// Before the switch: saves the running state in `from`, unless that is null,
/// and makes that of `to` the running one. `ended`: nothing of the context that
/// is left remains, so its further segments are given back.
///
/// A signal handler that interrupts us from here on and is split code itself
/// finds this stack with the other's guard; libgcc then gives it a segment of
/// the other context, or it runs without a check on what is left here.
///
/// # Safety
/// The registers have been saved in `from`; `to` may be resumed. `is_ours`:
/// it was saved or made by us, else it is the kernel's or anybody's.
#[inline(never)]
pub unsafe fn leave(from: *mut ucontext_t, to: *const ucontext_t, is_ours: bool, ended: bool) {
    if Current::SPLIT_STACK.is_none() {
        return;
    }
    let mut running = State::NONE;
    running.save();
    let here = (&raw const running) as usize;
    // SAFETY: the caller's; the running state's segments are there.
    unsafe {
        let there = field::<usize>(to, Current::STACK_POINTER).read();
        let is_set_already =
            running.contains(there) == Some(true) && running.contains(here) == Some(false);
        if ended && !is_set_already && running.has_only_unused_segments() {
            running.release();
            running.load();
        }
        // Both may be one context: what is loaded is read before it is saved.
        let wanted = kept(to)
            .filter(|kept| is_ours && (**kept).mark == KEPT)
            .map(|kept| State::of((*kept).state));
        if let Some(kept) = kept(from).filter(|_| !from.is_null()) {
            (*kept).state = running.used();
            (*kept).mark = if is_set_already { 0 } else { KEPT };
        }
        if let Some(mut wanted) = wanted.filter(|_| !is_set_already) {
            if wanted.is_of_the_stack_of(&running) {
                wanted.take_segments(&running);
            }
            wanted.load();
        }
    }
}

/// Whether `address` is where a made context's function returns to, so that who
/// called setcontext from there has ended.
pub fn is_in_trampoline(address: *const c_void) -> bool {
    const LONGEST: usize = 64;
    (address as usize).wrapping_sub(super::trampoline as *const () as usize) < LONGEST
}
