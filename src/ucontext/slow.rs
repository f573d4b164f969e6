//! What the fast paths leave: signal masks, the full FP environment, contexts
//! that are not ours, and errors.

use super::{shadow, split_stack};
use crate::arch::{Current, Linux, field, layout, ucontext_t};
use crate::mode::{is_verbose, mode};
use crate::os::{self, message};
use crate::rseq;
use crate::sanitizer;
use crate::sigmask;
use core::ffi::{c_int, c_void};

/// How a context can be resumed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// By loading its registers; with or without a mask of its own.
    Saved { has_mask: bool },
    /// By rt_sigreturn: the kernel delivered it to a signal handler.
    SignalFrame,
    /// Not at all: makecontext could not be honoured.
    Unusable,
}

const SAVED: u32 = layout::UC_MARK_SAVED as u32;
const SAVED_WITH_MASK: u32 = SAVED | layout::UC_MARK_HAS_MASK as u32;

/// Whether uc_flags are those that getcontext, swapcontext and makecontext leave.
fn is_marked(flags: u32) -> bool {
    let flags = shadow::without_mark(flags);
    flags == SAVED || flags == SAVED_WITH_MASK
}

/// `flags` is its uc_flags, or was before the same context was saved into.
///
/// # Safety
/// `ucp` is a context: ours, the kernel's, or somebody's.
unsafe fn kind(ucp: *const ucontext_t, flags: u32) -> Kind {
    let flags = shadow::without_mark(flags);
    if flags & !(layout::UC_MARK_HAS_MASK | layout::UC_MARK_UNPREPARED) as u32
        == layout::UC_MARK_UNUSABLE as u32
    {
        return Kind::Unusable;
    }
    match flags {
        SAVED => Kind::Saved { has_mask: false },
        SAVED_WITH_MASK => Kind::Saved { has_mask: true },
        // SAFETY: the caller's.
        _ if unsafe { Current::is_signal_frame(ucp) } => Kind::SignalFrame,
        // Filled in by another library or by hand: as glibc takes it.
        _ => Kind::Saved { has_mask: true },
    }
}

/// getcontext's slow path: stores what the mode asks for beyond the registers.
///
/// # Safety
/// The registers have been saved in `ucp`.
pub unsafe extern "C" fn saved(ucp: *mut ucontext_t) -> c_int {
    // SAFETY: the caller's.
    unsafe {
        if mode(layout::MODE_FPENV_FULL) {
            Current::save_fp_environment(ucp);
        }
        if split_stack::follows() {
            split_stack::save(ucp);
        }
        if sigmask::follows_the_context() {
            sigmask::save_and_know(ucp);
        }
    }
    0
}

/// The slow path of swapcontext and setcontext, before the stack is switched:
/// does what the mode asks for, and answers how to go on (a RESUME_ constant).
/// After RESUME_FAILED errno is set and the thread is as it was. `flags` is the
/// low half of `to`'s uc_flags, read before `from` was saved. `caller`: without
/// a `from`, where setcontext would return to.
///
/// # Safety
/// The registers have been saved in `from`, if that is not null; `to` may be
/// resumed.
pub unsafe extern "C" fn leave(
    from: *mut ucontext_t,
    to: *mut ucontext_t,
    flags: u32,
    caller: *const c_void,
) -> c_int {
    // SAFETY: the caller's.
    unsafe {
        let how = ready(from, to, flags, caller);
        if how != layout::RESUME_FAILED as c_int && mode(layout::MODE_SANITIZED) {
            let ended = from.is_null() && split_stack::is_in_trampoline(caller);
            sanitizer::leave(field::<usize>(to, Current::STACK_POINTER).read(), ended);
        }
        how
    }
}

/// [`leave`], but for sanitizers.
///
/// # Safety
/// As there.
#[inline(always)]
unsafe fn ready(
    from: *mut ucontext_t,
    to: *mut ucontext_t,
    flags: u32,
    caller: *const c_void,
) -> c_int {
    // SAFETY: the caller's.
    unsafe {
        let kind = kind(to, flags);
        if kind == Kind::Unusable {
            os::set_errno(libc::ENOMEM);
            return layout::RESUME_FAILED as c_int;
        }
        let full = mode(layout::MODE_FPENV_FULL);
        if full && !from.is_null() {
            Current::save_fp_environment(from);
        }
        if full && kind != Kind::SignalFrame {
            Current::load_fp_environment(to);
        }
        if split_stack::follows() {
            let ended = from.is_null() && split_stack::is_in_trampoline(caller);
            split_stack::leave(from, to, is_marked(flags), ended);
        }
        let follows = sigmask::follows_the_context();
        if follows && kind == (Kind::Saved { has_mask: true }) {
            return if sigmask::leave(from, to) {
                layout::RESUME_SAVED_AND_MASK
            } else {
                layout::RESUME_SAVED
            } as c_int;
        }
        if follows && !from.is_null() {
            sigmask::save(from);
        }
        if kind == Kind::SignalFrame {
            keep_signal_stack(to);
            block_signals();
            rseq::frame_is_resumed();
            return layout::RESUME_SIGNAL_FRAME as c_int;
        }
        layout::RESUME_SAVED as c_int
    }
}

