//! Stacks that many coroutines run on, one at a time. A coroutine's live part,
//! all from its stack pointer up to the top, stays where it is until another
//! coroutine of the same stack goes on. Then it is copied out into an image, and
//! that one's image is copied in: to the same addresses, so pointers within a
//! stack stay right.
//!
//! ```text
//!   top -> +-----------------+ +-----------------+
//!          | live part       | | image of        |
//!          | of the owner    | | one that is out |
//!          |                 | +-----------------+ its stack pointer
//!          +-----------------+ owner's stack pointer
//!          | (copier)        | runs below both live parts while they change
//!          | ...             |
//!   low -> +-----------------+
//!          | guard page      |
//!          +-----------------+
//! ```
//!
//! Whoever goes on to a coroutine that is out either stands elsewhere, and copies
//! before it switches; or it stands on that very stack. Then it suspends itself
//! and leaves the rest to a context made for that, the copier, which lies below
//! the live parts of both and so in the way of neither.
//!
//! Memory for the image is there before anything is copied, so that the lack of
//! it changes nothing. One case is left that must not fail: a coroutine's end
//! cannot be refused, so one that yields while a coroutine of its stack waits
//! further down has its image ready before.
//!
//! A shared stack is one thread's at a time, from the first resume onto it
//! until all coroutines that were resumed on it have yielded or ended.
//!
//! Here is the stack itself; `tenant`: a coroutine of it and its image; `moves`:
//! who goes on to whom; `check`: FASTCTX_CHECK=1.

mod check;
mod moves;
mod tenant;

use super::slab;
use crate::arch::{Architecture, COPY_STEP, Current, Linux, landing_pad_jump};
use crate::debugger::{Word, number};
use crate::os::memory;
use crate::sanitizer;
use crate::switch::Suspended;
use core::cell::UnsafeCell;
use core::ffi::c_int;
use core::mem::offset_of;
use core::ptr::null_mut;
use core::sync::atomic::{
    AtomicPtr, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
pub use moves::{Party, below_frames, come_back, end, set_off};
pub(crate) use tenant::LEAST_IMAGE;
pub use tenant::Tenant;

/// A stack for many coroutines, made by fastctx_shared_create().
#[allow(non_camel_case_types)]
pub struct fastctx_shared_t {
    /// The stack, without the guard page below.
    low: usize,
    top: usize,
    guard: usize,
    /// Bytes of the block that this is in.
    capacity: usize,
    /// Whose live part lies on the stack; null: nobody's.
    owner: AtomicPtr<Tenant>,
    /// The thread whose coroutines run or wait here; zero: none.
    thread: AtomicUsize,
    /// How many of them do: touched by that thread only.
    depth: AtomicUsize,
    /// How many coroutines were made to run here.
    tenants: AtomicUsize,
    /// The copier, while it is to run, and what it is told: who is to come in, and
    /// by which call.
    copier: UnsafeCell<Suspended>,
    entering: AtomicPtr<Tenant>,
    call: UnsafeCell<Call>,
}

use fastctx_shared_t as Shared;

/// Bytes of the block that a shared stack is known by.
pub(crate) const BLOCK: usize = size_of::<Shared>();

/// What a debugger has to know of shared stacks.
pub type ForDebuggers = [Word; 7];

/// See [`crate::debugger`].
pub const FOR_DEBUGGERS: ForDebuggers = [
    number(offset_of!(Shared, low)),
    number(offset_of!(Shared, top)),
    number(offset_of!(Shared, owner)),
    number(Tenant::SHARED),
    number(Tenant::CONTEXT),
    number(Tenant::IMAGE),
    number(COPY_STEP),
];

/// Why somebody goes on to somebody else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Resume,
    Yield,
    End,
}

impl Call {
    /// For messages.
    fn name(self) -> &'static [u8] {
        if self == Self::Resume {
            b"fastctx_resume"
        } else if self == Self::Yield {
            b"fastctx_yield"
        } else {
            b"the end of a coroutine"
        }
    }
}

impl Shared {
    /// A shared stack of at least `size` bytes, or a negative errno.
    fn create(size: usize) -> Result<*mut Self, c_int> {
        if size == 0 {
            return Err(-libc::EINVAL);
        }
        let guard = memory::page_size();
        let size = memory::whole_pages(size).ok_or(-libc::ENOMEM)?;
        let all = size.checked_add(guard).ok_or(-libc::ENOMEM)?;
        let (block, capacity) = slab::take(size_of::<Self>())?;
        let mapped = memory::map(all, libc::MAP_NORESERVE | libc::MAP_STACK).and_then(|low| {
            // SAFETY: memory that nobody has seen yet.
            unsafe {
                memory::protect(low, guard, libc::PROT_NONE).map_err(|_| {
                    let _ = memory::unmap(low, all);
                    -libc::EAGAIN
                })?;
            }
            Ok(low + guard)
        });
        let low = match mapped {
            Ok(low) => low,
            Err(error) => {
                // SAFETY: taken above.
                unsafe { slab::give_back(block, capacity) };
                return Err(error);
            }
        };
        sanitizer::shared_stack_is_made(low, low + size);
        let shared = block as *mut Self;
        // SAFETY: the block is large enough.
        unsafe {
            shared.write(Self {
                low,
                top: low + size,
                guard,
                capacity,
                owner: AtomicPtr::new(null_mut()),
                thread: AtomicUsize::new(0),
                depth: AtomicUsize::new(0),
                tenants: AtomicUsize::new(0),
                copier: UnsafeCell::new(Suspended::new(0, 0)),
                entering: AtomicPtr::new(null_mut()),
                call: UnsafeCell::new(Call::End),
            });
        }
        Ok(shared)
    }

