//! The version, for programs that ask at run time.

use crate::arch::landing_pad_jump;
use core::ffi::{CStr, c_char};

/// `CARGO_PKG_VERSION` with the terminating null that C wants.
pub(crate) const VERSION: &CStr =
    match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
        Ok(version) => version,
        Err(_) => panic!("a version has no null byte"),
    };

extern "C" fn version() -> *const c_char {
    VERSION.as_ptr()
}

/// Returns the version of the library in use, such as "0.1.0": a string that
/// is not to be freed or written to and stays as long as the library.
/// FASTCTX_VERSION is the version of the header a program was compiled with.
///
/// Async-signal-safe, thread-safe. Since 0.1.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub extern "C" fn fastctx_version() -> *const c_char {
    landing_pad_jump!(fastctx_version => version)
}