/// rt_sigreturn would also set the thread's alternate signal stack to what it
/// was when the signal was delivered, perhaps to another thread. setcontext
/// leaves it alone: flags that do not exist make the kernel skip that step
/// (kernel/signal.c, restore_altstack). A stack that the kernel disarmed for
/// the handler is to be armed again, if this thread has no other by now.
///
/// # Safety
/// `ucp` is a signal frame.
unsafe fn keep_signal_stack(ucp: *mut ucontext_t) {
    const SS_AUTODISARM: c_int = 1 << 31;
    const NO_SUCH_FLAGS: c_int = 0x7fff;
    // SAFETY: the caller's.
    unsafe {
        let flags = field::<c_int>(ucp, layout::UC_STACK_FLAGS);
        if flags.read() & SS_AUTODISARM == 0 || !os::has_no_signal_stack() {
            flags.write(NO_SUCH_FLAGS);
        }
    }
}

/// For the moment that the stack pointer is at the frame, until rt_sigreturn
/// sets the mask that is in it: a handler would run below the frame, which may
/// be a copy with something else there.
fn block_signals() {
    // SAFETY: a whole kernel mask.
    unsafe {
        os::change_signal_mask(
            os::signals::SIG_BLOCK,
            &raw const os::signals::ASYNCHRONOUS,
            core::ptr::null_mut(),
        )
    };
}

/// What makecontext leaves in the flags of a context that getcontext never saw: its
/// mask is what the program put there.
pub(crate) const SAVED_BY_NOBODY: usize = SAVED_WITH_MASK as usize;

/// makecontext: FP control has been saved in a context that getcontext never saw.
///
/// # Safety
/// `ucp` is writable.
pub unsafe fn complete_fp_control(ucp: *mut ucontext_t) {
    if mode(layout::MODE_FPENV_FULL) {
        // SAFETY: the caller's.
        unsafe { Current::save_fp_environment(ucp) }
    }
}

/// makecontext: the context starts on a stack with nothing on it but what is going to
/// be written from `frame` on. A negative errno where there is no shadow stack for it, and
/// nothing has changed.
///
/// # Safety
/// `ucp` is a context of ours.
pub unsafe fn stack_is_made(
    ucp: *mut ucontext_t,
    (base, size): (usize, usize),
    frame: usize,
) -> Result<(), c_int> {
    // SAFETY: the caller's.
    unsafe {
        shadow::make(ucp, base, size)?;
        if sanitizer::wants_stacks() {
            sanitizer::stack_is_made(base, base + size);
            sanitizer::valgrind::make_undefined(frame, base + size);
        }
        if split_stack::follows() {
            split_stack::make(ucp, base, size)
        }
    }
    Ok(())
}

/// What makecontext adds to the mark of a context whose stack is made.
pub fn stack_mark() -> usize {
    shadow::mark()
}

/// makecontext returns nothing, so the cause is told when it is asked for.
pub fn complain(cause: &[u8]) {
    if is_verbose() {
        message::print([b"makecontext: ", cause]);
    }
}

/// A null ucontext_t pointer: EFAULT, and nothing has been touched.
pub extern "C" fn null_argument() -> c_int {
    os::set_errno(libc::EFAULT);
    -1
}

/// The end of a context without a link (status 0), or whose link could not be
/// resumed (-1): as glibc, exit(3), on whatever thread.
pub extern "C" fn finish(status: c_int) -> ! {
    os::exit(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of(flags: isize) -> Kind {
        // As long as any platform's.
        let mut memory = [0usize; 1024];
        let context: *mut ucontext_t = memory.as_mut_ptr().cast();
        // SAFETY: within that memory.
        unsafe {
            field::<usize>(context, layout::UC_FLAGS).write(flags as usize);
            kind(context, flags as u32)
        }
    }

    #[test]
    fn the_mark_tells_the_kind() {
        let saved = layout::UC_MARK_SAVED;
        let with_mask = saved | layout::UC_MARK_HAS_MASK;
        assert_eq!(kind_of(saved), Kind::Saved { has_mask: false });
        assert_eq!(kind_of(with_mask), Kind::Saved { has_mask: true });
        assert_eq!(kind_of(layout::UC_MARK_UNUSABLE), Kind::Unusable);
    }

    #[test]
    fn flags_alone_do_not_make_a_signal_frame() {
        for flags in [0, 1, 6, 7, 0x0bad_beef] {
            assert_eq!(kind_of(flags), Kind::Saved { has_mask: true });
        }
    }
}
