//! Going from one coroutine to another: resume, yield, cancel, and the end.
//!
//! Resuming and yielding are one thing, a transfer between two parties: a
//! coroutine, and a coroutine or a thread's own stack. Each party saves before it
//! leaves what it wants to have back, and takes it when it goes on: the
//! registers by the switch itself, anything else, the extras, in `with_extras`.
//! A coroutine that yields saves what it asks for; who resumes one, also what that
//! asks for: a thread whose coroutine sets the rounding mode for itself has its own
//! back afterwards.

use super::create::watch_overflows;
#[cfg(target_os = "linux")]
use super::transfer_shared::{resume_shared, yield_shared};
use super::{
    CANCELLED, Coroutine, FASTCTX_CO_EXCEPTIONS, FASTCTX_CO_FP_CONTROL, FASTCTX_FINISHED,
    FASTCTX_STACK_SEGMENTED, FASTCTX_YIELDED, ON_SHARED_STACK, SANITIZED, SPLIT_STACK, Status,
    ThisThread, WATCHED, fastctx_co_t,
};
use crate::arch::{Architecture, Current, body, landing_pad_jump};
use crate::os::COROUTINE_WORD;
use crate::os::cxx::Exceptions;
use crate::os::errno;
use crate::os::split_stack;
use crate::sanitizer;
use crate::stack::segmented;
use crate::stack::shared::{self, Call, Tenant};
use crate::switch::{Suspended, fastctx_t, switch, switch_fp};
use core::ffi::{c_char, c_int, c_void};
use core::ptr::{null, null_mut};

// Without shared stacks nobody comes to where those are.
#[cfg(not(target_os = "linux"))]
use self::{resume_in_general as resume_shared, yield_in_general as yield_shared};

/// What a coroutine asks for; nothing for a thread.
///
/// # Safety
/// Null or a coroutine.
#[inline(always)]
unsafe fn extras_of(coroutine: *mut Coroutine) -> u8 {
    if coroutine.is_null() {
        return 0;
    }
    // SAFETY: the caller's.
    unsafe { (*coroutine).state.extras }
}

/// A coroutine, or a thread's own stack (null), and where its context goes when
/// it leaves, or is while it is suspended.
type Party = (*mut Coroutine, *mut fastctx_t);

/// Leaves the running party for the other. An error comes back when nobody has
/// been left.
///
/// # Safety
/// `leaving` is the running party and its context writable; that of `entering` is
/// suspended.
#[inline(always)]
unsafe fn transfer(
    call: Call,
    extras: u8,
    leaving: Party,
    entering: Party,
    value: *mut c_void,
) -> Result<*mut c_void, c_int> {
    // SAFETY: the caller's.
    unsafe {
        if extras == 0 {
            Ok(switch(leaving.1, entering.1, value))
        } else {
            with_extras(call, extras, leaving, entering, value)
        }
    }
}

/// Inlined into both resume and yield: a function of its own is one more return to
/// where the return predictor expects the other of the two (10 ns on Zen 4).
///
/// # Safety
/// As `transfer`.
#[inline(always)]
unsafe fn with_extras(
    call: Call,
    extras: u8,
    leaving: Party,
    entering: Party,
    value: *mut c_void,
) -> Result<*mut c_void, c_int> {
    let keeps_fp = u32::from(extras) & FASTCTX_CO_FP_CONTROL != 0;
    let mut split_stack = split_stack::State::NONE;
    if extras & SPLIT_STACK != 0 {
        split_stack.save();
    }
    let exceptions = (u32::from(extras) & FASTCTX_CO_EXCEPTIONS != 0).then(Exceptions::take);
    // SAFETY: the caller's.
    let got = unsafe {
        let mut to = entering.1;
        if extras & ON_SHARED_STACK != 0 {
            let leaving = (tenant_of(leaving.0), leaving.1);
            let entering = (tenant_of(entering.0), entering.1);
            to = shared::set_off(call, leaving, shared::below_frames(), entering, &value)?;
        }
        if extras & SANITIZED != 0 {
            sanitizer::leave(flow_of(entering), false);
        }
        let got = if keeps_fp {
            switch_fp(leaving.1, to, value)
        } else {
            switch(leaving.1, to, value)
        };
        if extras & ON_SHARED_STACK != 0 && call == Call::Resume {
            shared::come_back(home(leaving.0), tenant_of(entering.0));
        }
        got
    };
    if extras & SPLIT_STACK != 0 {
        // SAFETY: what is loaded was saved on the stack that goes on.
        unsafe { split_stack.load() }
    }
    if let Some(exceptions) = exceptions {
        exceptions.put_back();
    }
    Ok(got)
}

