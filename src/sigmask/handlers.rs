//! Signal handlers: both the entry to one and the return from it change the
//! thread's mask.
//!
//! The kernel tells of the entry (see [`crate::rseq`]), but not of the return,
//! and Linux 6.19 and later not even of an entry that comes with the end of a
//! system call. So the kernel is given a stub instead of the program's handler
//! (`asm/<arch>/handler_stubs.S`): it says that the mask is not known, calls
//! the handler, says so again and returns to where the kernel wants it.
//!
//! A stub belongs to one handler for good, so that nothing has to be kept in
//! step with what is installed for which signal, in which process of a vfork,
//! or saved by whom. Programs see their own handlers only.

use super::{Policy, choose, policy};
use crate::arch::{claim, exported, layout};
use crate::mode::is_verbose;
use crate::os::{behind, message};
use crate::rseq;
use core::ffi::c_int;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use libc::{SIG_DFL, SIG_ERR, SIG_IGN};

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
    if matches!(handler, SIG_DFL | SIG_IGN | SIG_ERR) || !rseq::is_available() {
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
    new: *const libc::sigaction,
    old: *mut libc::sigaction,
) -> c_int {
    // SAFETY: the caller's: the copy differs in the handler only.
    unsafe {
        let mut copy;
        let mut given = new;
        if !new.is_null() {
            copy = MaybeUninit::<libc::sigaction>::uninit();
            copy_words(new, copy.as_mut_ptr());
            let handler = &raw mut (*copy.as_mut_ptr()).sa_sigaction;
            handler.write(stub_for(handler.read()));
            given = copy.as_ptr();
        }
        let result = behind::sigaction(signal, given, old);
        if result == 0 && !old.is_null() {
            (*old).sa_sigaction = handler_of((*old).sa_sigaction);
        }
        result
    }
}

/// Copies a structure word by word. (A plain copy would call memcpy, and we
/// link no libc.)
///
/// # Safety
/// Both are whole; the type is made of words.
unsafe fn copy_words<T>(from: *const T, to: *mut T) {
    for i in 0..size_of::<T>() / size_of::<usize>() {
        // SAFETY: the caller's.
        unsafe {
            let word = from.cast::<usize>().add(i).read_volatile();
            to.cast::<usize>().add(i).write_volatile(word);
        }
    }
}

exported! {
    sigaction = sigaction;
    /// glibc exports this name too.
    __sigaction = sigaction;
}
