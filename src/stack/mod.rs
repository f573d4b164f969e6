//! Stacks that the library makes itself: mapped and growing ones.
//!
//! A stack goes round like this; only what is above the line is on a hot path:
//!
//! ```text
//!   take_again -- left last -- keep                      thread
//!   take ---- the thread's magazine ---- give_back
//!   ---------------|--------------------------------------------------
//!                  | a few at a time, under a lock
//!                pool: warm, cold, or never used          pool
//!                  |
//!                chunk: one mapping of many stacks        chunk, guard
//! ```
//!
//! - `class`: which sizes there are, and where in its slot a stack is;
//! - `chunk`: the mappings, and which stack an address is in;
//! - `guard`: the pages below stacks that nobody can touch;
//! - `pool`: the free stacks of all threads;
//! - `thread`: those that a thread keeps for itself;
//! - `overflow`: names the coroutine that ran into its guard.
//!
//! Stacks that others make: `segmented`, by libgcc.
//!
//! **A mapped stack** keeps the pages it had when it is used again. **A growing
//! one** is a larger reservation, of which the kernel makes a page when it is
//! first touched; when it leaves the thread's magazine for the pool, all but
//! its topmost pages are given back ([`class::Class::HOT`]). A magazine of
//! growing stacks is small, so that a thread holds 4 MiB at most (or two
//! stacks) of what dead coroutines have touched. Nothing is given back when a
//! coroutine is switched, and no system call is made for one that is
//! created and destroyed again and again.
//!
//! Shared stacks, which coroutines take turns on, are in `shared`; the small memory
//! that a coroutine has apart from a stack comes from `slab`. `shadow` has the stacks of
//! return addresses that are beside all of these where a processor keeps such.

mod chunk;
mod class;
mod guard;
pub mod overflow;
mod pool;
pub mod segmented;
pub mod shadow;
pub mod shared;
pub mod slab;
mod thread;

use crate::arch::landing_pad_jump;
pub use chunk::{FOR_DEBUGGERS as CHUNK_FOR_DEBUGGERS, ForDebuggers as ChunkForDebuggers};
use class::Class;
use core::ffi::c_int;
use core::sync::atomic::Ordering::Relaxed;
pub use guard::{Guards, choose_guards};

/// What a stack does with its pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Mapped = 0,
    Growing = 1,
}

/// A stack: the bytes from `low` up to `top`, at least as many as were asked for
/// but for the colour (see `class`). Below `low` is its guard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C)]
pub struct Stack {
    pub low: usize,
    pub top: usize,
}

/// A stack that [`keep`] got from this thread lately, with what its owner left on
/// it: asked for by the same size.
#[inline(always)]
pub fn take_again(kind: Kind, size: usize) -> Option<Stack> {
    thread::mine_at_once()?.take_again(kind, size)
}

/// Takes a stack back for [`take_again`], if there is room; otherwise it is for
/// [`give_back`]. `kind` and `size` are what it was asked for.
///
/// # Safety
/// As there.
#[inline(always)]
pub unsafe fn keep(kind: Kind, size: usize, stack: Stack) -> bool {
    match thread::mine_at_once() {
        Some(thread) => thread.keep(kind, size, stack),
        None => false,
    }
}

/// A stack of `size` bytes. The caller gives it back by [`give_back`]. Negative
/// errno: -EINVAL for size 0; -ENOMEM; -EAGAIN when there is no mapping left for
/// a guard (vm.max_map_count), and then other stacks' end makes room.
///
/// Thread-safe; not for signal handlers. The topmost page of a stack that was
/// used before may hold anything.
pub fn take(kind: Kind, size: usize) -> Result<Stack, c_int> {
    if let Some(thread) = thread::mine()
        && let Some(stack) = thread.take(kind, size)
    {
        return Ok(stack);
    }
    take_slowly(kind, size)
}

#[cold]
#[inline(never)]
fn take_slowly(kind: Kind, size: usize) -> Result<Stack, c_int> {
    if size == 0 {
        return Err(-libc::EINVAL);
    }
    let class = Class::of(kind, size).ok_or(-libc::ENOMEM)?;
    if let Some(thread) = thread::obtain() {
        return thread.refill(class, size);
    }
    let mut taken = None;
    pool::take(class, 1, |low| taken = Some(low))?;
    taken.map(|low| class.stack(low)).ok_or(-libc::ENOMEM)
}

/// Takes a stack back; `kind` is what it was asked for.
///
/// # Safety
/// It came from [`take`] and nobody uses it any more.
pub unsafe fn give_back(kind: Kind, stack: Stack) {
    if let Some(thread) = thread::mine()
        && thread.give_back(kind, stack)
    {
        return;
    }
    // SAFETY: the caller's.
    unsafe { give_back_slowly(kind, stack) }
}

#[cold]
#[inline(never)]
unsafe fn give_back_slowly(kind: Kind, stack: Stack) {
    let Some(class) = Class::of_stack(kind, stack) else {
        return;
    };
    match thread::obtain() {
        Some(thread) => thread.make_room(class, stack),
        // SAFETY: the caller's.
        None => unsafe { pool::give_back(class, &[stack.low]) },
    }
}

/// Calls `visit` for each stack of the library's own that has been in use, now or before,
/// until it returns something else than zero: that, or zero. For signal handlers too.
pub fn each(mut visit: impl FnMut(Stack) -> c_int) -> c_int {
    for chunk in (1..=chunk::last()).filter_map(chunk::numbered) {
        let mut index = 0;
        while index < chunk.fresh.load(Relaxed) {
            let result = visit(chunk.class.stack(chunk.low(index)));
            if result != 0 {
                return result;
            }
            index += 1;
        }
    }
    0
}

extern "C" fn trim() -> c_int {
    if let Some(thread) = thread::mine() {
        thread.empty();
    }
    pool::trim();
    0
}

/// Gives the memory of stacks that no coroutine uses back to the kernel: those
/// that destroyed coroutines of modes FASTCTX_STACK_MAPPED and
/// FASTCTX_STACK_GROWING have left, in all threads but for the few that another
/// thread keeps for itself (at most 64 of a size). Address space and guard pages
/// stay, and the stacks are used again.
///
/// Without this call a growing stack gives all but its topmost 8 KiB back
/// itself, as soon as its thread has destroyed more coroutines than it keeps
/// stacks; a mapped one keeps what it has.
///
/// Returns 0. Thread-safe; not async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub extern "C" fn fastctx_trim() -> c_int {
    landing_pad_jump!(fastctx_trim => trim)
}

#[cfg(test)]
mod tests;
