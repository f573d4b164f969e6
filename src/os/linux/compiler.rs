//! What the compiler calls by itself: for a structure or an array that takes more
//! stores than an architecture's inlined ones, whatever the source says. There need
//! not be a C library, so these are ours alone. Where nothing calls them the linker
//! leaves them out.

use crate::arch::{jump, landing_pad};
use core::ffi::c_int;

macro_rules! for_the_compiler {
    ($($name:literal = $function:ident;)*) => {$(
        core::arch::global_asm!(
            concat!(".pushsection .text.", $name, ",\"ax\",%progbits"),
            concat!(".weak ", $name),
            concat!(".hidden ", $name),
            concat!(".type ", $name, ", %function"),
            ".p2align 3",
            concat!($name, ":"),
            ".cfi_startproc",
            landing_pad!($name),
            jump!(),
            ".cfi_endproc",
            concat!(".size ", $name, ", . - ", $name),
            ".popsection",
            function = sym $function,
        );
    )*};
}

for_the_compiler! {
    "memcpy" = copy;
    "memset" = set;
}

/// # Safety
/// As memcpy(3).
unsafe extern "C" fn copy(to: *mut u8, from: *const u8, size: usize) -> *mut u8 {
    for i in 0..size {
        // SAFETY: the caller's. (No loop becomes a call: `no_builtins`.)
        unsafe { to.add(i).write(from.add(i).read()) };
    }
    to
}

/// # Safety
/// As memset(3).
unsafe extern "C" fn set(to: *mut u8, byte: c_int, size: usize) -> *mut u8 {
    for i in 0..size {
        // SAFETY: the caller's.
        unsafe { to.add(i).write(byte as u8) };
    }
    to
}
