//! Making and destroying coroutines: attributes, and the stack by its mode.

use super::transfer::run;
use super::{
    Coroutine, FASTCTX_CO_BLOCK_SIGNALS, FASTCTX_CO_EXCEPTIONS, FASTCTX_CO_FP_CONTROL,
    FASTCTX_STACK_GIVEN, FASTCTX_STACK_MAPPED, FASTCTX_STACK_SEGMENTED, SPLIT_STACK, State, Status,
    fastctx_attr_t, fastctx_co_t,
};
use crate::arch::landing_pad_jump;
use crate::os::split_stack;
use crate::stack::segmented;
use crate::switch::{self, LEAST_STACK, fastctx_entry_t, fastctx_t};
use core::ffi::{c_int, c_uint, c_void};
use core::ptr::{null, null_mut};

/// What FASTCTX_ATTR_INIT says.
static DEFAULTS: fastctx_attr_t = fastctx_attr_t {
    size: size_of::<fastctx_attr_t>(),
    mode: FASTCTX_STACK_MAPPED,
    flags: 0,
    stack_size: 64 * 1024,
    stack: null_mut(),
    name: null(),
};

// SAFETY: never written to.
unsafe impl Sync for fastctx_attr_t {}

const FLAGS: c_uint = FASTCTX_CO_FP_CONTROL | FASTCTX_CO_EXCEPTIONS;

/// Flags of a mode.
const FLAGS_OF_SEGMENTED: c_uint = FASTCTX_CO_BLOCK_SIGNALS;

/// Where a coroutine's stack is, and whom it goes back to.
#[derive(Clone, Copy)]
pub struct Ground {
    pub mode: c_int,
    pub low: usize,
    pub top: usize,
}

impl Ground {
    /// The stack that the attributes ask for, or a negative errno.
    fn obtain(attr: &fastctx_attr_t) -> Result<Self, c_int> {
        let (low, top) = if attr.mode == FASTCTX_STACK_GIVEN {
            let low = attr.stack as usize;
            if low == 0 {
                return Err(-libc::EINVAL);
            }
            (low, low.checked_add(attr.stack_size).ok_or(-libc::EINVAL)?)
        } else if attr.mode == FASTCTX_STACK_SEGMENTED && attr.stack.is_null() {
            let blocks_signals = attr.flags & FASTCTX_CO_BLOCK_SIGNALS != 0;
            segmented::map(attr.stack_size, blocks_signals)?
        } else {
            return Err(-libc::EINVAL);
        };
        Ok(Self {
            mode: attr.mode,
            low,
            top,
        })
    }

    fn release(&self) {
        if self.mode == FASTCTX_STACK_SEGMENTED {
            // SAFETY: it was obtained so, and its coroutine does not run.
            return unsafe { segmented::unmap(self.top) };
        }
        // Given memory is the caller's.
        debug_assert!(self.mode == FASTCTX_STACK_GIVEN);
    }
}

unsafe extern "C" fn create(
    place: *mut *mut Coroutine,
    attr: *const fastctx_attr_t,
    entry: fastctx_entry_t,
    arg: *mut c_void,
) -> c_int {
    let Some(entry) = entry else {
        return -libc::EINVAL;
    };
    // SAFETY: the caller's: null, or attributes as long as their size says.
    let attr = match unsafe { attr.as_ref() } {
        None => &DEFAULTS,
        Some(attr) if attr.size == size_of::<fastctx_attr_t>() => attr,
        Some(_) => return -libc::EINVAL,
    };
    let mut flags = FLAGS;
    if attr.mode == FASTCTX_STACK_SEGMENTED {
        flags |= FLAGS_OF_SEGMENTED;
    }
    if place.is_null() || attr.stack_size == 0 || attr.flags & !flags != 0 {
        return -libc::EINVAL;
    }
    let ground = match Ground::obtain(attr) {
        Ok(ground) => ground,
        Err(error) => return error,
    };
    let Some(coroutine) = control_block(&ground) else {
        ground.release();
        return -libc::ENOMEM;
    };
    // SAFETY: `control_block` found the room for it and for the first frame.
    unsafe {
        let nowhere = || fastctx_t {
            sp: null_mut(),
            pc: null_mut(),
            reg: [null_mut(); 2],
        };
        coroutine.write(Coroutine {
            context: nowhere(),
            resumer: nowhere(),
            previous: null_mut(),
            state: State {
                status: Status::SUSPENDED,
                extras: extras(attr.flags),
            },
            yield_result: 0,
            has_started: false,
            entry,
            arg,
            ground,
            name: attr.name,
        });
        switch::prepare(
            &raw mut (*coroutine).context,
            coroutine as usize,
            run,
            coroutine.cast(),
            &raw mut (*coroutine).resumer,
        );
        place.write(coroutine);
    }
    0
}

/// What switches to and from a coroutine with these flags have to do.
fn extras(flags: c_uint) -> u8 {
    let split_stack = if split_stack::is_available() {
        SPLIT_STACK
    } else {
        0
    };
    (flags & FLAGS) as u8 | split_stack
}

/// The control block at the top of a stack, if that has the room.
fn control_block(ground: &Ground) -> Option<*mut Coroutine> {
    const LINE: usize = 64;
    let block = ground.top.checked_sub(size_of::<Coroutine>())? & !(LINE - 1);
    (block.checked_sub(LEAST_STACK)? >= ground.low).then_some(block as *mut Coroutine)
}

unsafe extern "C" fn destroy(coroutine: *mut Coroutine) -> c_int {
    if coroutine.is_null() {
        return -libc::EINVAL;
    }
    // SAFETY: the caller's: a coroutine that was created and not destroyed.
    unsafe {
        let status = (*coroutine).state.status;
        if status == Status::RUNNING || status == Status::NORMAL {
            return -libc::EBUSY;
        }
        (*coroutine).state.status = Status::DEAD;
        let ground = (*coroutine).ground;
        ground.release();
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
    landing_pad_jump!(create)
}

/// Frees a coroutine and gives its stack back. One that has not finished is not
/// unwound: it never goes on, what it holds is not released, and no destructor
/// runs; fastctx_cancel() first for that. `co` is gone afterwards.
///
/// Returns 0; -EINVAL if `co` is NULL; -EBUSY if it is running or has resumed
/// another coroutine, and then nothing changes.
///
/// Thread-safe for different coroutines; not async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_destroy(co: *mut fastctx_co_t) -> c_int {
    landing_pad_jump!(destroy)
}
