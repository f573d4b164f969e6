//! The four POSIX functions over the architecture's assembly.
//!
//! Each exported name is a naked function whose body is `asm/<arch>/<name>.S`;
//! what that body calls is named here, once for all architectures. The fast
//! paths stay in the assembly; `slow` and `make` are the rest.

mod make;
#[cfg(target_os = "linux")]
mod scan;
#[cfg(target_os = "linux")]
pub mod shadow;
#[cfg_attr(not(target_os = "linux"), path = "freestanding.rs")]
mod slow;
#[cfg(target_os = "linux")]
pub mod split_stack;

use crate::arch::{body, landing_pad_jump, ucontext_t};
use core::ffi::c_int;

/// A function that a context starts in, as makecontext is given it.
type Entry = extern "C" fn();

/// The body of one of the functions that look at what is known of the signal mask.
#[cfg(target_os = "linux")]
macro_rules! body_with_mask {
    ($name:literal, saved = sym $saved:path, $($operands:tt)*) => {
        body_with_mask!($name, $($operands)* saved = sym $saved)
    };
    ($name:literal, $($operands:tt)*) => {
        body!(
            $name,
            fast_mark = sym crate::mode::FAST_MARK,
            word_offset = sym crate::rseq::WORD_OFFSET,
            slot_offset = sym crate::rseq::SLOT_OFFSET,
            descriptors = sym crate::rseq::DESCRIPTORS,
            $($operands)*
        )
    };
}

/// Without an operating system there is none, and nothing to save but registers.
#[cfg(not(target_os = "linux"))]
macro_rules! body_with_mask {
    ($name:literal, saved = sym $saved:path, $($operands:tt)*) => { body!($name, $($operands)*) };
    ($name:literal, $($operands:tt)*) => { body!($name, $($operands)*) };
}

/// `getcontext(3)`: POSIX.1-2001.
#[unsafe(no_mangle)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub unsafe extern "C" fn getcontext(ucp: *mut ucontext_t) -> c_int {
    body_with_mask!(
        "getcontext",
        saved = sym slow::saved,
        null_argument = sym slow::null_argument,
    )
}

/// `setcontext(3)`: POSIX.1-2001.
#[unsafe(no_mangle)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub unsafe extern "C" fn setcontext(ucp: *const ucontext_t) -> c_int {
    body_with_mask!(
        "setcontext",
        leave = sym slow::leave,
        null_argument = sym slow::null_argument,
    )
}

/// `swapcontext(3)`: POSIX.1-2001.
#[unsafe(no_mangle)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub unsafe extern "C" fn swapcontext(oucp: *mut ucontext_t, ucp: *const ucontext_t) -> c_int {
    body_with_mask!(
        "swapcontext",
        leave = sym slow::leave,
        null_argument = sym slow::null_argument,
    )
}

/// `makecontext(3)`: POSIX.1-2001. Variadic in C: `argc` words follow.
#[unsafe(no_mangle)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub unsafe extern "C" fn makecontext(ucp: *mut ucontext_t, func: Entry, argc: c_int) {
    body!("makecontext", make = sym make::make)
}

/// Where the entry function of a made context returns to.
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
extern "C" fn trampoline() {
    body!("trampoline", finish = sym slow::finish)
}

// The assembly's own, hidden names of the functions above: a call through them
// is direct, never through the PLT.
unsafe extern "C" {
    fn fastctx_asm_getcontext();
    fn fastctx_asm_setcontext();
    fn fastctx_asm_swapcontext();
    fn fastctx_asm_makecontext();
}

/// Other names of the same functions.
macro_rules! aliases {
    ($($target:ident: $($alias:ident)*;)*) => {
        $($(
            #[doc = concat!("`", stringify!($target), "` under another name.")]
            #[unsafe(no_mangle)]
            #[unsafe(naked)]
            pub extern "C" fn $alias() {
                landing_pad_jump!($alias => $target)
            }
        )*)*
    };
}

// libucontext's names, and glibc's internal ones, which some programs declare.
aliases! {
    fastctx_asm_getcontext: libucontext_getcontext __getcontext;
    fastctx_asm_setcontext: libucontext_setcontext __setcontext;
    fastctx_asm_swapcontext: libucontext_swapcontext __swapcontext;
    fastctx_asm_makecontext: libucontext_makecontext __makecontext;
}
