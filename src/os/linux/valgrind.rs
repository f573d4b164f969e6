//! Valgrind: told where stacks are, so that a change of the stack pointer from one to
//! another is not taken for a very large frame; and, for memcheck, which memory may be
//! written to though it lies below a stack pointer.
//!
//! By client requests: instructions that do nothing, and that valgrind knows. Outside of
//! valgrind one is executed when the library is loaded, and one by fastctx_init().

use crate::arch::{Current, Linux};
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};

// enum Vg_ClientRequest and Vg_MemCheckClientRequest (Valgrind manual, "The Client Request
// mechanism" and "Memcheck: Client Requests"; these numbers are its binary interface).
const RUNNING_ON_VALGRIND: usize = 0x1001;
const STACK_REGISTER: usize = 0x1501;
const STACK_DEREGISTER: usize = 0x1502;
const MEMCHECK: usize = (b'M' as usize) << 24 | (b'C' as usize) << 16;
const MAKE_MEM_UNDEFINED: usize = MEMCHECK + 1;

static IS_HERE: AtomicBool = AtomicBool::new(false);

/// Asks whether the process runs under valgrind, for [`is_here`].
pub fn look() {
    IS_HERE.store(ask() != 0, Relaxed);
}

/// Whether the process runs under valgrind.
pub fn is_here() -> bool {
    IS_HERE.load(Relaxed)
}

#[inline(always)]
fn ask() -> usize {
    request([RUNNING_ON_VALGRIND, 0, 0, 0, 0, 0])
}

#[inline(always)]
fn request(request: [usize; 6]) -> usize {
    // SAFETY: requests about memory that is the caller's to tell of.
    unsafe { Current::client_request(0, &request) }
}

/// A stack by valgrind's number, plus one; zero: none.
pub type Registered = usize;

/// Tells of a stack.
pub fn register(low: usize, top: usize) -> Registered {
    if !is_here() {
        return 0;
    }
    request([STACK_REGISTER, low, top - 1, 0, 0, 0]) + 1
}

/// It is one no longer.
pub fn deregister(stack: Registered) {
    if let Some(number) = stack.checked_sub(1) {
        request([STACK_DEREGISTER, number, 0, 0, 0, 0]);
    }
}

/// For memcheck: that memory may be written to, and what is there means nothing.
pub fn make_undefined(low: usize, top: usize) {
    if is_here() {
        request([MAKE_MEM_UNDEFINED, low, top - low, 0, 0, 0]);
    }
}

/// [`is_here`] for fastctx_init(), which keeps no state.
#[inline(always)]
pub fn is_here_now() -> bool {
    ask() != 0
}

/// fastctx_init(), which keeps nothing in memory: the stack, and the words at its top that
/// are going to be written.
pub fn context_is_made(low: usize, frame: usize, top: usize) {
    request([STACK_REGISTER, low, top - 1, 0, 0, 0]);
    request([MAKE_MEM_UNDEFINED, frame, top - frame, 0, 0, 0]);
}
