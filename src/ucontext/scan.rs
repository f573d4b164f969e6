//! Looking for pointers in a context of getcontext and its sisters, or one that the
//! kernel gave to a signal handler.

use crate::arch::{Current, Linux, field, landing_pad_jump, ucontext_t};
use crate::switch::scan::{fastctx_visit_t, visit_in_place, visit_stack};
use core::ffi::{c_int, c_void};

unsafe extern "C" fn scan(
    ucp: *const ucontext_t,
    stack: *mut c_void,
    size: usize,
    visit: fastctx_visit_t,
    data: *mut c_void,
) -> c_int {
    let Some(visit) = visit else {
        return -libc::EINVAL;
    };
    if ucp.is_null() {
        return -libc::EINVAL;
    }
    // SAFETY: the caller's: a context that was saved.
    unsafe {
        if !stack.is_null() {
            let sp = field::<usize>(ucp, Current::STACK_POINTER).read();
            let result = visit_stack(sp, stack, size, visit, data);
            if result != 0 {
                return result;
            }
        }
        for &(from, to) in Current::SAVED {
            let (from, to) = (field::<u8>(ucp, from), field::<u8>(ucp, to));
            visit_in_place(visit, data, from as usize, to as usize);
        }
    }
    0
}

/// As fastctx_scan_context(), for a `ucontext_t` that getcontext(), swapcontext() or
/// makecontext() filled in, or that the kernel gave to a signal handler: what is in use of
/// the stack of `size` bytes at `stack` (NULL: nothing of it), and the registers in
/// `*ucp`: the general ones, and others that a function call preserves.
///
/// FP and vector registers of a context from a handler lie above it, in the frame that
/// the kernel made for the handler.
///
/// Returns 0, or a negative errno, and nothing was visited: -EINVAL: `ucp` or
/// `visit` is NULL, or the stack reaches beyond the address space; -EFAULT: the
/// context's stack pointer is not on that stack.
///
/// Async-signal-safe as far as `visit` is. Nobody may resume the context meanwhile; `visit`
/// must return. Not on bare metal. Since 0.3.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_scan_ucontext(
    ucp: *const c_void,
    stack: *mut c_void,
    size: usize,
    visit: fastctx_visit_t,
    data: *mut c_void,
) -> c_int {
    landing_pad_jump!(fastctx_scan_ucontext => scan)
}
