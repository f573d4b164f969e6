//! Looking for pointers in a suspended context: its live part, and the registers that
//! are not on its stack.

use super::fastctx_t;
use crate::arch::{Architecture, Current, landing_pad_jump};
use crate::os::errno;
use core::ffi::{c_int, c_void};

/// What the fastctx_scan_ functions call for each piece of memory that may hold pointers:
/// `size` bytes at `memory`, both multiples of a word. `address` is where the context
/// finds them when it goes on, which is elsewhere only for a coroutine that is off
/// its shared stack. `data` is what the function was given. It may write to the memory,
/// where a collector moves what a word points to.
#[allow(non_camel_case_types)]
pub type fastctx_visit_t = Option<
    unsafe extern "C" fn(data: *mut c_void, memory: *mut c_void, size: usize, address: *mut c_void),
>;

/// The same, if it is no null pointer.
pub(crate) type Visit = unsafe extern "C" fn(*mut c_void, *mut c_void, usize, *mut c_void);

const WORD: usize = size_of::<usize>();

/// The whole words between two addresses: the first of them, and the bytes they have.
pub fn words(low: usize, end: usize) -> (usize, usize) {
    let low = low.next_multiple_of(WORD);
    (low, end.saturating_sub(low) & !(WORD - 1))
}

/// Where what is in use of a stack begins that reaches down to `low`: below its stack
/// pointer, where the calling convention has a red zone.
pub fn begin(sp: usize, low: usize) -> usize {
    sp.saturating_sub(Current::RED_ZONE).max(low) & !(WORD - 1)
}

/// Visits what is where the context finds it, too.
///
/// # Safety
/// The memory is readable; the caller's word for `visit`.
pub unsafe fn visit_in_place(visit: Visit, data: *mut c_void, low: usize, end: usize) {
    let (low, size) = words(low, end);
    if size != 0 {
        // SAFETY: the caller's.
        unsafe { visit(data, low as *mut c_void, size, low as *mut c_void) }
    }
}

/// Visits what is in use of a stack by a context with that stack pointer. -EFAULT: that
/// is elsewhere.
///
/// # Safety
/// As [`visit_in_place`].
pub unsafe fn visit_stack(
    sp: usize,
    stack: *mut c_void,
    size: usize,
    visit: Visit,
    data: *mut c_void,
) -> c_int {
    let low = stack as usize;
    let Some(end) = low.checked_add(size) else {
        return -errno::EINVAL;
    };
    if sp < low || end < sp {
        return -errno::EFAULT;
    }
    // SAFETY: the caller's.
    unsafe { visit_in_place(visit, data, begin(sp, low), end) };
    0
}

unsafe extern "C" fn scan(
    ctx: *const fastctx_t,
    stack: *mut c_void,
    size: usize,
    visit: fastctx_visit_t,
    data: *mut c_void,
) -> c_int {
    let Some(visit) = visit else {
        return -errno::EINVAL;
    };
    if ctx.is_null() || stack.is_null() {
        return -errno::EINVAL;
    }
    // SAFETY: the caller's.
    unsafe {
        let result = visit_stack((*ctx).sp as usize, stack, size, visit, data);
        if result == 0 {
            let registers = (&raw const (*ctx).reg) as usize;
            let end = registers + size_of_val(&(*ctx).reg);
            visit_in_place(visit, data, registers, end);
        }
        result
    }
}

/// Calls `visit` for all memory that may hold pointers of a context that is suspended on
/// the stack of `size` bytes at `stack`: what it has in use there (its registers are
/// part of that, and the red zone, where there is one), and the registers that an inline
/// switch leaves in `ctx`. After a switch out of line, or before the first one, those are
/// left over from before, or what the memory held: for a conservative collector.
///
/// Returns 0, or a negative errno, and nothing was visited: -EINVAL: `ctx`, `stack` or
/// `visit` is NULL, or the stack reaches beyond the address space; -EFAULT: the context's
/// stack pointer is not on that stack.
///
/// Async-signal-safe as far as `visit` is. Nobody may resume the context meanwhile; `visit`
/// must return. Since 0.3.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_scan_context(
    ctx: *const fastctx_t,
    stack: *mut c_void,
    size: usize,
    visit: fastctx_visit_t,
    data: *mut c_void,
) -> c_int {
    landing_pad_jump!(fastctx_scan_context => scan)
}
