//! Straight ways through [`super::transfer`] where one of the two parties is on a shared
//! stack, and neither has other extras.

use super::transfer::{home, resume_in_general, tenant_of};
use super::{Coroutine, ThisThread};
use crate::arch::body;
use crate::os::COROUTINE_WORD;
use crate::stack::shared::{self, Call};
use crate::switch::{Suspended, fastctx_t};
use core::ffi::{c_int, c_void};

/// fastctx_resume() where a shared stack is all that is special.
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub(super) unsafe extern "C" fn resume_shared(
    co: *mut Coroutine,
    value: *mut *mut c_void,
) -> c_int {
    body!(
        "resume_shared",
        coroutine_word = sym COROUTINE_WORD,
        resume_in_general = sym resume_in_general,
        set_off = sym set_off,
        come_back = sym come_back;
        Coroutine: resumer, previous, state
    )
}

/// What there is to do before a switch into a coroutine, and where that is to go:
/// a context, or a negative errno.
///
/// # Safety
/// A suspended coroutine, and where the stack pointer of who resumes it will be.
unsafe extern "C" fn set_off(
    coroutine: *mut Coroutine,
    value: *mut *mut c_void,
    sp: usize,
) -> *mut fastctx_t {
    // SAFETY: the caller's.
    unsafe {
        let previous = ThisThread::get().current();
        let resumer = Suspended::context(&raw mut (*coroutine).resumer);
        let leaving = (tenant_of(previous), resumer);
        let entering = home(coroutine);
        or_error(shared::set_off(Call::Resume, leaving, sp, entering, value))
    }
}

/// The same for a yield to another coroutine.
///
/// # Safety
/// The coroutine that runs here, and where its stack pointer will be.
unsafe extern "C" fn set_off_back(
    coroutine: *mut Coroutine,
    value: *mut *mut c_void,
    sp: usize,
) -> *mut fastctx_t {
    // SAFETY: the caller's.
    unsafe {
        let resumer = Suspended::context(&raw mut (*coroutine).resumer);
        let leaving = home(coroutine);
        let entering = (tenant_of((*coroutine).previous), resumer);
        or_error(shared::set_off(Call::Yield, leaving, sp, entering, value))
    }
}

/// As the assembly takes it, and the kernel gives it.
fn or_error(result: Result<*mut fastctx_t, c_int>) -> *mut fastctx_t {
    match result {
        Ok(context) => context,
        Err(error) => error as isize as *mut fastctx_t,
    }
}

/// Back from a coroutine, in who resumed it.
///
/// # Safety
/// `set_off` succeeded for it.
unsafe extern "C" fn come_back(coroutine: *mut Coroutine) {
    // SAFETY: the caller's.
    unsafe { shared::come_back(home((*coroutine).previous), tenant_of(coroutine)) }
}

/// fastctx_yield() to another coroutine likewise. Its arguments are in other
/// registers than a function's: see there.
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
pub(super) unsafe extern "C" fn yield_shared() {
    body!(
        "yield_shared",
        set_off_back = sym set_off_back;
        Coroutine: context, previous, state
    )
}
