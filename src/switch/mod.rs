//! Contexts of the native layer and the switch between them.
//!
//! A suspended context is a stack pointer and a program counter. Whoever
//! suspended it restores its own registers behind that program counter, so that
//! the resumer needs to know nothing of them: contexts suspended out of line
//! (here), inline (include/fastctx_inline.h) and fresh ones mix freely. The
//! registers of that meeting are told in `asm/<arch>/native.h`.
//!
//! Two words, not the one that would do: with the program counter beside the
//! stack pointer an inline switch pushes nothing, so it needs no care for the
//! red zone, and two switches out of line tell each other's contexts by a
//! compare and go straight through.
//!
//! A fresh context at the top of its stack:
//!
//! ```text
//!   stack + size -> +-----------------+
//!                   | (padding)       |
//!                   | link            |  resumed with the entry's result
//!                   | arg             |
//!   sp (aligned) -> | entry           |
//!                   +-----------------+
//! ```

pub mod scan;

use crate::arch::{Architecture, Current, body, landing_pad_jump, layout};
use crate::os::{self, errno};
use crate::sanitizer::valgrind;
use crate::stack::shadow;
use core::ffi::{c_int, c_void};
use core::mem::offset_of;

/// A context of the native layer while it is suspended: where its stack pointer
/// was and where it goes on. What else it needs lies on its stack.
///
/// It is written by fastctx_init() and by the switch that suspends it, and
/// read by the one that resumes it; a copy of it resumes the same context, once.
/// The fields are for <fastctx_inline.h>, and for those who scan stacks: all
/// that a suspended context may still use lies at `sp` and above (an inline switch
/// in a function without calls may also have its red zone in use below: 128 bytes
/// on x86_64, 288 on powerpc64). Other registers than those in `reg` are on the stack.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct fastctx_t {
    /// The stack pointer.
    pub sp: *mut c_void,
    /// Where it goes on: a landing pad.
    pub pc: *mut c_void,
    /// Registers that an inline switch can tell no compiler to spill: the frame
    /// pointer and one more. See fastctx_architectures(7).
    pub reg: [*mut c_void; 2],
}

/// What of a fastctx_t a switch out of line uses: where that is all, half the room.
#[repr(C)]
pub struct Suspended {
    pub sp: *mut c_void,
    pc: *mut c_void,
}

impl Suspended {
    /// One that goes on at a landing pad, with a stack pointer.
    pub fn new(sp: usize, pc: usize) -> Self {
        Self {
            sp: sp as *mut c_void,
            pc: pc as *mut c_void,
        }
    }

    /// For the functions here; no inline switch may suspend it.
    pub fn context(place: *mut Self) -> *mut fastctx_t {
        place.cast()
    }
}

/// The function that a context starts in. `arg` is what it was made with,
/// `value` what the first switch to it, or the first fastctx_resume(), passes.
#[allow(non_camel_case_types)]
pub type fastctx_entry_t =
    Option<unsafe extern "C" fn(arg: *mut c_void, value: *mut c_void) -> *mut c_void>;

const _: () = {
    assert!(layout::CTX_SP as usize == offset_of!(fastctx_t, sp));
    assert!(layout::CTX_PC as usize == offset_of!(fastctx_t, pc));
    assert!(layout::CTX_SP as usize == offset_of!(Suspended, sp));
    assert!(layout::CTX_PC as usize == offset_of!(Suspended, pc));
    assert!(layout::CTX_FP as usize == offset_of!(fastctx_t, reg));
    assert!(layout::CTX_BASE as usize == offset_of!(fastctx_t, reg) + size_of::<usize>());
    assert!(layout::ENTRY_FUNCTION as usize == offset_of!(Fresh, entry));
    assert!(layout::ENTRY_ARGUMENT as usize == offset_of!(Fresh, arg));
    assert!(layout::ENTRY_LINK as usize == offset_of!(Fresh, link));
};

