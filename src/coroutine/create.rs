//! Making and destroying coroutines: attributes, and the stack by its mode.

use super::transfer::{shadow_start, start};
use super::{
    Coroutine, DEFAULT_SIZE, EXTRAS_OF_ALL, FASTCTX_CO_BLOCK_SIGNALS, FASTCTX_CO_EXCEPTIONS,
    FASTCTX_CO_FP_CONTROL, FASTCTX_STACK_GIVEN, FASTCTX_STACK_GROWING, FASTCTX_STACK_MAPPED,
    FASTCTX_STACK_SEGMENTED, FASTCTX_STACK_SHARED, ON_SHARED_STACK, State, Status, ThisThread,
    fastctx_attr_t, fastctx_co_t,
};
use crate::arch::landing_pad_jump;
use crate::os::errno;
use crate::sanitizer::{self, Bounds};
use crate::stack::shared::Tenant;
use crate::stack::{self, Kind, Stack, overflow, segmented, shadow, slab};
use crate::switch::{LEAST_STACK, Suspended, fastctx_entry_t};
use core::ffi::{c_int, c_uint, c_void};
use core::ptr::{null, null_mut};
use core::sync::atomic::Ordering::Relaxed;

/// What FASTCTX_ATTR_INIT says.
static DEFAULTS: fastctx_attr_t = fastctx_attr_t {
    size: size_of::<fastctx_attr_t>(),
    mode: FASTCTX_STACK_MAPPED,
    flags: 0,
    stack_size: DEFAULT_SIZE,
    stack: null_mut(),
    shared: null_mut(),
    name: null(),
};

// SAFETY: never written to.
unsafe impl Sync for fastctx_attr_t {}

const FLAGS: c_uint = FASTCTX_CO_FP_CONTROL | FASTCTX_CO_EXCEPTIONS;

/// Flags of a mode.
const FLAGS_OF_SEGMENTED: c_uint = FASTCTX_CO_BLOCK_SIGNALS;

/// Where a coroutine's stack is, and whom it goes back to.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Ground {
    pub low: usize,
    pub top: usize,
    /// The mode in the lowest bits, and above them the size that was asked for, where
    /// that matters: for stacks of the library's own.
    asked: usize,
}

/// Bits of a mode in `asked`.
const MODE_BITS: u32 = 3;

impl Ground {
    /// Where the mode is, in its lowest MODE_BITS.
    pub const ASKED: usize = core::mem::offset_of!(Self, asked);

    pub fn mode(&self) -> c_int {
        (self.asked & ((1 << MODE_BITS) - 1)) as c_int
    }

    fn size(&self) -> usize {
        self.asked >> MODE_BITS
    }

    /// The stack that the attributes ask for, or a negative errno.
    #[inline(always)]
    fn obtain(attr: &fastctx_attr_t) -> Result<Self, c_int> {
        let mode = attr.mode;
        let is_given = mode == FASTCTX_STACK_GIVEN;
        let is_shared = mode == FASTCTX_STACK_SHARED;
        if is_elsewhere(mode) {
            return Err(-errno::ENOTSUP);
        }
        // What the mode needs, and what it excludes.
        if attr.stack.is_null() == is_given
            || attr.shared.is_null() == is_shared
            || attr.stack_size == 0 && !is_shared
        {
            return Err(-errno::EINVAL);
        }
        let size = size(attr);
        let (low, top) = if let Some(kind) = kind(mode) {
            if size > usize::MAX >> MODE_BITS {
                return Err(-errno::ENOMEM);
            }
            let stack = stack::take(kind, size)?;
            (stack.low, stack.top)
        } else if is_given {
            let low = attr.stack as usize;
            (low, low.checked_add(size).ok_or(-errno::EINVAL)?)
        } else if is_shared {
            // SAFETY: the caller's: a shared stack.
            unsafe { (*attr.shared).bounds() }
        } else if mode == FASTCTX_STACK_SEGMENTED {
            let blocks_signals = attr.flags & FASTCTX_CO_BLOCK_SIGNALS != 0;
            segmented::map(size, blocks_signals)?
        } else {
            return Err(-errno::EINVAL);
        };
        let asked = size << MODE_BITS | mode as usize;
        Ok(Self { low, top, asked })
    }

