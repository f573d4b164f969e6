//! For collectors of garbage: the coroutines there are, and of each the memory that may
//! hold pointers.
//!
//! No list of coroutines is kept, so none costs anything where they are made, switched or
//! destroyed. Those on stacks of the library's own are found by their control blocks,
//! which stand at the tops of those stacks; those on shared stacks by theirs, which have
//! a class of blocks of their own (src/stack/slab.rs). What was a coroutine says that
//! it is dead.

use super::inspect::{end_of_stack, live_part};
use super::{Coroutine, FASTCTX_STACK_SEGMENTED, Status, fastctx_co_t};
use crate::arch::landing_pad_jump;
use crate::os::errno;
use crate::stack::segmented;
use crate::switch::scan::{Visit, begin, fastctx_visit_t, visit_in_place, words};
use core::ffi::{c_int, c_void};

unsafe extern "C" fn scan(
    coroutine: *const Coroutine,
    sp: *const c_void,
    visit: fastctx_visit_t,
    data: *mut c_void,
) -> c_int {
    let Some(visit) = visit else {
        return -errno::EINVAL;
    };
    if coroutine.is_null() {
        return -errno::EINVAL;
    }
    // SAFETY: the caller's.
    unsafe {
        if (*coroutine).state.status == Status::DEAD {
            return 0;
        }
        let result = if (*coroutine).ground.mode() == FASTCTX_STACK_SEGMENTED {
            scan_segments(coroutine, sp as usize, visit, data)
        } else {
            scan_stack(coroutine, sp as usize, visit, data)
        };
        if result == 0 {
            // Before it has run its argument is nowhere else.
            let arg = &raw const (*coroutine).arg;
            visit_in_place(visit, data, arg as usize, arg.add(1) as usize);
        }
        result
    }
}

/// [`scan`] of a stack that is one piece. `sp` is zero, or where it is in use from.
///
/// # Safety
/// As there.
unsafe fn scan_stack(
    coroutine: *const Coroutine,
    sp: usize,
    visit: Visit,
    data: *mut c_void,
) -> c_int {
    // SAFETY: the caller's.
    unsafe {
        let (ground, tenant) = (&(*coroutine).ground, &(*coroutine).tenant);
        let top = end_of_stack(coroutine);
        let low = if sp == 0 {
            match live_part(coroutine) {
                Ok((low, _)) => low,
                Err(error) => return error,
            }
        } else if tenant.is_out() {
            if sp != tenant.stack_pointer() {
                return -errno::EFAULT;
            }
            sp
        } else if sp < ground.low || top < sp {
            return -errno::EFAULT;
        } else {
            begin(sp, ground.low)
        };
        let (low, size) = words(low, top);
        if size != 0 {
            let memory = tenant.locate(low) as *mut c_void;
            tenant.look_at(|| visit(data, memory, size, low as *mut c_void));
        }
    }
    0
}

/// [`scan`] of a segmented one.
///
/// # Safety
/// As there.
unsafe fn scan_segments(
    coroutine: *const Coroutine,
    sp: usize,
    visit: Visit,
    data: *mut c_void,
) -> c_int {
    // SAFETY: the caller's.
    unsafe {
        let top = end_of_stack(coroutine);
        let (low, error) = if sp == 0 {
            match live_part(coroutine) {
                Ok((low, _)) => (low, -errno::EBUSY),
                Err(error) => return error,
            }
        } else {
            (sp, -errno::EFAULT)
        };
        let is_there = segmented::pieces((*coroutine).ground.top, low, |from, end| {
            // The first segment ends at the control block.
            let end = if from <= top && top <= end { top } else { end };
            visit_in_place(visit, data, from, end);
        });
        if is_there { 0 } else { error }
    }
}

unsafe extern "C" fn waits(
    coroutine: *const Coroutine,
    place: *mut *mut Coroutine,
    sp: *mut *mut c_void,
) -> c_int {
    if coroutine.is_null() || place.is_null() || sp.is_null() {
        return -errno::EINVAL;
    }
    // SAFETY: the caller's.
    unsafe {
        let status = (*coroutine).state.status;
        if status != Status::RUNNING && status != Status::NORMAL {
            return -errno::ESRCH;
        }
        place.write((*coroutine).previous);
        sp.write((*coroutine).resumer.sp);
    }
    0
}

/// What fastctx_each_coroutine() calls for each of them, with the `data` it was given:
/// 0 to go on, else it is the last.
#[allow(non_camel_case_types)]
pub type fastctx_each_t =
    Option<unsafe extern "C" fn(data: *mut c_void, co: *mut fastctx_co_t) -> c_int>;

#[cfg(target_os = "linux")]
mod each {
    use super::*;
    use crate::coroutine::FASTCTX_STACK_SHARED;
    use crate::coroutine::create::block_below;
    use crate::stack::{self, shared, slab};