/// What lies at the stack pointer of a context that has not run yet.
#[repr(C)]
struct Fresh {
    entry: unsafe extern "C" fn(*mut c_void, *mut c_void) -> *mut c_void,
    arg: *mut c_void,
    link: *mut fastctx_t,
}

unsafe extern "C" {
    pub fn fastctx_asm_switch(
        from: *mut fastctx_t,
        to: *mut fastctx_t,
        v: *mut c_void,
    ) -> *mut c_void;
    pub fn fastctx_asm_switch_fp(
        from: *mut fastctx_t,
        to: *mut fastctx_t,
        v: *mut c_void,
    ) -> *mut c_void;
}
/// fastctx_switch() and fastctx_switch_fp() by their hidden names, for direct calls.
pub use fastctx_asm_switch as switch;
pub use fastctx_asm_switch_fp as switch_fp;

/// Saves the calling context in `from`, resumes `to` and passes `value` to it.
/// Returns, when somebody resumes `from`, the value that was passed then. If
/// `from` and `to` are the same it returns `value` at once.
///
/// Saved and restored are the registers that the C calling convention gives to
/// the caller of a function, the stack pointer and the program counter; see
/// fastctx_architectures(7). FP control (rounding, traps),
/// the signal mask and all else belong to the thread. No system call, no memory
/// but `*from`, `*to` and the two stacks. It cannot fail: `to` must be
/// a context that fastctx_init() made or a switch suspended, and that has not
/// been resumed since. A context may be resumed by another thread than the one
/// that suspended it, if something between them makes the writes of the one
/// visible to the other; code in it must not keep addresses of thread-local
/// variables (errno is one) over the switch.
///
/// Async-signal-safe. Thread-safe as far as the contexts are different. Since 0.2.
/// Source: each architecture's psABI, as fastctx_architectures(7) names them.
#[unsafe(no_mangle)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx.switch")]
pub unsafe extern "C" fn fastctx_switch(
    from: *mut fastctx_t,
    to: *mut fastctx_t,
    value: *mut c_void,
) -> *mut c_void {
    body!("switch")
}

/// As fastctx_switch(), and FP control goes with the calling context: it has
/// its own again when it is resumed, whatever others set meanwhile. A context that
/// has not run yet starts with the FP control of whoever resumes it. Contexts
/// suspended by either function, or inline, can be resumed by any.
///
/// Async-signal-safe. Thread-safe as far as the contexts are different. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx.switch")]
pub unsafe extern "C" fn fastctx_switch_fp(
    from: *mut fastctx_t,
    to: *mut fastctx_t,
    value: *mut c_void,
) -> *mut c_void {
    body!("switch_fp")
}

/// Where a fresh context goes on.
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx.switch")]
unsafe extern "C" fn entry() {
    body!("entry", no_link = sym no_link)
}

/// The same where shadow stacks are on.
#[cfg(shadow_stacks)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx.switch")]
unsafe extern "C" fn shadow_entry() {
    body!("shadow_entry")
}
#[cfg(not(shadow_stacks))]
use entry as shadow_entry;

/// The entry function of a context without a link returned: there is nowhere to
/// go on.
extern "C" fn no_link() -> ! {
    os::die(&[b"fastctx_init: the entry function returned and the context has no link"])
}

/// Makes `ctx` a context that starts `entry(arg, value)` on the stack of `size`
/// bytes at `stack`, the lowest address, when it is first resumed; `value` is
/// what the resumer passes. When `entry` returns, `link` is resumed and gets the
/// result as its value; it is read then. Without a link (NULL) an entry function
/// must not return: that prints a line and aborts the process.
///
/// The stack's memory is the caller's, before and after; nothing is allocated.
/// Some words at its top are used here, all the rest belongs to `entry`; nothing
/// tells when it is too small for that. Works without a C library.
///
/// Returns 0; -EINVAL if `ctx`, `stack` or `entry` is NULL or the stack reaches
/// beyond the address space; -ENOMEM if it has no room for the first frame, or
/// there is no memory for a shadow stack where those are on. Then nothing has been written. errno is left alone.
///
/// Async-signal-safe, thread-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_init(
    ctx: *mut fastctx_t,
    stack: *mut c_void,
    size: usize,
    entry: fastctx_entry_t,
    arg: *mut c_void,
    link: *mut fastctx_t,
) -> c_int {
    landing_pad_jump!(fastctx_init => init)
}