    /// # Safety
    /// Nobody uses it any more.
    unsafe fn release(&self) {
        // Given memory is the caller's, a shared stack not ours alone.
        // SAFETY: `obtain` took it; the caller's.
        unsafe {
            if let Some(kind) = kind(self.mode()) {
                let (low, top) = (self.low, self.top);
                stack::give_back(kind, Stack { low, top });
            } else if self.mode() == FASTCTX_STACK_SEGMENTED {
                segmented::unmap(self.top);
            }
        }
    }
}

/// The size of stack that the attributes ask for.
#[inline(always)]
fn size(attr: &fastctx_attr_t) -> usize {
    if attr.stack_size != DEFAULT_SIZE {
        attr.stack_size
    } else if attr.mode == FASTCTX_STACK_MAPPED {
        64 * 1024
    } else if attr.mode == FASTCTX_STACK_GROWING {
        256 * 1024
    } else if attr.mode == FASTCTX_STACK_SEGMENTED {
        4096
    } else {
        usize::MAX // of given memory: beyond the address space
    }
}

/// The kind of stack that the library makes for a mode, if it makes one.
#[cfg(target_os = "linux")]
fn kind(mode: c_int) -> Option<Kind> {
    if mode == FASTCTX_STACK_MAPPED {
        Some(Kind::Mapped)
    } else if mode == FASTCTX_STACK_GROWING {
        Some(Kind::Growing)
    } else {
        None
    }
}

/// It makes none.
#[cfg(not(target_os = "linux"))]
fn kind(_: c_int) -> Option<Kind> {
    None
}

/// Whether a mode is one that only exists elsewhere.
fn is_elsewhere(mode: c_int) -> bool {
    cfg!(not(target_os = "linux"))
        && (FASTCTX_STACK_MAPPED..=FASTCTX_STACK_SEGMENTED).contains(&mode)
}

/// Whose a stack of the library's own is, for [`overflow`].
///
/// # Safety
/// `top` is the end of such a stack, or of one that is not used; or 0.
unsafe extern "C" fn owner(low: usize, top: usize) -> overflow::Owner {
    if top == 0 {
        return owner_of_shared();
    }
    let block = block_below(top);
    let mut found = owner_none(Stack { low, top });
    // SAFETY: the top of such a stack is mapped; what was a coroutine there is
    // dead, or was never one, and then the bounds differ.
    unsafe {
        let ground = (*block).ground;
        if ground.low == low && ground.top == top && (*block).state.status != Status::DEAD {
            found.address = block as usize;
            found.name = (*block).name;
        }
    }
    found
}

fn owner_none(stack: Stack) -> overflow::Owner {
    overflow::Owner {
        address: 0,
        name: null(),
        stack,
    }
}

/// The coroutine that runs here, if it is one of a shared stack.
fn owner_of_shared() -> overflow::Owner {
    let coroutine = ThisThread::get().current();
    let mut found = owner_none(Stack { low: 0, top: 0 });
    if coroutine.is_null() {
        return found;
    }
    // SAFETY: the coroutine that runs in this thread.
    unsafe {
        let ground = (*coroutine).ground;
        if ground.mode() == FASTCTX_STACK_SHARED {
            found.address = coroutine as usize;
            found.name = (*coroutine).name;
            found.stack = Stack {
                low: ground.low,
                top: ground.top,
            };
        }
    }
    found
}

/// [`owner`], for a call through a pointer.
#[unsafe(naked)]
unsafe extern "C" fn owner_entry(low: usize, top: usize) -> overflow::Owner {
    landing_pad_jump!(owner)
}

/// FASTCTX_VERBOSE=1: the calling thread's stack overflows are told.
#[cold]
pub fn watch_overflows() {
    overflow::watch_thread(owner_entry);
}

