//! Telling sanitizers and valgrind of our stacks, where a program has them.
//!
//! AddressSanitizer has to know the bounds of the stack that runs, and keeps a second,
//! "fake" stack for each; ThreadSanitizer a call stack and a clock for each, in what it
//! calls a fiber. Both are told before each switch, by functions that their runtime
//! libraries export and that are there or not when this library is loaded. What is
//! told apart are **flows**: what runs on a stack from its start to its end, be it a
//! thread, a context or a coroutine. A flow is found by an address, that of a stack
//! pointer or of a coroutine's control block ([`flows`]).
//!
//! All is told from the stack that is left. The protocol of AddressSanitizer wants its
//! second half after the switch; but nothing that it has instrumented runs in between,
//! and so no code has to run behind a switch.
//!
//! **Without a sanitizer none of this runs.** The fast paths are left by what they look at
//! anyway: the POSIX functions by the mode word, coroutines by their extras.
//! fastctx_switch() looks at nothing: programs compiled for a sanitizer call
//! fastctx_switch_sanitized() and its sisters in the place of it, by a few lines at the
//! end of <fastctx.h>.
//!
//! Valgrind needs to know where stacks are, and when they are no longer any: [`valgrind`].
//!
//! All signals are blocked while anything is told. See docs/sanitizers.md.

mod flows;
mod hooks;
pub use crate::os::valgrind;

use crate::arch::{landing_pad_jump, layout};
use crate::mode;
use crate::os::{self, SignalMask};
use crate::switch::{self, fastctx_entry_t, fastctx_t};
use core::ffi::{c_int, c_void};
use core::ptr::null_mut;
use core::sync::atomic::{AtomicBool, Ordering::Relaxed};
pub(crate) use flows::BLOCK;
pub use flows::Bounds;

static IS_PRESENT: AtomicBool = AtomicBool::new(false);

/// Whether there is a sanitizer that has to be told of every switch.
pub fn is_present() -> bool {
    IS_PRESENT.load(Relaxed)
}

/// Whether anybody wants to know where stacks are.
pub fn wants_stacks() -> bool {
    is_present() || valgrind::is_here()
}

/// To be called when the library is loaded, before coroutines' own.
pub fn initialize() {
    valgrind::look();
    IS_PRESENT.store(hooks::are_present(), Relaxed);
    if wants_stacks() {
        mode::set_mode(layout::MODE_SANITIZED, layout::MODE_SANITIZED);
        mode::watch_copies();
    }
}

/// FASTCTX_VERBOSE=1: who is told.
pub fn report() {
    if wants_stacks() {
        let name = if valgrind::is_here() {
            &b" valgrind"[..]
        } else {
            b""
        };
        os::message::print(
            [&b"switches and stacks are told to:"[..], name]
                .into_iter()
                .chain(hooks::names()),
        );
    }
}

/// A flow will start on this stack, by the one who calls; what was there is dead.
#[inline(never)]
pub fn stack_is_made(low: usize, top: usize) {
    if wants_stacks() && low < top {
        let _blocked = SignalsBlocked::new();
        flows::begin(Bounds { low, top }, Bounds { low, top }, None);
    }
}

/// The same for a coroutine: `block` is where its control block is, which on a
/// `shared` stack is elsewhere.
#[inline(never)]
pub fn coroutine_is_made(block: Bounds, stack: Bounds, is_shared: bool) {
    let _blocked = SignalsBlocked::new();
    if is_shared {
        flows::begin(block, stack, Some(stack.low));
    } else {
        flows::begin(stack, stack, None);
    }
}

/// The flow that an address belongs to is not running and never will: a coroutine is
/// destroyed.
#[inline(never)]
pub fn is_gone(address: usize) {
    let _blocked = SignalsBlocked::new();
    flows::forget(address);
}

/// A stack that coroutines take turns on.
pub fn shared_stack_is_made(low: usize, top: usize) {
    if wants_stacks() {
        let _blocked = SignalsBlocked::new();
        flows::share(Bounds { low, top });
    }
}

/// It is unmapped.
pub fn shared_stack_is_gone(low: usize) {
    if wants_stacks() {
        let _blocked = SignalsBlocked::new();
        flows::forget(low);
    }
}

/// The calling flow is about to go on in the one that `to` belongs to. `ended`: it
/// never goes on itself.
#[inline(never)]
pub fn leave(to: usize, ended: bool) {
    let _blocked = SignalsBlocked::new();
    flows::leave(to, ended);
}

/// The live part of a coroutine, from `sp` to `top`, is going to be copied away from a
/// shared stack, and what is below it down to `low`. Afterwards all of that may be used.
#[cold]
pub fn goes_out(low: usize, sp: usize, top: usize) {
    valgrind::make_undefined(low, sp);
    hooks::unpoison(low, top);
}