/// # Safety
/// As fastctx_init().
pub unsafe extern "C" fn init(
    ctx: *mut fastctx_t,
    stack: *mut c_void,
    size: usize,
    entry: fastctx_entry_t,
    arg: *mut c_void,
    link: *mut fastctx_t,
) -> c_int {
    let Some(entry) = entry else {
        return -errno::EINVAL;
    };
    if ctx.is_null() || stack.is_null() {
        return -errno::EINVAL;
    }
    let Some(top) = (stack as usize).checked_add(size) else {
        return -errno::EINVAL;
    };
    if size < LEAST_STACK {
        return -errno::ENOMEM;
    }
    // SAFETY: the caller's; the stack has the room.
    unsafe {
        if valgrind::is_here_now() || shadow::is_on_here() {
            return init_and_tell(ctx, stack as usize, top, entry, arg, link);
        }
        prepare(ctx, top, entry, arg, link);
    }
    0
}

/// The rest of it under valgrind, which is told of the stack, and where shadow stacks are
/// on: the fresh context has the word for its own above it.
///
/// # Safety
/// As fastctx_init(); the stack from `low` to `top` has the room.
#[cold]
#[inline(never)]
unsafe fn init_and_tell(
    ctx: *mut fastctx_t,
    low: usize,
    top: usize,
    entry: unsafe extern "C" fn(*mut c_void, *mut c_void) -> *mut c_void,
    arg: *mut c_void,
    link: *mut fastctx_t,
) -> c_int {
    let (shadow_top, room) = if shadow::is_on_here() {
        match shadow::make(low, top, top - low) {
            Ok((_, shadow_top)) => (Some(shadow_top), size_of::<usize>()),
            Err(error) => return error,
        }
    } else {
        (None, 0)
    };
    if valgrind::is_here_now() {
        valgrind::context_is_made(low, top - LEAST_STACK, top);
    }
    // SAFETY: the caller's.
    unsafe {
        prepare(ctx, top - room, entry, arg, link);
        if let Some(shadow_top) = shadow_top {
            let word = (*ctx).sp.byte_add(size_of::<Fresh>());
            word.cast::<usize>().write(shadow_top);
            (*ctx).pc = shadow_entry as *const () as *mut c_void;
        }
    }
    0
}

/// The smallest stack that `prepare` has room on, wherever it begins.
pub const LEAST_STACK: usize =
    size_of::<Fresh>().next_multiple_of(Current::STACK_ALIGN) + Current::STACK_ALIGN;

#[cfg(shadow_stacks)]
const _: () = {
    const WORDS: usize = size_of::<Fresh>() + size_of::<usize>();
    assert!(LEAST_STACK >= WORDS + Current::STACK_ALIGN - 1);
    assert!(layout::ENTRY_SHADOW_STACK as usize == size_of::<Fresh>());
};

/// fastctx_init() where all is known to be right.
///
/// # Safety
/// `ctx` is writable and LEAST_STACK bytes below `top` are.
#[inline]
pub unsafe fn prepare(
    ctx: *mut fastctx_t,
    top: usize,
    entry: unsafe extern "C" fn(*mut c_void, *mut c_void) -> *mut c_void,
    arg: *mut c_void,
    link: *mut fastctx_t,
) {
    let sp = (top - size_of::<Fresh>()) & !(Current::STACK_ALIGN - 1);
    // SAFETY: the caller's.
    unsafe {
        (sp as *mut Fresh).write(Fresh { entry, arg, link });
        (*ctx).sp = sp as *mut c_void;
        (*ctx).pc = self::entry as *const () as *mut c_void;
    }
}
