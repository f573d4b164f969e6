//! What the sanitizers' runtime libraries export for this purpose
//! (compiler-rt/include/sanitizer/*_interface.h of LLVM; gcc's are the same), and what
//! the C library knows of a thread's stack.

use super::flows::Bounds;
use crate::os::weak::weak_symbols;
use core::ffi::{c_int, c_uint, c_void};
use core::mem::MaybeUninit;
use core::ptr::null_mut;

/// pthread_attr_t: at most 64 bytes on any of the C libraries' platforms.
type ThreadAttributes = [u64; 16];

weak_symbols! {
    /// AddressSanitizer, and others: the stack is about to be another one. Null: the
    /// one that is left is not needed any more.
    __sanitizer_start_switch_fiber: unsafe extern "C" fn(*mut *mut c_void, *const c_void, usize);
    /// The stack is another one now. Tells which it was.
    __sanitizer_finish_switch_fiber: unsafe extern "C" fn(*mut c_void, *mut *const c_void, *mut usize);
    /// AddressSanitizer: all bytes may be used.
    __asan_unpoison_memory_region: unsafe extern "C" fn(*const c_void, usize);
    /// LeakSanitizer: pointers in that memory count.
    __lsan_register_root_region: unsafe extern "C" fn(*const c_void, usize);
    /// Not any more.
    __lsan_unregister_root_region: unsafe extern "C" fn(*const c_void, usize);
    /// The sanitizers' allocator: whether a block begins there.
    __sanitizer_get_ownership: unsafe extern "C" fn(*const c_void) -> c_int;
    /// ThreadSanitizer: the fiber that the calling thread is in.
    __tsan_get_current_fiber: unsafe extern "C" fn() -> *mut c_void;
    /// A new one.
    __tsan_create_fiber: unsafe extern "C" fn(c_uint) -> *mut c_void;
    /// One that is not in use.
    __tsan_destroy_fiber: unsafe extern "C" fn(*mut c_void);
    /// The calling thread goes on in another one. 0: what was done before happened before
    /// what is done then.
    __tsan_switch_to_fiber: unsafe extern "C" fn(*mut c_void, c_uint);
    /// What was released at an address happened before what follows.
    __tsan_acquire: unsafe extern "C" fn(*mut c_void);
    /// What was done before happened before what follows an acquire.
    __tsan_release: unsafe extern "C" fn(*mut c_void);
    /// pthread_self(3).
    pthread_self: unsafe extern "C" fn() -> *mut c_void;
    /// pthread_getattr_np(3).
    pthread_getattr_np: unsafe extern "C" fn(*mut c_void, *mut ThreadAttributes) -> c_int;
    /// pthread_attr_getstack(3).
    pthread_attr_getstack: unsafe extern "C" fn(*const ThreadAttributes, *mut usize, *mut usize) -> c_int;
    /// pthread_attr_destroy(3).
    pthread_attr_destroy: unsafe extern "C" fn(*mut ThreadAttributes) -> c_int;
}

/// Whether there is a sanitizer to be told of switches.
pub fn are_present() -> bool {
    has_address() || has_thread()
}

/// AddressSanitizer, or another with that interface.
pub fn has_address() -> bool {
    __sanitizer_start_switch_fiber().is_some() && __sanitizer_finish_switch_fiber().is_some()
}

/// ThreadSanitizer.
fn has_thread() -> bool {
    __tsan_get_current_fiber().is_some()
        && __tsan_create_fiber().is_some()
        && __tsan_destroy_fiber().is_some()
        && __tsan_switch_to_fiber().is_some()
}

/// For the line that FASTCTX_VERBOSE=1 prints.
pub fn names() -> [&'static [u8]; 2] {
    [
        if has_address() {
            b" AddressSanitizer"
        } else {
            b""
        },
        if has_thread() {
            b" ThreadSanitizer"
        } else {
            b""
        },
    ]
}

/// ThreadSanitizer's fiber that runs; null without one.
pub fn current_fiber() -> *mut c_void {
    match __tsan_get_current_fiber() {
        // SAFETY: the sanitizer's own.
        Some(get) => unsafe { get() },
        None => null_mut(),
    }
}

/// Goes on in a fiber, a new one if it is null. Afterwards it is `fiber`.
pub fn switch_fiber(fiber: &mut *mut c_void) {
    if let (Some(create), Some(switch)) = (__tsan_create_fiber(), __tsan_switch_to_fiber()) {
        // SAFETY: a fiber that was made and not destroyed.
        unsafe {
            if fiber.is_null() {
                *fiber = create(0);
            }
            switch(*fiber, 0);
        }
    }
}

