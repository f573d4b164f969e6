//! Segmented stacks: libgcc maps a first segment, and further ones as code that was
//! compiled with gcc's `-fsplit-stack` needs them.
//!
//! What libgcc knows of the running stack ([`State`]) is exchanged at every switch:
//! whoever leaves keeps its own in its frame, and loads it when it goes on. A
//! coroutine that has not run yet has it at the top of its stack:
//!
//! ```text
//!   base + usable -> +--------------------+
//!                    | State              |
//!   top ->           +--------------------+
//!                    | control block, ... |  src/coroutine
//!                    |                    |
//!   guard ->         + - - - - - - - - - -+  split code goes below it only to
//!                    | 3584 bytes         |  enter another segment
//!   base ->          +--------------------+
//!                    | libgcc's own       |
//!                    +--------------------+
//! ```
//!
//! The first segment is given back with the coroutine and no earlier, so that what
//! is at the top of it leads to all others for as long.
//!
//! Where the process has libgcc's functions, there may be split code in any
//! coroutine: on a stack of another mode it has to find a state that knows of no
//! end, not that of whoever resumed it.

use crate::arch::{Architecture, Current, Linux};
use crate::os::split_stack::{State, is_available};
use core::ffi::c_int;

/// libgcc takes the size of a segment for an `unsigned int` (GCC 4.6 to 15,
/// libgcc/generic-morestack.c, allocate_segment), and adds to it.
const LARGEST: usize = 1 << 31;

/// A stack whose first segment has `size` bytes or more: its lowest address and its
/// top. Without memory for it libgcc ends the process.
pub fn map(size: usize, blocks_signals: bool) -> Result<(usize, usize), c_int> {
    if Current::SPLIT_STACK.is_none() {
        return Err(-libc::ENOTSUP);
    }
    if !is_available() {
        return Err(-libc::ENOSYS);
    }
    if size > LARGEST {
        return Err(-libc::ENOMEM);
    }
    let mut state = State::NONE;
    let (base, usable) = state.map(size).ok_or(-libc::ENOSYS)?;
    state.set_blocks_signals(blocks_signals);
    let top = (base + usable - size_of::<State>()) & !(Current::STACK_ALIGN - 1);
    // SAFETY: a page and more that libgcc just mapped.
    unsafe { state.store(top as *mut State) };
    Ok((base, top))
}

/// Gives all segments of a stack back.
///
/// # Safety
/// `top` is from `map`, and nothing runs on the stack any more.
pub unsafe fn unmap(top: usize) {
    // SAFETY: the caller's; the copy is for the state lies on what is unmapped.
    unsafe {
        let mut state = (top as *const State).read();
        state.release();
    }
}

/// The first thing that a coroutine on such a stack does.
///
/// # Safety
/// `top` is from `map`, and the caller runs on that stack, for the first time.
pub unsafe fn begin(top: usize) {
    // SAFETY: the caller's.
    unsafe { (*(top as *const State)).load() }
}

/// What is in use of the segment that holds an address, if that is in use.
///
/// # Safety
/// `top` is from `map`, `sp` the stack pointer of who runs there or is suspended there.
pub unsafe fn live_part(top: usize, sp: usize, address: usize) -> Option<(usize, usize)> {
    // SAFETY: the caller's.
    unsafe { (*(top as *const State)).live_part(sp, address) }
}

/// Calls `visit` for all that is in use of a stack: of each segment, and what its functions
/// have allocated apart from it. False, and no calls, if no segment in use holds `sp`.
///
/// # Safety
/// As `live_part`; but `sp` may be any address.
pub unsafe fn pieces(top: usize, sp: usize, visit: impl FnMut(usize, usize)) -> bool {
    // SAFETY: the caller's.
    unsafe { (*(top as *const State)).pieces(sp, visit) }
}