/// An address that the flow of a party is found by (src/sanitizer).
///
/// # Safety
/// A coroutine, or a thread that is suspended.
unsafe fn flow_of((coroutine, context): Party) -> usize {
    if coroutine.is_null() {
        // SAFETY: the caller's.
        unsafe { (*context).sp as usize }
    } else {
        coroutine as usize
    }
}

/// What a coroutine has of a shared stack; null for a thread.
///
/// # Safety
/// Null or a coroutine.
pub(super) unsafe fn tenant_of(coroutine: *mut Coroutine) -> *mut Tenant {
    if coroutine.is_null() {
        return null_mut();
    }
    // SAFETY: the caller's.
    unsafe { &raw mut (*coroutine).tenant }
}

/// Why a coroutine cannot be resumed.
#[cold]
fn refusal(status: Status) -> c_int {
    if status == Status::DEAD {
        -errno::ESRCH
    } else {
        -errno::EBUSY
    }
}

pub(super) unsafe extern "C" fn resume_in_general(
    coroutine: *mut Coroutine,
    value: *mut *mut c_void,
) -> c_int {
    if coroutine.is_null() {
        return -errno::EINVAL;
    }
    // SAFETY: the caller's: a coroutine that nobody else resumes now.
    unsafe {
        if (*coroutine).state.status != Status::SUSPENDED {
            return refusal((*coroutine).state.status);
        }
        let thread = ThisThread::get();
        let previous = thread.current();
        let extras = (*coroutine).state.extras | extras_of(previous);
        (*coroutine).previous = previous;
        step_forward(&thread, coroutine);
        let passed = if value.is_null() {
            null_mut()
        } else {
            value.read()
        };
        let got = transfer(
            Call::Resume,
            extras,
            (previous, Suspended::context(&raw mut (*coroutine).resumer)),
            (coroutine, Suspended::context(&raw mut (*coroutine).context)),
            passed,
        );
        let got = match got {
            Ok(got) => got,
            Err(error) => {
                step_back(&ThisThread::get(), coroutine, Status::SUSPENDED);
                return error;
            }
        };
        if !value.is_null() {
            value.write(got);
        }
        if (*coroutine).state.status == Status::DEAD {
            FASTCTX_FINISHED
        } else {
            FASTCTX_YIELDED
        }
    }
}

/// What a coroutine has of a shared stack, and the context that it yields in.
///
/// # Safety
/// Null or a coroutine.
pub(super) unsafe fn home(coroutine: *mut Coroutine) -> shared::Party {
    if coroutine.is_null() {
        return (null_mut(), null_mut());
    }
    // SAFETY: the caller's.
    unsafe {
        let context = Suspended::context(&raw mut (*coroutine).context);
        (tenant_of(coroutine), context)
    }
}

/// The coroutine is about to go on: whoever resumes it waits.
///
/// # Safety
/// `coroutine` is suspended and its previous one is who runs in this thread.
#[inline(always)]
unsafe fn step_forward(thread: &ThisThread, coroutine: *mut Coroutine) {
    // SAFETY: the caller's.
    unsafe {
        let previous = (*coroutine).previous;
        (*coroutine).state.status = Status::RUNNING;
        if !previous.is_null() {
            (*previous).state.status = Status::NORMAL;
        }
        thread.set_current(coroutine);
    }
}

/// The coroutine is about to leave: whoever resumed it is the one that runs.
/// Returns what that takes, beyond switching.
///
/// # Safety
/// `coroutine` is the one that runs in this thread.
#[inline(always)]
unsafe fn step_back(thread: &ThisThread, coroutine: *mut Coroutine, status: Status) -> u8 {
    // SAFETY: the caller's; a coroutine that has resumed another stays.
    unsafe {
        let previous = (*coroutine).previous;
        (*coroutine).state.status = status;
        if !previous.is_null() {
            (*previous).state.status = Status::RUNNING;
        }
        thread.set_current(previous);
        (*coroutine).state.extras | extras_of(previous) & ON_SHARED_STACK
    }
}

unsafe extern "C" fn yield_in_general(value: *mut *mut c_void) -> c_int {
    let thread = ThisThread::get();
    let coroutine = thread.current();
    if coroutine.is_null() {
        return -errno::EPERM;
    }
    // SAFETY: the coroutine that runs here; its resumer waits.
    unsafe {
        if (*coroutine).state.extras & CANCELLED != 0 {
            return (*coroutine).state.yield_result;
        }
        let passed = if value.is_null() {
            null_mut()
        } else {
            value.read()
        };
        let extras = step_back(&thread, coroutine, Status::SUSPENDED);
        let got = transfer(
            Call::Yield,
            extras,
            (coroutine, Suspended::context(&raw mut (*coroutine).context)),
            (
                (*coroutine).previous,
                Suspended::context(&raw mut (*coroutine).resumer),
            ),
            passed,
        );
        let got = match got {
            Ok(got) => got,
            Err(error) => {
                step_forward(&ThisThread::get(), coroutine);
                return error;
            }
        };
        if !value.is_null() {
            value.write(got);
        }
        (*coroutine).state.yield_result
    }
}

