//! The C library's functions behind the names that we take: what a call would
//! have reached without us.

use super::action::{self, Sigaction};
use super::signals;
use super::weak::{self, LongjmpFunction, SigactionFunction};
use super::{SignalMask, set_errno, signal_mask};
use crate::arch::{Current, KernelAction, Linux};
use core::ffi::{CStr, c_int, c_void};
use core::mem::{MaybeUninit, transmute};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The next definition of a name behind ours, in a program with a loader.
pub fn next(name: &CStr) -> Option<*const c_void> {
    const RTLD_NEXT: *const c_void = usize::MAX as *const c_void;
    find(RTLD_NEXT, name)
}

fn find(from: *const c_void, name: &CStr) -> Option<*const c_void> {
    let dlsym = weak::dlsym()?;
    // SAFETY: the C library's own.
    let found = unsafe { dlsym(from, name.as_ptr()) };
    if found.is_null() {
        // The program is not to find our failure when it asks for its own.
        if let Some(dlerror) = weak::dlerror() {
            // SAFETY: the C library's own.
            unsafe { dlerror() };
        }
        return None;
    }
    Some(found)
}

/// Whether the C library is in the program itself: then there is no loader, or one
/// that knows nothing of it. (That nothing is behind us says less: a library that
/// musl opens late is the last one.)
pub fn is_static() -> bool {
    const RTLD_DEFAULT: *const c_void = core::ptr::null();
    find(RTLD_DEFAULT, c"longjmp").is_none()
}

/// A function that is looked up once, for dlsym must not be called in a signal
/// handler.
struct Found {
    name: &'static CStr,
    /// Zero: not looked up yet; 1: there is none.
    address: AtomicUsize,
}

impl Found {
    const fn new(name: &'static CStr) -> Self {
        Self {
            name,
            address: AtomicUsize::new(0),
        }
    }

    fn get(&self) -> Option<*const c_void> {
        let mut address = self.address.load(Relaxed);
        if address == 0 {
            address = next(self.name).map_or(1, |found| found as usize);
            self.address.store(address, Relaxed);
        }
        (address != 1).then_some(address as *const c_void)
    }
}

static SIGACTION: Found = Found::new(c"sigaction");

/// The four names of a jump, as indices.
#[derive(Clone, Copy)]
pub enum Jump {
    Longjmp,
    Siglongjmp,
    UnderscoreLongjmp,
    LongjmpChk,
}

static JUMPS: [Found; 4] = [
    Found::new(c"longjmp"),
    Found::new(c"siglongjmp"),
    Found::new(c"_longjmp"),
    Found::new(c"__longjmp_chk"),
];

/// Looks all of them up, when the library is loaded.
pub fn find_all() {
    for function in JUMPS.iter().chain([&SIGACTION]) {
        function.get();
    }
}

/// sigaction(3); in a static program the C library's inner function, if it is
/// part of that.
///
/// # Safety
/// As sigaction(3).
pub unsafe fn sigaction(signal: c_int, new: *const Sigaction, old: *mut Sigaction) -> c_int {
    let function = match SIGACTION.get() {
        // SAFETY: a function of that type.
        Some(found) => Some(unsafe { transmute::<*const c_void, SigactionFunction>(found) }),
        // The inner function does not look at whose a signal is.
        None if signal_mask(signal).is_none() => None,
        None => weak::__libc_sigaction(),
    };
    // SAFETY: the caller's.
    unsafe {
        match function {
            Some(function) => function(signal, new, old),
            None => kernel_sigaction(signal, new, old),
        }
    }
}

type Action = <Current as Linux>::KernelAction;

/// rt_sigaction(2), past every wrapper: for static programs that have nothing
/// else of it, and for handlers of our own.
///
/// # Safety
/// As sigaction(3); of the structures' masks it reads and writes the first word.
pub unsafe fn kernel_sigaction(signal: c_int, new: *const Sigaction, old: *mut Sigaction) -> c_int {
    if signal_mask(signal).is_none() {
        set_errno(libc::EINVAL);
        return -1;
    }
    // SAFETY: the caller's.
    unsafe {
        let mut before = MaybeUninit::<Action>::uninit();
        let given = (!new.is_null()).then(|| {
            let flags = action::flags(new).read() as u32;
            Action::new(
                action::handler(new).read(),
                flags,
                action::mask(new).read_unaligned(),
            )
        });
        if given.as_ref().is_some_and(|given| {
            given.handler() > signals::SIG_IGN && given.flags() & signals::SA_RESTART as u32 == 0
        }) {
            waits_may_fail();
        }
        let result = Current::system_call(
            libc::SYS_rt_sigaction as usize,
            [
                signal as usize,
                given.as_ref().map_or(0, |given| given as *const _ as usize),
                if old.is_null() {
                    0
                } else {
                    before.as_mut_ptr() as usize
                },
                size_of::<SignalMask>(),
                0,
                0,
            ],
        );
        if result < 0 {
            set_errno(-result as c_int);
            return -1;
        }
        if !old.is_null() {
            let before = before.assume_init();
            action::handler(old).write(before.handler());
            action::flags(old).write(before.flags() as c_int);
            action::mask(old).write_unaligned(before.mask());
        }
    }
    0
}

/// musl retries waits that a signal interrupted until it knows of a handler
/// that does not restart them; its sigaction tells it.
fn waits_may_fail() {
    if let Some(flag) = weak::__eintr_valid_flag() {
        // SAFETY: the C library's own.
        unsafe { flag.write_volatile(1) }
    }
}

/// The jump of a name; in a static program they are all one function.
pub fn jump(jump: Jump) -> Option<LongjmpFunction> {
    match JUMPS.get(jump as usize)?.get() {
        // SAFETY: a function of that type.
        Some(found) => Some(unsafe { transmute::<*const c_void, LongjmpFunction>(found) }),
        None => weak::fastctx_static_longjmp(),
    }
}