unsafe extern "C" fn create(
    place: *mut *mut Coroutine,
    attr: *const fastctx_attr_t,
    entry: fastctx_entry_t,
    arg: *mut c_void,
) -> c_int {
    let Some(entry) = entry else {
        return -errno::EINVAL;
    };
    // SAFETY: the caller's: null, or attributes as long as their size says.
    let attr = match unsafe { attr.as_ref() } {
        None => &DEFAULTS,
        Some(attr) if attr.size == size_of::<fastctx_attr_t>() => attr,
        Some(_) => return -errno::EINVAL,
    };
    if place.is_null() {
        return -errno::EINVAL;
    }
    match again(attr) {
        Some(coroutine) => {
            // SAFETY: a control block, and the caller's place for it.
            unsafe { (*coroutine).complete(place, attr, entry, arg) };
            0
        }
        // SAFETY: the caller's.
        None => unsafe { create_slowly(place, attr, entry, arg) },
    }
}

/// The coroutine that was last on a stack that is free again, made anew as the
/// attributes say: most of its control block is right. None if there is no such
/// stack, or the attributes ask for more. No call is made here, so that no register
/// needs to be saved.
#[inline(always)]
fn again(attr: &fastctx_attr_t) -> Option<*mut Coroutine> {
    if attr.flags & !FLAGS != 0
        || !attr.stack.is_null()
        || !attr.shared.is_null()
        || shadow::is_on()
    {
        return None;
    }
    let stack = stack::take_again(kind(attr.mode)?, size(attr))?;
    let coroutine = block_below(stack.top);
    // SAFETY: `destroy` left it there.
    unsafe { (*coroutine).begin_anew(attr.flags as u8 | EXTRAS_OF_ALL.load(Relaxed)) };
    Some(coroutine)
}

#[inline(never)]
unsafe fn create_slowly(
    place: *mut *mut Coroutine,
    attr: &fastctx_attr_t,
    entry: unsafe extern "C" fn(*mut c_void, *mut c_void) -> *mut c_void,
    arg: *mut c_void,
) -> c_int {
    match make(attr) {
        Ok(coroutine) => {
            // SAFETY: a control block; the caller's.
            unsafe { (*coroutine).complete(place, attr, entry, arg) };
            0
        }
        Err(error) => error,
    }
}

/// A coroutine whose entry, argument and name are still to be filled in, or a
/// negative errno.
fn make(attr: &fastctx_attr_t) -> Result<*mut Coroutine, c_int> {
    let flags = if attr.mode == FASTCTX_STACK_SEGMENTED {
        FLAGS | FLAGS_OF_SEGMENTED
    } else {
        FLAGS
    };
    if attr.flags & !flags != 0 {
        return Err(-errno::EINVAL);
    }
    let ground = Ground::obtain(attr)?;
    let Some(coroutine) = control_block(&ground) else {
        // SAFETY: just taken.
        unsafe { ground.release() };
        return Err(-errno::ENOMEM);
    };
    if sanitizer::wants_stacks() {
        tell(coroutine, &ground);
    }
    // SAFETY: `control_block` found the room for it and for the first frame.
    unsafe {
        (&raw mut (*coroutine).ground).write(ground);
        (&raw mut (*coroutine).tenant).write(Tenant::NONE);
        (*coroutine).begin_anew(extras(attr));
        if shadow::is_on()
            && let Err(error) = obtain_shadow_stack(coroutine)
        {
            free(coroutine);
            return Err(error);
        }
        if ground.mode() == FASTCTX_STACK_SHARED {
            let tenant = &raw mut (*coroutine).tenant;
            let context = Suspended::context(&raw mut (*coroutine).context);
            if let Err(error) = Tenant::settle(tenant, attr.shared, context) {
                release_shadow_stack(coroutine);
                free(coroutine);
                return Err(error);
            }
        }
    }
    Ok(coroutine)
}

/// Tells sanitizers and valgrind of a coroutine that is going to be one.
#[cold]
fn tell(coroutine: *mut Coroutine, ground: &Ground) {
    let block = coroutine as usize;
    let (low, top) = (ground.low, ground.top);
    if ground.mode() == FASTCTX_STACK_GIVEN {
        sanitizer::valgrind::make_undefined(block - LEAST_STACK, top);
    }
    // Valgrind knows the library's own stacks, always.
    let is_known = kind(ground.mode()).is_some() || ground.mode() == FASTCTX_STACK_SHARED;
    if sanitizer::is_present() || !is_known {
        let top_of_block = block + size_of::<Coroutine>();
        sanitizer::coroutine_is_made(
            Bounds {
                low: block,
                top: top_of_block,
            },
            Bounds { low, top },
            ground.mode() == FASTCTX_STACK_SHARED,
        );
    }
}

