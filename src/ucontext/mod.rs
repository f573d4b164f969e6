//! The four POSIX functions over the architecture's assembly.
//!
//! Each exported name is a naked function whose body is `asm/<arch>/<name>.S`;
//! what that body calls is named here, once for all architectures. The fast
//! paths stay in the assembly; `slow` and `make` are the rest.

mod make;
mod slow;

use crate::arch::{body, landing_pad_jump};
use crate::options::FAST_MARK;
use core::ffi::{c_int, c_void};
use libc::ucontext_t;

/// A function that a context starts in, as makecontext is given it.
type Entry = extern "C" fn();

/// `getcontext(3)`: POSIX.1-2001.
#[unsafe(no_mangle)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub unsafe extern "C" fn getcontext(ucp: *mut ucontext_t) -> c_int {
    body!(
        "getcontext",
        fast_mark = sym FAST_MARK,
        saved = sym slow::saved,
        null_argument = sym slow::null_argument,
    )
}

/// `setcontext(3)`: POSIX.1-2001.
#[unsafe(no_mangle)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub unsafe extern "C" fn setcontext(ucp: *const ucontext_t) -> c_int {
    body!(
        "setcontext",
        fast_mark = sym FAST_MARK,
        leave = sym slow::leave,
        null_argument = sym slow::null_argument,
    )
}

/// `swapcontext(3)`: POSIX.1-2001.
#[unsafe(no_mangle)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub unsafe extern "C" fn swapcontext(oucp: *mut ucontext_t, ucp: *const ucontext_t) -> c_int {
    body!(
        "swapcontext",
        fast_mark = sym FAST_MARK,
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
                landing_pad_jump!($target)
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

/// For each POSIX name a word that refers to it as the program's own calls do:
/// the loader binds it to the first definition it finds, ours or not.
macro_rules! bound_words {
    ($($name:ident $own:ident;)*) => {
        $(core::arch::global_asm!(
            ".pushsection .data.rel.ro,\"aw\"",
            ".p2align 3",
            concat!(".globl fastctx_bound_", stringify!($name)),
            concat!(".hidden fastctx_bound_", stringify!($name)),
            concat!("fastctx_bound_", stringify!($name), ":"),
            concat!(".dc.a ", stringify!($name)),
            ".popsection",
        );)*

        /// The names by which a program's calls reach this library.
        pub fn names_in_force() -> impl Iterator<Item = &'static [u8]> {
            [$({
                unsafe extern "C" {
                    #[link_name = concat!("fastctx_bound_", stringify!($name))]
                    static BOUND: *const c_void;
                }
                // SAFETY: the word above; relocation is over.
                let bound = unsafe { (&raw const BOUND).read_volatile() };
                (stringify!($name).as_bytes(), bound == $own as *const c_void)
            }),*]
            .into_iter()
            .filter_map(|(name, ours)| ours.then_some(name))
        }
    };
}

bound_words! {
    getcontext fastctx_asm_getcontext;
    setcontext fastctx_asm_setcontext;
    makecontext fastctx_asm_makecontext;
    swapcontext fastctx_asm_swapcontext;
}
