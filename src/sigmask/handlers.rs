//! Signal handlers: both the entry to one and the return from it change the
//! thread's mask.
//!
//! The kernel tells of the entry (see [`crate::rseq`]), but not of the return,
//! and Linux 6.19 and later not even of an entry that comes with the end of a
//! system call. So the kernel is given a stub instead of the program's handler
//! (`asm/<arch>/handler_stubs.S`): it says that the mask is not known, calls
//! the handler, says so again and returns to where the kernel wants it.
//!
//! On s390x the return from a handler also sets the thread pointer, of which there is a
//! copy in the kernel's frame: the stub makes it that of the thread that returns.
//!
//! Where shadow stacks are on the stub notes in the kernel's frame where on which of them
//! that resumes, for whoever resumes it from another.
//!
//! A stub belongs to one handler for good, so that nothing has to be kept in
//! step with what is installed for which signal, in which process of a vfork,
//! or saved by whom. Programs see their own handlers only.

use super::{Policy, choose, policy};
use crate::arch::{Current, Linux, claim, exported, layout};
use crate::mode::is_verbose;
use crate::os::action::{self, Sigaction};
use crate::os::signals::{SIG_DFL, SIG_ERR, SIG_IGN};
use crate::os::{behind, message};
use crate::rseq;
use crate::stack::shadow;
use core::ffi::c_int;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

const COUNT: usize = layout::HANDLER_STUBS as usize;

/// The handler behind each stub; zero: free.
pub static HANDLERS: [AtomicUsize; COUNT] = [const { AtomicUsize::new(0) }; COUNT];

/// The stubs, one behind the other.
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
extern "C" fn handler_stubs() {
    crate::arch::body!(
        "handler_stubs",
        handlers = sym HANDLERS,
        forget = sym rseq::forget,
        returns = sym rseq::frame_is_resumed,
    )
}

fn first_stub() -> usize {
    handler_stubs as *const () as usize
}

fn stub(index: usize) -> usize {
    first_stub() + index * layout::HANDLER_STUB_SIZE as usize
}

/// What the kernel is to be given for a handler.
fn stub_for(handler: usize) -> usize {
    let is_needed = rseq::is_available()
        || Current::FRAMES_HOLD_THREAD_POINTER
        || !Current::FRAMES_HOLD_SHADOW_STACK_POINTER && shadow::is_on();
    if matches!(handler, SIG_DFL | SIG_IGN | SIG_ERR) || !is_needed {
        return handler;
    }
    // Who saved a stub past us and gives it back means its handler.
    if stub_index(handler).is_some() {
        return handler;
    }
    match HANDLERS.iter().position(|place| claim(place, handler)) {
        Some(index) => stub(index),
        None => {
            give_up();
            handler
        }
    }
}

/// Which stub an address is.
fn stub_index(address: usize) -> Option<usize> {
    let index = address.wrapping_sub(first_stub()) / layout::HANDLER_STUB_SIZE as usize;
    (index < COUNT && stub(index) == address).then_some(index)
}

/// The handler that a program is to be told of.
fn handler_of(given: usize) -> usize {
    let place = stub_index(given).and_then(|index| HANDLERS.get(index));
    place.map_or(given, |handler| handler.load(Relaxed))
}

/// There is no stub left: a handler that we do not see ends all knowledge.
fn give_up() {
    rseq::give_up();
    if policy() == Policy::Auto {
        choose(Policy::Always);
        if is_verbose() {
            let [cause, _] = rseq::Cause::TOO_MANY_HANDLERS.text();
            message::print([&b"signal mask: always from now on: "[..], cause]);
        }
    }
}

/// sigaction(3): the kernel is given stubs, the program is told its handlers.
///
/// # Safety
/// As sigaction(3).
pub unsafe extern "C" fn sigaction(
    signal: c_int,
    new: *const Sigaction,
    old: *mut Sigaction,
) -> c_int {
    // SAFETY: the caller's: the copy differs in the handler only.
    unsafe {
        let mut copy;
        let mut given = new;
        if !new.is_null() {
            copy = MaybeUninit::<Sigaction>::uninit();
            action::copy(new, copy.as_mut_ptr());
            let handler = action::handler(copy.as_ptr());
            handler.write(stub_for(handler.read()));
            given = copy.as_ptr();
        }
        let result = behind::sigaction(signal, given, old);
        if result == 0 && !old.is_null() {
            let handler = action::handler(old);
            handler.write(handler_of(handler.read()));
        }
        result
    }
}

exported! {
    sigaction = sigaction;
    /// glibc exports this name too.
    __sigaction = sigaction;
}
