//! libfastctx: switching stacks within a thread.
//!
//! The map of the house, from the ground up. Nothing depends on what stands
//! below it in this list:
//!
//! - [`os`]: what we need from the outside without linking it: raw system
//!   calls, libc's symbols when there is a libc, the environment, messages.
//! - [`arch`]: the one interface that an architecture supplies, and the one
//!   that was chosen. Its assembly is in `asm/<arch>`.
//! - [`names`]: which definition a program's calls of our names reach.
//! - [`mode`]: what the options have set: the word that the fast paths read.
//! - [`switch`]: contexts of the native layer: `fastctx_init`, `fastctx_switch`.
//! - [`stack`]: stacks of the library's own, guarded and used again.
//! - [`coroutine`]: create, resume, yield: contexts with a stack and a state.
//! - [`rseq`]: what a thread's signal mask is known to be.
//! - [`sigmask`]: which signal mask a switch saves and restores, and the C
//!   library's functions that change it.
//! - [`ucontext`]: `getcontext`, `setcontext`, `makecontext`, `swapcontext`.
//! - [`sanitizer`]: tells sanitizers and valgrind of stacks and switches.
//! - [`debugger`]: what a debugger has to know to find coroutines.
//! - [`options`]: the table of `FASTCTX_*` variables, read when the library is
//!   loaded.
//!
//! **The freestanding build**, for targets without an operating system, has the
//! calling convention of [`arch`], contexts, coroutines on given memory, and the
//! four functions without signal masks; `freestanding.rs` in a folder is what takes
//! the place of the rest. Two systems are known: Linux, and none.
#![no_std]
// Inline assembly for mips is what stable Rust has not yet.
#![cfg_attr(target_arch = "mips64", feature(asm_experimental_arch))]
// Nothing may turn a loop into a call of memcpy: there is no libc to have it.
#![no_builtins]
// Without an operating system parts of what is shared have no use.
#![cfg_attr(not(target_os = "linux"), allow(dead_code, unused_macros))]

#[cfg(test)]
extern crate std;

mod arch;
mod coroutine;
mod os;
#[cfg_attr(not(target_os = "linux"), path = "sanitizer/freestanding.rs")]
mod sanitizer;
#[cfg_attr(not(target_os = "linux"), path = "stack/freestanding.rs")]
mod stack;
mod switch;
mod ucontext;
mod version;

// What has no meaning without an operating system.
#[cfg(target_os = "linux")]
mod debugger;
#[cfg(target_os = "linux")]
mod mode;
#[cfg(target_os = "linux")]
mod names;
#[cfg(target_os = "linux")]
mod options;
#[cfg(target_os = "linux")]
mod rseq;
#[cfg(target_os = "linux")]
mod sigmask;

/// Nothing here can panic, and a test asserts that the shipped objects do not
/// refer to this; the language wants it all the same.
#[cfg(not(test))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    os::trap()
}

// Unoptimized builds refer to the personality that core was compiled with. No
// frame of ours is unwound by a panic, so nobody calls it.
#[cfg(all(debug_assertions, not(test)))]
core::arch::global_asm!(
    ".pushsection .text.rust_eh_personality,\"ax\"",
    ".weak rust_eh_personality",
    ".hidden rust_eh_personality",
    "rust_eh_personality:",
    ".long 0",
    ".popsection",
);
