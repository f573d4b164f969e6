//! Looking at the stack of a coroutine, wherever it is just now: for what scans
//! or moves what stands on stacks, and for those who must not rely on an address.

use super::{
    Coroutine, FASTCTX_STACK_SEGMENTED, FASTCTX_STACK_SHARED, Status, ThisThread, fastctx_co_t,
};
use crate::arch::landing_pad_jump;
use crate::os::errno;
use crate::stack::segmented;
use core::ffi::{c_int, c_long, c_void};

/// The end of what a coroutine has on its stack.
///
/// # Safety
/// A coroutine.
pub(super) unsafe fn end_of_stack(coroutine: *const Coroutine) -> usize {
    // SAFETY: the caller's.
    unsafe {
        if (*coroutine).ground.mode() == FASTCTX_STACK_SHARED {
            (*coroutine).ground.top
        } else {
            coroutine as usize // the control block is at the top
        }
    }
}

/// The live part of a coroutine's stack: its lowest address, and its end.
///
/// # Safety
/// A coroutine that no other thread resumes or destroys now.
#[inline(always)]
pub(super) unsafe fn live_part(coroutine: *const Coroutine) -> Result<(usize, usize), c_int> {
    // SAFETY: the caller's; those that wait for others were resumed by this thread.
    unsafe {
        let top = end_of_stack(coroutine);
        let status = (*coroutine).state.status;
        let mut current = ThisThread::get().current().cast_const();
        let low = if status == Status::DEAD {
            top
        } else if status == Status::SUSPENDED {
            (*coroutine).context.sp as usize
        } else if current == coroutine {
            let local = 0_usize;
            core::hint::black_box(&raw const local) as usize
        } else {
            // It waits for whom it resumed, if it is of this thread.
            while !current.is_null() && (*current).previous.cast_const() != coroutine {
                current = (*current).previous;
            }
            if current.is_null() {
                return Err(-errno::EBUSY);
            }
            (*current).resumer.sp as usize
        };
        // A signal handler may be on a stack of its own, a context in the coroutine too.
        let ground = &(*coroutine).ground;
        if ground.mode() != FASTCTX_STACK_SEGMENTED && (low < ground.low || low > top) {
            return Err(-errno::EBUSY);
        }
        Ok((low, top))
    }
}

/// The piece of the live part that an address lies in. A segmented stack has several;
/// the first segment ends at the control block.
///
/// # Safety
/// As `live_part`.
#[inline(always)]
unsafe fn piece(
    coroutine: *const Coroutine,
    address: usize,
) -> Result<Option<(usize, usize)>, c_int> {
    // SAFETY: the caller's.
    unsafe {
        let (low, top) = live_part(coroutine)?;
        let ground = &(*coroutine).ground;
        if ground.mode() != FASTCTX_STACK_SEGMENTED || (*coroutine).state.status == Status::DEAD {
            return Ok((low <= address && address < top).then_some((low, top)));
        }
        let piece = segmented::live_part(ground.top, low, address).map(|(low, end)| {
            if low <= top && top <= end {
                (low, top)
            } else {
                (low, end)
            }
        });
        Ok(piece.filter(|&(_, end)| address < end))
    }
}

unsafe extern "C" fn bounds(
    coroutine: *const Coroutine,
    low: *mut *mut c_void,
    high: *mut *mut c_void,
) -> c_int {
    if coroutine.is_null() || low.is_null() || high.is_null() {
        return -errno::EINVAL;
    }
    // SAFETY: the caller's.
    unsafe {
        if (*coroutine).ground.mode() == FASTCTX_STACK_SEGMENTED {
            return -errno::ENOTSUP;
        }
        match live_part(coroutine) {
            Ok((bottom, top)) => {
                low.write(bottom as *mut c_void);
                high.write(top as *mut c_void);
                0
            }
            Err(error) => error,
        }
    }
}

unsafe extern "C" fn contains(coroutine: *const Coroutine, address: *const c_void) -> c_int {
    if coroutine.is_null() {
        return -errno::EINVAL;
    }
    // SAFETY: the caller's.
    match unsafe { piece(coroutine, address as usize) } {
        Ok(piece) => piece.is_some() as c_int,
        Err(error) => error,
    }
}

unsafe extern "C" fn read(
    coroutine: *const Coroutine,
    address: *const c_void,
    buffer: *mut c_void,
    size: usize,
) -> c_long {
    if coroutine.is_null() || buffer.is_null() && size != 0 {
        return -errno::EINVAL as c_long;
    }
    // SAFETY: the caller's; what is read lies in the live part.
    unsafe {
        let address = address as usize;
        let top = match piece(coroutine, address) {
            Ok(Some((_, top))) => top,
            Ok(None) => return -errno::EFAULT as c_long,
            Err(error) => return error as c_long,
        };
        let size = size.min(top - address).min(isize::MAX as usize);
        let from = (*coroutine).tenant.locate(address) as *const u8;
        let to = buffer.cast::<u8>();
        for i in 0..size {
            to.add(i).write(from.add(i).read_volatile());
        }
        size as c_long
    }
}

/// Tells where the live part of a coroutine's stack is: all that it may use again
/// lies from `*low` up to, but not including, `*high`. These are the addresses
/// that the coroutine itself sees; while it is off a shared stack other bytes are
/// there, and fastctx_stack_read() reads its own. Of the calling coroutine it is
/// all that its callers have on the stack. Of one that has finished nothing: both
/// are the same.
///
/// Returns 0, or a negative errno, and nothing has been stored: -EINVAL: a pointer
/// is NULL; -EBUSY: the coroutine runs in another thread, or on a stack that is not
/// its own, such as an alternate signal stack; -ENOTSUP: its stack is segmented, and
/// so in several places.
///
/// Async-signal-safe. Another thread must not resume or destroy `co` meanwhile.
/// Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_stack_bounds(
    co: *const fastctx_co_t,
    low: *mut *mut c_void,
    high: *mut *mut c_void,
) -> c_int {
    landing_pad_jump!(fastctx_stack_bounds => bounds)
}

/// Tells whether an address lies in the live part of a coroutine's stack, as
/// fastctx_stack_bounds() has it: whether a pointer is to a variable of a function
/// that the coroutine is in. Coroutines of one shared stack may all say so of the
/// same address: what is there belongs to the one that ran on it last.
///
/// Returns 1 or 0; -EINVAL if `co` is NULL; -EBUSY as fastctx_stack_bounds().
///
/// Async-signal-safe, but for a segmented stack on an alternate signal stack.
/// Another thread must not resume or destroy `co` meanwhile. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_stack_contains(
    co: *const fastctx_co_t,
    address: *const c_void,
) -> c_int {
    landing_pad_jump!(fastctx_stack_contains => contains)
}

/// Reads from the live part of a coroutine's stack what the coroutine will find at
/// `address`, also while it is off a shared stack: up to `size` bytes, fewer where
/// the stack or its segment ends, go to `buffer`.
///
/// Returns how many, or a negative errno, and nothing has been stored: -EINVAL: a
/// pointer is NULL; -EFAULT: the address is not in the live part; -EBUSY as
/// fastctx_stack_bounds().
///
/// Async-signal-safe, but for a segmented stack on an alternate signal stack.
/// Another thread must not resume or destroy `co` meanwhile, and no coroutine of
/// its shared stack. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_stack_read(
    co: *const fastctx_co_t,
    address: *const c_void,
    buffer: *mut c_void,
    size: usize,
) -> c_long {
    landing_pad_jump!(fastctx_stack_read => read)
}