/// Another one is going to be copied there.
#[cold]
pub fn comes_in(low: usize, top: usize) {
    valgrind::make_undefined(low, top);
    hooks::unpoison(low, top);
}

/// Memory that may hold the only pointer to something.
pub fn is_searched(address: usize, size: usize, is_new: bool) {
    if is_present() {
        let _blocked = SignalsBlocked::new();
        let memory = Bounds {
            low: address,
            top: address + size,
        };
        if is_new {
            hooks::search(memory);
        } else {
            hooks::stop_searching(memory);
        }
    }
}

/// All signals are blocked as long as it lives: a handler may switch.
struct SignalsBlocked(SignalMask);

impl SignalsBlocked {
    fn new() -> Self {
        let mut before = 0;
        let all = SignalMask::MAX;
        // SAFETY: two whole masks.
        unsafe { os::change_signal_mask(os::signals::SIG_BLOCK, &raw const all, &raw mut before) };
        Self(before)
    }
}

impl Drop for SignalsBlocked {
    fn drop(&mut self) {
        // SAFETY: a whole mask.
        unsafe {
            os::change_signal_mask(os::signals::SIG_SETMASK, &raw const self.0, null_mut());
        }
    }
}

unsafe extern "C" fn switch_sanitized(
    from: *mut fastctx_t,
    to: *mut fastctx_t,
    value: *mut c_void,
) -> *mut c_void {
    // SAFETY: the caller's.
    unsafe {
        if is_present() && from != to {
            leave((*to).sp as usize, false);
        }
        switch::switch(from, to, value)
    }
}

unsafe extern "C" fn switch_fp_sanitized(
    from: *mut fastctx_t,
    to: *mut fastctx_t,
    value: *mut c_void,
) -> *mut c_void {
    // SAFETY: the caller's.
    unsafe {
        if is_present() && from != to {
            leave((*to).sp as usize, false);
        }
        switch::switch_fp(from, to, value)
    }
}

/// What a context that was made by fastctx_init_sanitized() starts with, below what
/// fastctx_init() leaves.
#[repr(C)]
struct Start {
    entry: unsafe extern "C" fn(*mut c_void, *mut c_void) -> *mut c_void,
    arg: *mut c_void,
    link: *mut fastctx_t,
}

/// Runs its entry function, and tells that it has ended.
unsafe extern "C" fn start(this: *mut c_void, value: *mut c_void) -> *mut c_void {
    // SAFETY: what `init_sanitized` left; the context's own, above its stack.
    unsafe {
        let this = this.cast::<Start>();
        let result = ((*this).entry)((*this).arg, value);
        let link = (*this).link;
        if !link.is_null() {
            leave((*link).sp as usize, true);
        }
        result
    }
}

/// [`start`], for a call through a pointer.
#[unsafe(naked)]
unsafe extern "C" fn start_entry(this: *mut c_void, value: *mut c_void) -> *mut c_void {
    landing_pad_jump!(start)
}

unsafe extern "C" fn init_sanitized(
    ctx: *mut fastctx_t,
    stack: *mut c_void,
    size: usize,
    entry: fastctx_entry_t,
    arg: *mut c_void,
    link: *mut fastctx_t,
) -> c_int {
    const ROOM: usize = size_of::<Start>().next_multiple_of(64);
    // SAFETY: the caller's.
    unsafe {
        let (Some(entry), true) = (entry, is_present() && size >= ROOM + switch::LEAST_STACK)
        else {
            return switch::init(ctx, stack, size, entry, arg, link);
        };
        let low = stack as usize;
        let place = low
            .wrapping_add(size - ROOM)
            .next_multiple_of(align_of::<Start>());
        let start = Some(start_entry as unsafe extern "C" fn(_, _) -> _);
        let status = switch::init(ctx, stack, size - ROOM, start, place as *mut c_void, link);
        if status == 0 {
            stack_is_made(low, low + size);
            (place as *mut Start).write(Start { entry, arg, link });
        }
        status
    }
}

/// fastctx_switch() for programs compiled for a sanitizer: see the end of the header.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_switch_sanitized(
    from: *mut fastctx_t,
    to: *mut fastctx_t,
    value: *mut c_void,
) -> *mut c_void {
    landing_pad_jump!(fastctx_switch_sanitized => switch_sanitized)
}

/// fastctx_switch_fp() likewise.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_switch_fp_sanitized(
    from: *mut fastctx_t,
    to: *mut fastctx_t,
    value: *mut c_void,
) -> *mut c_void {
    landing_pad_jump!(fastctx_switch_fp_sanitized => switch_fp_sanitized)
}

/// fastctx_init() likewise.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_init_sanitized(
    ctx: *mut fastctx_t,
    stack: *mut c_void,
    size: usize,
    entry: fastctx_entry_t,
    arg: *mut c_void,
    link: *mut fastctx_t,
) -> c_int {
    landing_pad_jump!(fastctx_init_sanitized => init_sanitized)
}