impl Coroutine {
    /// Ready to start, at the top of its stack.
    #[inline(always)]
    fn begin_anew(&mut self, extras: u8) {
        let top = &raw mut *self as usize;
        self.context = Suspended::new(top, start as *const () as usize);
        // Four fields by one store.
        self.state = State {
            status: Status::SUSPENDED,
            extras,
            has_started: 0,
            yield_result: 0,
        };
    }

    /// Fills in what is left, and hands it out.
    ///
    /// # Safety
    /// `place` is writable.
    #[inline(always)]
    unsafe fn complete(
        &mut self,
        place: *mut *mut Self,
        attr: &fastctx_attr_t,
        entry: unsafe extern "C" fn(*mut c_void, *mut c_void) -> *mut c_void,
        arg: *mut c_void,
    ) {
        self.entry = entry;
        self.arg = arg;
        self.name = attr.name;
        // SAFETY: the caller's.
        unsafe { place.write(self) };
    }
}

/// The memory that a coroutine's shadow stack belongs to, and the size of its stack.
///
/// # Safety
/// A coroutine.
unsafe fn shadow_key(coroutine: *const Coroutine) -> (usize, usize, usize) {
    // SAFETY: the caller's.
    let ground = unsafe { &(*coroutine).ground };
    let size = ground.top - ground.low;
    if ground.mode() == FASTCTX_STACK_SHARED {
        let block = coroutine as usize;
        (block, block + size_of::<Coroutine>(), size)
    } else {
        (ground.low, ground.top, size)
    }
}

/// A shadow stack of its own, on which it starts; or a negative errno.
///
/// # Safety
/// A new coroutine.
#[cold]
unsafe fn obtain_shadow_stack(coroutine: *mut Coroutine) -> Result<(), c_int> {
    // SAFETY: the caller's.
    unsafe {
        let (low, high, size) = shadow_key(coroutine);
        shadow::make(low, high, size)?;
        let sp = (*coroutine).context.sp as usize;
        (*coroutine).context = Suspended::new(sp, shadow_start as *const () as usize);
    }
    Ok(())
}

/// Nobody will run on it any more.
///
/// # Safety
/// A coroutine that is dead.
unsafe fn release_shadow_stack(coroutine: *mut Coroutine) {
    if shadow::is_on() {
        // SAFETY: the caller's.
        let (low, ..) = unsafe { shadow_key(coroutine) };
        shadow::release(low);
    }
}

/// Where the shadow stack of a coroutine that starts begins.
///
/// # Safety
/// A coroutine that was made where shadow stacks were on.
#[cfg(shadow_stacks)]
pub(super) unsafe extern "C" fn shadow_top(coroutine: *const Coroutine) -> usize {
    // SAFETY: the caller's.
    let (low, ..) = unsafe { shadow_key(coroutine) };
    shadow::top_of(low)
}

/// What switches to and from a coroutine with these attributes have to do.
fn extras(attr: &fastctx_attr_t) -> u8 {
    let on_shared_stack = if attr.mode == FASTCTX_STACK_SHARED {
        ON_SHARED_STACK
    } else {
        0
    };
    (attr.flags & FLAGS) as u8 | on_shared_stack | EXTRAS_OF_ALL.load(Relaxed)
}

/// The control block at the top of a stack, if that has the room; where the stack
/// is not the coroutine's own, elsewhere.
fn control_block(ground: &Ground) -> Option<*mut Coroutine> {
    if ground.mode() == FASTCTX_STACK_SHARED {
        let (block, _) = slab::take(size_of::<Coroutine>()).ok()?;
        return Some(block as *mut Coroutine);
    }
    ground.top.checked_sub(size_of::<Coroutine>())?;
    let block = block_below(ground.top);
    let room = (block as usize).checked_sub(LEAST_STACK)?;
    (room >= ground.low).then_some(block)
}