    /// Frees it, unless there are coroutines.
    ///
    /// # Safety
    /// A shared stack that nobody else uses or destroys now.
    unsafe fn destroy(shared: *mut Self) -> Result<(), c_int> {
        // SAFETY: the caller's.
        unsafe {
            let Self {
                low,
                top,
                guard,
                capacity,
                ..
            } = *shared;
            if (*shared).tenants.load(Acquire) != 0 {
                return Err(-libc::EBUSY);
            }
            sanitizer::shared_stack_is_gone(low);
            slab::give_back(shared as usize, capacity);
            let (address, size) = (low - guard, top - low + guard);
            if memory::unmap(address, size).is_err() {
                // At the limit of mappings: give back what takes memory.
                let _ = memory::advise(low, top - low, libc::MADV_DONTNEED);
            }
        }
        Ok(())
    }

    /// The stack's lowest address and its end.
    pub fn bounds(&self) -> (usize, usize) {
        (self.low, self.top)
    }

    fn has(&self, address: usize) -> bool {
        self.low <= address && address < self.top
    }

    fn count_tenants(&self, change: impl Fn(usize) -> usize) {
        loop {
            let found = self.tenants.load(Relaxed);
            if Current::compare_exchange(&self.tenants, found, change(found)) == found {
                return;
            }
        }
    }

    /// One more coroutine runs or waits here. -EBUSY if those of another thread do.
    fn acquire(&self) -> Result<(), c_int> {
        let me = Current::thread_pointer();
        if self.thread.load(Relaxed) != me && Current::compare_exchange(&self.thread, 0, me) != 0 {
            return Err(-libc::EBUSY);
        }
        self.depth.store(self.depth.load(Relaxed) + 1, Relaxed);
        Ok(())
    }

    /// It has come back.
    fn release(&self) {
        let depth = self.depth.load(Relaxed) - 1;
        self.depth.store(depth, Relaxed);
        if depth == 0 {
            self.thread.store(0, Release);
        }
    }
}

unsafe extern "C" fn shared_create(place: *mut *mut Shared, size: usize) -> c_int {
    if place.is_null() {
        return -libc::EINVAL;
    }
    match Shared::create(size) {
        Ok(shared) => {
            // SAFETY: the caller's.
            unsafe { place.write(shared) };
            0
        }
        Err(error) => error,
    }
}

unsafe extern "C" fn shared_destroy(shared: *mut Shared) -> c_int {
    if shared.is_null() {
        return -libc::EINVAL;
    }
    // SAFETY: the caller's.
    match unsafe { Shared::destroy(shared) } {
        Ok(()) => 0,
        Err(error) => error,
    }
}

/// Makes a stack of at least `size` bytes that many coroutines run on, and stores
/// it in `*shared`. Coroutines made with FASTCTX_STACK_SHARED and this in their
/// attributes take turns there: when one goes on, what is in use of the stack by
/// the one before is copied away, and what it had in use itself is copied back.
/// So a coroutine that waits takes as much memory as its stack is deep, a few
/// hundred bytes for most, and copying is what a switch costs. All that runs on it
/// needs room: one large stack costs no more than a small one, for pages that
/// nobody touched take no memory. Below the stack is a guard page.
///
/// While a coroutine is off its stack, other bytes are where its variables were:
/// nobody else may use pointers to them then, neither other coroutines nor
/// threads nor the kernel (a read() that goes on, a futex). What others are to
/// see belongs on the heap; fastctx_stack_read() reads it wherever it is. The
/// coroutine itself sees its variables where they always were. With FASTCTX_CHECK=1
/// in the environment broken rules are looked for, and end the process with a
/// line that tells which call found it.
///
/// A shared stack is used by one thread at a time: from the fastctx_resume() of
/// a coroutine on it to its return, a fastctx_resume() of one in another thread
/// returns -EBUSY. A shared stack per thread avoids that.
///
/// Returns 0, or a negative errno, and nothing was made: -EINVAL: `shared` is NULL
/// or `size` is zero; -ENOMEM; -EAGAIN: no more mappings for a guard page
/// (vm.max_map_count).
///
/// Thread-safe; not async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_shared_create(
    shared: *mut *mut fastctx_shared_t,
    size: usize,
) -> c_int {
    landing_pad_jump!(fastctx_shared_create => shared_create)
}

/// Frees a shared stack.
///
/// Returns 0; -EINVAL if `shared` is NULL; -EBUSY if a coroutine that was made
/// for it has not been destroyed, and then nothing changes.
///
/// Thread-safe for different shared stacks; not async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_shared_destroy(shared: *mut fastctx_shared_t) -> c_int {
    landing_pad_jump!(fastctx_shared_destroy => shared_destroy)
}
