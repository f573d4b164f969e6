//! What the negative errno constants of the native layer mean.

use crate::arch::landing_pad_jump;
use crate::os::errno;
use core::ffi::{CStr, c_char, c_int};
use core::hint::black_box;

const MEANINGS: &[(c_int, &CStr)] = &[
    (0, c"no error"),
    (errno::EINVAL, c"invalid argument: a null pointer, a size of zero, or a mode, flag or attr.size that does not exist"),
    (errno::ENOMEM, c"out of memory, or a stack without room for the first frame"),
    (errno::EAGAIN, c"no more mappings for guard pages: see vm.max_map_count"),
    (errno::EBUSY, c"the coroutine is running or has resumed another, or its shared stack is in use"),
    (errno::ESRCH, c"the coroutine has finished, or nobody waits for it"),
    (errno::EPERM, c"not in a coroutine"),
    (errno::ECANCELED, c"the coroutine is being cancelled"),
    (errno::EFAULT, c"the address, or the stack pointer, is not in that stack"),
    (errno::ENOSYS, c"segmented stacks need a program with libgcc's __splitstack_ functions"),
    (errno::ENOTSUP, c"not on this platform, or not with a stack of this mode"),
];

extern "C" fn strerror(error: c_int) -> *const c_char {
    // Out of the compiler's sight, which makes a jump table of it: its indirect jump
    // would need landing pads.
    black_box(MEANINGS)
        .iter()
        .find(|(known, _)| *known == error.wrapping_neg())
        .map_or(c"unknown error", |(_, meaning)| *meaning)
        .as_ptr()
}

/// Returns what a result of this library's functions means, in English: `error`
/// is 0 or a negative errno constant as they return it. The string is not to be
/// freed or written to, and stays as long as the library; for a number that no
/// function of the library returns it is "unknown error".
///
/// Async-signal-safe, thread-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub extern "C" fn fastctx_strerror(error: c_int) -> *const c_char {
    landing_pad_jump!(fastctx_strerror => strerror)
}