/// Where the control block of a stack is.
pub(super) fn block_below(top: usize) -> *mut Coroutine {
    const LINE: usize = 64;
    (top.wrapping_sub(size_of::<Coroutine>()) & !(LINE - 1)) as *mut Coroutine
}

/// Gives the stack back, and the control block with it.
///
/// # Safety
/// Nobody uses the coroutine any more.
#[inline(never)]
unsafe fn free(coroutine: *mut Coroutine) {
    // SAFETY: the caller's; `control_block` made the block.
    unsafe {
        let ground = (*coroutine).ground;
        (*coroutine).state.status = Status::DEAD; // for those who look through all
        if sanitizer::wants_stacks() {
            sanitizer::is_gone(coroutine as usize);
        }
        if ground.mode() == FASTCTX_STACK_SHARED {
            slab::give_back(coroutine as usize, size_of::<Coroutine>());
        }
        ground.release();
    }
}

unsafe extern "C" fn destroy(coroutine: *mut Coroutine) -> c_int {
    if coroutine.is_null() {
        return -errno::EINVAL;
    }
    // SAFETY: the caller's: a coroutine that was created and not destroyed.
    unsafe {
        let status = (*coroutine).state.status;
        if status == Status::RUNNING || status == Status::NORMAL {
            return -errno::EBUSY;
        }
        let ground = (*coroutine).ground;
        (*coroutine).state.status = Status::DEAD;
        if ground.mode() != FASTCTX_STACK_SHARED {
            release_shadow_stack(coroutine);
        }
        if let Some(kind) = kind(ground.mode()) {
            let (low, top) = (ground.low, ground.top);
            if stack::keep(kind, ground.size(), Stack { low, top }) {
                return 0;
            }
        } else if ground.mode() == FASTCTX_STACK_GIVEN {
            if sanitizer::wants_stacks() {
                sanitizer::is_gone(coroutine as usize);
            }
            return 0; // the caller's
        } else if let Err(error) = Tenant::move_out(&raw mut (*coroutine).tenant) {
            (*coroutine).state.status = status;
            return error;
        } else if ground.mode() == FASTCTX_STACK_SHARED {
            release_shadow_stack(coroutine);
        }
        free(coroutine);
    }
    0
}

/// Makes a coroutine that will run `entry(arg, value)` on a stack of its own, or
/// as `attr` says (NULL: FASTCTX_ATTR_INIT), when it is first resumed; `value` is
/// what that fastctx_resume() passes. Stores it in `*co`. It is to be destroyed
/// by fastctx_destroy().
///
/// Returns 0, or a negative errno, with `*co` and all else as it was:
/// -EINVAL: `co` or `entry` is NULL, the stack size is zero, or `attr` has a size,
/// mode or flag that this library does not know, or fields that its mode excludes.
/// -ENOMEM: no memory, or the stack has no room for the first frame.
/// -EAGAIN: no more mappings for guard pages (vm.max_map_count).
/// -ENOSYS: the program has not what FASTCTX_STACK_SEGMENTED needs.
/// -ENOTSUP: the mode does not exist on this platform.
///
/// Thread-safe; not async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_create(
    co: *mut *mut fastctx_co_t,
    attr: *const fastctx_attr_t,
    entry: fastctx_entry_t,
    arg: *mut c_void,
) -> c_int {
    landing_pad_jump!(fastctx_create => create)
}

/// Frees a coroutine and gives its stack back. One that has not finished is not
/// unwound: it never goes on, what it holds is not released, and no destructor
/// runs; fastctx_cancel() first for that. `co` is gone afterwards.
///
/// Returns 0; -EINVAL if `co` is NULL; -EBUSY if it is running or has resumed
/// another coroutine, or lies on a shared stack that another thread is using, and
/// then nothing changes.
///
/// Thread-safe for different coroutines; not async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_destroy(co: *mut fastctx_co_t) -> c_int {
    landing_pad_jump!(fastctx_destroy => destroy)
}