    // No other block of the slab's is taken for a control block.
    const _: () = {
        assert!(size_of::<Coroutine>() < shared::LEAST_IMAGE);
        assert!(!slab::are_alike(
            size_of::<Coroutine>(),
            shared::LEAST_IMAGE
        ));
        assert!(!slab::are_alike(size_of::<Coroutine>(), shared::BLOCK));
        assert!(!slab::are_alike(
            size_of::<Coroutine>(),
            crate::sanitizer::BLOCK
        ));
    };

    pub unsafe extern "C" fn each(visit: fastctx_each_t, data: *mut c_void) -> c_int {
        let Some(visit) = visit else {
            return -errno::EINVAL;
        };
        // SAFETY: the caller's; the tops of stacks and the blocks are mapped, and hold
        // what was last written there, or zeros.
        unsafe {
            let result = stack::each(|stack| {
                let block = block_below(stack.top);
                let ground = &(*block).ground;
                let is_one = ground.low == stack.low
                    && ground.top == stack.top
                    && (*block).state.status != Status::DEAD;
                if is_one { visit(data, block.cast()) } else { 0 }
            });
            if result != 0 {
                return result;
            }
            slab::each_block(size_of::<Coroutine>(), |block| {
                let block = block as *mut Coroutine;
                let is_one = (*block).ground.mode() == FASTCTX_STACK_SHARED
                    && (*block).state.status != Status::DEAD
                    && (*block).tenant.is_settled();
                if is_one { visit(data, block.cast()) } else { 0 }
            })
        }
    }
}

/// Calls `visit` for all memory that may hold pointers of a coroutine: what it has in use
/// of its stack, its registers among that, wherever it is (off a shared stack, or on each
/// segment of a segmented one, with what libgcc has allocated for its functions beside
/// those), and the argument that it was made with. Of one that has finished there is
/// nothing.
///
/// `sp` is NULL, or for a coroutine that runs, or waits for one that it has resumed, in
/// another thread, which stands still: its stack pointer there, from a signal handler
/// in that thread or from fastctx_resumer(). With NULL it has to be suspended, or to be of
/// the calling thread; of the one that calls it is what its callers have on the stack,
/// which registers are no part of.
///
/// Returns 0, or a negative errno, and nothing was visited: -EINVAL: `co` or `visit` is
/// NULL; -EFAULT: `sp` is not on its stack, or it is off its shared one and does not wait
/// there; -EBUSY as fastctx_stack_bounds().
///
/// Async-signal-safe as far as `visit` is, but for a segmented stack on an alternate
/// signal stack. Another thread must not resume or destroy `co` meanwhile, and no coroutine
/// of its shared stack; `visit` must return, and not resume, create or destroy any.
/// Since 0.3.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_scan_coroutine(
    co: *const fastctx_co_t,
    sp: *const c_void,
    visit: fastctx_visit_t,
    data: *mut c_void,
) -> c_int {
    landing_pad_jump!(fastctx_scan_coroutine => scan)
}

/// Tells who waits for a coroutine that runs, or has resumed another one: stores the
/// coroutine that resumed it in `*resumer`, or NULL if that was a thread on its own
/// stack, and in `*sp` the stack pointer that it waits with: all that the one that waits
/// may use again lies there and above.
///
/// Returns 0, or a negative errno, and nothing has been stored: -EINVAL: a pointer is
/// NULL; -ESRCH: the coroutine is suspended or has finished.
///
/// Async-signal-safe. Another thread must not run `co` meanwhile: it is stopped outside
/// of this library's functions. Since 0.3.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_resumer(
    co: *const fastctx_co_t,
    resumer: *mut *mut fastctx_co_t,
    sp: *mut *mut c_void,
) -> c_int {
    landing_pad_jump!(fastctx_resumer => waits)
}

/// Calls `visit` for each coroutine of the process that has been created and has not
/// finished, on stacks of the library's own and on shared ones; not for those on given
/// memory and on segmented stacks, which nobody but the program knows. In no particular
/// order. No list is kept for it: it looks at each stack that has been used, also at
/// those that are free now, and takes some nanoseconds for each.
///
/// Returns 0, or what `visit` returned if that is not 0: then it was the last call.
/// -EINVAL: `visit` is NULL.
///
/// Async-signal-safe as far as `visit` is. No other thread may create, run, or destroy
/// coroutines meanwhile, and none may be stopped in the midst of that; `visit` may
/// destroy the one that it is called for, and no other. Not on bare metal. Since 0.3.
#[cfg(target_os = "linux")]
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_each_coroutine(visit: fastctx_each_t, data: *mut c_void) -> c_int {
    landing_pad_jump!(fastctx_each_coroutine => each::each)
}