/// A fiber that does not run is not needed any more.
pub fn destroy_fiber(fiber: *mut c_void) {
    if let Some(destroy) = __tsan_destroy_fiber()
        && !fiber.is_null()
    {
        // SAFETY: a fiber that was made and not destroyed.
        unsafe { destroy(fiber) }
    }
}

/// For AddressSanitizer: from here on the stack is another one. The fake stack of the one
/// that is left goes to `left`, or is freed; that of the other one is `entered`.
pub fn switch_stack(left: Option<&mut *mut c_void>, stack: Bounds, entered: *mut c_void) {
    let (mut old_low, mut old_size) = (null_mut::<c_void>().cast_const(), 0);
    if let (Some(start), Some(finish)) = (
        __sanitizer_start_switch_fiber(),
        __sanitizer_finish_switch_fiber(),
    ) {
        let left = left.map_or(null_mut(), |left| &raw mut *left);
        // SAFETY: the sanitizer's own, in pairs.
        unsafe {
            start(left, stack.low as *const c_void, stack.top - stack.low);
            finish(entered, &raw mut old_low, &raw mut old_size);
        }
    }
}

/// Frees a fake stack that is not in use: there is no other way than to leave it.
pub fn free_fake_stack(fake: *mut c_void) {
    if fake.is_null() || !has_address() {
        return;
    }
    let (mut mine, mut low, mut size) = (null_mut(), null_mut::<c_void>().cast_const(), 0);
    if let (Some(start), Some(finish)) = (
        __sanitizer_start_switch_fiber(),
        __sanitizer_finish_switch_fiber(),
    ) {
        // SAFETY: to that fake stack, on no stack at all, and back again.
        unsafe {
            start(&raw mut mine, low, size);
            finish(fake, &raw mut low, &raw mut size);
            start(null_mut(), low, size);
            let (mut none, mut nothing) = (null_mut::<c_void>().cast_const(), 0);
            finish(mine, &raw mut none, &raw mut nothing);
        }
    }
}

/// For AddressSanitizer: all that memory may be used.
pub fn unpoison(low: usize, top: usize) {
    if let Some(unpoison) = __asan_unpoison_memory_region()
        && low < top
    {
        // SAFETY: memory of a stack.
        unsafe { unpoison(low as *const c_void, top - low) }
    }
}

/// What one thread did on a stack happened before what another does there.
pub fn acquire(address: usize) {
    if let Some(acquire) = __tsan_acquire() {
        // SAFETY: any address.
        unsafe { acquire(address as *mut c_void) }
    }
}

/// See [`acquire`].
pub fn release(address: usize) {
    if let Some(release) = __tsan_release() {
        // SAFETY: any address.
        unsafe { release(address as *mut c_void) }
    }
}

/// LeakSanitizer looks for pointers there from now on: whether it was told. A block of the
/// heap it finds by itself, if that is reachable.
pub fn search(memory: Bounds) -> bool {
    let low = memory.low as *const c_void;
    // SAFETY: the sanitizers' own; memory that is there until it is taken back.
    unsafe {
        if __sanitizer_get_ownership().is_some_and(|owns| owns(low) != 0) {
            return false;
        }
        match __lsan_register_root_region() {
            Some(register) => register(low, memory.top - memory.low),
            None => return false,
        }
    }
    true
}

/// Not any more.
pub fn stop_searching(memory: Bounds) {
    if let Some(unregister) = __lsan_unregister_root_region() {
        // SAFETY: memory that was told.
        unsafe { unregister(memory.low as *const c_void, memory.top - memory.low) }
    }
}

/// The calling thread's own stack, if the C library tells.
pub fn thread_stack() -> Option<Bounds> {
    let (myself, get) = (pthread_self()?, pthread_getattr_np()?);
    let (stack, destroy) = (pthread_attr_getstack()?, pthread_attr_destroy()?);
    let mut attributes = MaybeUninit::<ThreadAttributes>::uninit();
    let (mut low, mut size) = (0, 0);
    // SAFETY: the C library's own, with room for what they store.
    unsafe {
        if get(myself(), attributes.as_mut_ptr()) != 0 {
            return None;
        }
        let status = stack(attributes.as_ptr(), &raw mut low, &raw mut size);
        destroy(attributes.as_mut_ptr());
        let top = low.checked_add(size)?;
        (status == 0).then_some(Bounds { low, top })
    }
}