unsafe extern "C" {
    /// Where a coroutine waits that yielded the straight way.
    fn fastctx_asm_yield_goes_on();
}

/// That, for debuggers.
pub(super) const fn goes_on() -> *const () {
    fastctx_asm_yield_goes_on as *const ()
}

/// Where every coroutine starts, and ends.
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub unsafe extern "C" fn start() {
    body!(
        "start",
        coroutine_word = sym COROUTINE_WORD,
        begin = sym begin,
        end = sym end;
        Coroutine: context, resumer, previous, state, has_started of state, entry, arg
    )
}

/// The same where shadow stacks are on.
#[cfg(shadow_stacks)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub unsafe extern "C" fn shadow_start() {
    body!(
        "shadow_start",
        shadow_top = sym super::create::shadow_top;
        Coroutine: context
    )
}
#[cfg(not(shadow_stacks))]
pub use start as shadow_start;

/// What a coroutine with extras starts with, behind the switch into it.
///
/// # Safety
/// The coroutine that runs here.
unsafe extern "C" fn begin(coroutine: *mut Coroutine) {
    // SAFETY: the caller's.
    let (extras, ground) = unsafe { ((*coroutine).state.extras, &(*coroutine).ground) };
    if extras & WATCHED != 0 {
        watch_overflows();
    }
    if extras & SPLIT_STACK != 0 {
        // SAFETY: the stack that this is the first function on.
        unsafe {
            if ground.mode() == FASTCTX_STACK_SEGMENTED {
                segmented::begin(ground.top);
            } else {
                split_stack::State::NONE.load();
            }
        }
    }
    if u32::from(extras) & FASTCTX_CO_EXCEPTIONS != 0 {
        Exceptions::NONE.put_back();
    }
}

/// The end in general: afterwards the resumer is to get what it returns. Where the
/// coroutine or its resumer is on a shared stack, it may not return, and resume that
/// itself.
///
/// # Safety
/// The coroutine that runs here, for the last time.
unsafe extern "C" fn end(coroutine: *mut Coroutine, result: *mut c_void) -> *mut c_void {
    // SAFETY: the caller's; its resumer waits.
    unsafe {
        let extras = step_back(&ThisThread::get(), coroutine, Status::DEAD);
        if extras & SANITIZED != 0 {
            let resumer = Suspended::context(&raw mut (*coroutine).resumer);
            sanitizer::leave(flow_of(((*coroutine).previous, resumer)), true);
        }
        if extras & ON_SHARED_STACK != 0 {
            let entering = tenant_of((*coroutine).previous);
            shared::end(&raw mut (*coroutine).tenant, entering, result);
        }
    }
    result
}

unsafe extern "C" fn cancel(coroutine: *mut Coroutine) -> c_int {
    if coroutine.is_null() {
        return -errno::EINVAL;
    }
    // SAFETY: the caller's: a coroutine that nobody else resumes now.
    unsafe {
        if (*coroutine).state.status != Status::SUSPENDED {
            return refusal((*coroutine).state.status);
        }
        if (*coroutine).state.has_started == 0 {
            (*coroutine).state.status = Status::DEAD;
            return 0;
        }
        (*coroutine).state.extras |= CANCELLED;
        (*coroutine).state.yield_result = -errno::ECANCELED;
        let result = resume_in_general(coroutine, null_mut());
        if result < 0 {
            (*coroutine).state.extras &= !CANCELLED;
            (*coroutine).state.yield_result = 0;
        }
        result
    }
}

/// Lines of 64 bytes below the control block, where a shallow coroutine waits, and
/// of the control block itself, that a resume goes through.
const LINES: [isize; 6] = [-4, -3, -2, -1, 0, 1];

extern "C" fn prefetch(coroutine: *const Coroutine) {
    for line in LINES {
        Current::prefetch((coroutine as usize).wrapping_add_signed(64 * line));
    }
}

unsafe extern "C" fn status(coroutine: *const Coroutine) -> c_int {
    if coroutine.is_null() {
        return -errno::EINVAL;
    }
    // SAFETY: the caller's.
    unsafe { (*coroutine).state.status.0.into() }
}

