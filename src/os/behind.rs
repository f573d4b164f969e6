//! The C library's functions behind the names that we take: what a call would
//! have reached without us.

use super::weak::{self, LongjmpFunction, SigactionFunction};
use core::ffi::{CStr, c_void};
use core::mem::transmute;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The next definition of a name behind ours, in a program with a loader.
pub fn next(name: &CStr) -> Option<*const c_void> {
    const RTLD_NEXT: *const c_void = usize::MAX as *const c_void;
    let dlsym = weak::dlsym()?;
    // SAFETY: the C library's own.
    let found = unsafe { dlsym(RTLD_NEXT, name.as_ptr()) };
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
pub fn sigaction() -> Option<SigactionFunction> {
    match SIGACTION.get() {
        // SAFETY: a function of that type.
        Some(found) => Some(unsafe { transmute::<*const c_void, SigactionFunction>(found) }),
        None => weak::__libc_sigaction(),
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