unsafe extern "C" fn name(coroutine: *const Coroutine) -> *const c_char {
    if coroutine.is_null() {
        return null();
    }
    // SAFETY: the caller's.
    unsafe { (*coroutine).name }
}

extern "C" fn current() -> *mut Coroutine {
    ThisThread::get().current()
}

/// Runs a coroutine until it yields or its entry function returns.
///
/// `value` is where the value to pass stands, and where the one that comes back
/// is stored: NULL passes NULL and wants none. The coroutine gets it as the second
/// argument of its entry function the first time, later from the
/// fastctx_yield() that it waits in. Coroutines may resume others; each yields to
/// the one that resumed it, which may be in another thread than the last time, if
/// something between them orders the one's writes before the other's reads.
///
/// Returns FASTCTX_YIELDED (1) or FASTCTX_FINISHED (0), or a negative errno, when
/// nothing has run and `*value` is as it was: -EINVAL: `co` is NULL; -EBUSY: it is
/// running or has resumed another, or its shared stack is in use by another thread;
/// -ESRCH: it has finished or was cancelled; -ENOMEM: there is no memory for what
/// lies on its shared stack.
///
/// Saved and restored as by fastctx_switch(), and what the flags of the attributes
/// add. Not async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub unsafe extern "C" fn fastctx_resume(co: *mut fastctx_co_t, value: *mut *mut c_void) -> c_int {
    body!(
        "resume",
        coroutine_word = sym COROUTINE_WORD,
        resume_in_general = sym resume_in_general,
        resume_shared = sym resume_shared;
        Coroutine: context, resumer, previous, state, yield_result of state
    )
}

/// Suspends the calling coroutine: the fastctx_resume() that runs it returns,
/// with the value that `value` points to. Returns when it is resumed, with the
/// value that is passed then in `*value`; NULL passes NULL and wants none.
///
/// Returns 0, or a negative errno: -EPERM: not in a coroutine; -ECANCELED: the
/// coroutine is being cancelled, and should clean up and return: every further
/// fastctx_yield() says the same at once, and no value comes with it; -ENOMEM: there
/// is no memory for what would have to be copied from a shared stack, and nothing
/// has changed. That comes only where coroutines of one shared stack resume each
/// other, or others that do.
///
/// Not async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub unsafe extern "C" fn fastctx_yield(value: *mut *mut c_void) -> c_int {
    body!(
        "yield",
        coroutine_word = sym COROUTINE_WORD,
        yield_in_general = sym yield_in_general,
        yield_shared = sym yield_shared;
        Coroutine: context, resumer, previous, state, yield_result of state
    )
}

/// Ends a suspended coroutine in good order: one that has not run yet never
/// will; any other is resumed, its fastctx_yield() returns -ECANCELED, as do all
/// further ones, and it runs until its entry function returns. What that returns
/// is lost. fastctx_destroy() is to follow.
///
/// Returns 0, or a negative errno and changes nothing: -EINVAL: `co` is NULL;
/// -EBUSY: it is running or has resumed another, or its shared stack is in use by
/// another thread; -ESRCH: it has finished; -ENOMEM, as fastctx_resume().
///
/// Not async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_cancel(co: *mut fastctx_co_t) -> c_int {
    landing_pad_jump!(fastctx_cancel => cancel)
}

/// Brings what a resume of `co` will need into the processor's caches, without
/// waiting for it: worth it some 100 ns before that, where more coroutines take turns
/// than the caches hold. Any pointer is right, and nothing else happens.
///
/// Async-signal-safe, thread-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub extern "C" fn fastctx_prefetch(co: *const fastctx_co_t) {
    landing_pad_jump!(fastctx_prefetch => prefetch)
}

/// Returns what a coroutine is doing: FASTCTX_SUSPENDED, FASTCTX_RUNNING,
/// FASTCTX_NORMAL or FASTCTX_DEAD; -EINVAL if `co` is NULL. Of a coroutine that
/// another thread may resume it tells no more than that it was so a moment ago.
///
/// Async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_status(co: *const fastctx_co_t) -> c_int {
    landing_pad_jump!(fastctx_status => status)
}

/// Returns the name that a coroutine's attributes gave it, or NULL.
///
/// Async-signal-safe, thread-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_name(co: *const fastctx_co_t) -> *const c_char {
    landing_pad_jump!(fastctx_name => name)
}

/// Returns the coroutine that the calling thread is running, or NULL on a
/// thread's own stack.
///
/// Async-signal-safe, thread-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub extern "C" fn fastctx_current() -> *mut fastctx_co_t {
    landing_pad_jump!(fastctx_current => current)
}
