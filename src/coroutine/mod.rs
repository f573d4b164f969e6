//! Coroutines: contexts with a stack of some mode, that are resumed and yield.
//!
//! A coroutine's control block stands at the top of its stack, so that an idle
//! one keeps a single page; where the stack is not its own, elsewhere.
//!
//! ```text
//!   top -> +----------------+
//!          | control block  |  Coroutine: two contexts, state, entry
//!          +----------------+  64-byte boundary
//!          | first frame    |  src/switch
//!          | ...            |
//!   low -> +----------------+
//! ```
//!
//! `create` makes and destroys them, `transfer` and `transfer_shared` go from one to another,
//! `errors` names what went wrong, `inspect` looks at stacks, `scan` finds
//! pointers on them.

mod create;
mod errors;
mod inspect;
mod scan;
mod transfer;
#[cfg(target_os = "linux")]
mod transfer_shared;

use crate::arch::layout;
#[cfg(target_os = "linux")]
use crate::debugger::{Word, address, number};
use crate::os::{ThreadWord, ThreadWordPlace, split_stack};
use crate::sanitizer;
use crate::stack::shared::{Tenant, fastctx_shared_t};
use crate::switch::Suspended;
use core::ffi::{c_char, c_int, c_uint, c_void};
use core::mem::offset_of;
use core::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// Memory from the caller: `stack` and `stack_size` of fastctx_attr_t. The
/// coroutine's control block stands at its top, and nothing else is allocated.
/// There is no guard.
pub const FASTCTX_STACK_GIVEN: c_int = 1;

/// Memory of its own, with a guard page, from a pool: a stack that a destroyed
/// coroutine leaves is used again, with the pages it had.
pub const FASTCTX_STACK_MAPPED: c_int = 2;

/// A reservation of its own, with a guard page, of which only pages that have been
/// touched take memory. It may be large: 256 KiB and more. When the coroutine is
/// destroyed, all but its topmost pages are given back sooner or later; see
/// fastctx_trim().
pub const FASTCTX_STACK_GROWING: c_int = 3;

/// The stack that `shared` of fastctx_attr_t names, together with others: see
/// fastctx_shared_create().
pub const FASTCTX_STACK_SHARED: c_int = 4;

/// For programs compiled with gcc's `-fsplit-stack`: a stack that grows by segments,
/// which libgcc maps as that code needs them and keeps until fastctx_destroy().
/// `stack_size` is the size of the first one, 4096 is enough. Code compiled otherwise
/// has what is left of the segment that it is called on: at least 3.5 KiB, or with
/// gold as the linker (`-fuse-ld=gold`) 1 MiB. Needs a program with libgcc's
/// functions (`__splitstack_makecontext` and others): one that has code
/// compiled that way, and if this library is preloaded is linked with `-rdynamic`.
/// Without memory for a segment libgcc ends the process. Where
/// gcc has no such stacks: -ENOTSUP.
pub const FASTCTX_STACK_SEGMENTED: c_int = 5;

/// FASTCTX_STACK_DEFAULT_SIZE of the header.
const DEFAULT_SIZE: usize = usize::MAX;

/// A coroutine that was yielding, or has not run yet: it can be resumed.
pub const FASTCTX_SUSPENDED: c_int = 0;

/// The coroutine that is running, in the calling thread or another.
pub const FASTCTX_RUNNING: c_int = 1;

/// A coroutine that has resumed another one, which has not come back yet.
pub const FASTCTX_NORMAL: c_int = 2;

/// A coroutine whose entry function has returned, or that was cancelled.
pub const FASTCTX_DEAD: c_int = 3;

/// fastctx_resume(): the coroutine's entry function has returned.
pub const FASTCTX_FINISHED: c_int = 0;

/// fastctx_resume(): the coroutine yielded, and can be resumed again.
pub const FASTCTX_YIELDED: c_int = 1;

/// Flag: FP control (rounding, traps; see fastctx_switch_fp()) belongs to the
/// coroutine and, while that runs, is kept for whoever resumed it. Without the
/// flag it belongs to the thread.
pub const FASTCTX_CO_FP_CONTROL: c_uint = 1;

/// Flag: C++'s exceptions being handled (`__cxa_get_globals`) belong to the
/// coroutine: so it may yield inside a `catch` block and rethrow later. Without
/// the flag exceptions can be thrown and caught, but not across a yield
/// inside the `catch` block.
pub const FASTCTX_CO_EXCEPTIONS: c_uint = 2;

/// Flag, with FASTCTX_STACK_SEGMENTED only: libgcc blocks signals while it enters and
/// leaves a segment, by two system calls each time. For signal handlers that are
/// compiled with -fsplit-stack themselves.
pub const FASTCTX_CO_BLOCK_SIGNALS: c_uint = 4;

/// What a coroutine is made of. Begin with FASTCTX_ATTR_INIT, which is also what
/// NULL stands for.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct fastctx_attr_t {
    /// `sizeof(fastctx_attr_t)`, for libraries that know more fields or fewer.
    pub size: usize,
    /// Where the stack lives: one of the FASTCTX_STACK_ constants.
    pub mode: c_int,
    /// FASTCTX_CO_ constants, or-ed together.
    pub flags: c_uint,
    /// Bytes of stack, or FASTCTX_STACK_DEFAULT_SIZE. FASTCTX_STACK_MAPPED and
    /// FASTCTX_STACK_GROWING round them up to whole pages, above 16 pages to an
    /// eighth of a power of two at most, and have a guard page below that; up to
    /// 960 bytes at the top stay free, so that stacks differ in the cache lines they
    /// begin with. FASTCTX_STACK_SHARED does not look at it.
    pub stack_size: usize,
    /// FASTCTX_STACK_GIVEN: the lowest address of the memory. Otherwise NULL.
    pub stack: *mut c_void,
    /// FASTCTX_STACK_SHARED: the stack to run on. Otherwise NULL.
    pub shared: *mut fastctx_shared_t,
    /// For messages, or NULL. The string is not copied, and must stay as long
    /// as the coroutine.
    pub name: *const c_char,
}

/// A coroutine, made by fastctx_create().
#[allow(non_camel_case_types)]
pub struct fastctx_co_t {
    _private: [u8; 0],
}

/// The control block: a line of what a resume and a yield use, and one of the rest.
#[repr(C, align(64))]
struct Coroutine {
    /// Where it goes on, while it is suspended or has resumed another.
    context: Suspended,
    /// Where whoever resumed it goes on, while it is not suspended.
    resumer: Suspended,
    /// The coroutine that resumed it; null: a thread on its own stack.
    previous: *mut Coroutine,
    state: State,
    entry: unsafe extern "C" fn(*mut c_void, *mut c_void) -> *mut c_void,
    arg: *mut c_void,
    ground: create::Ground,
    name: *const c_char,
    /// Of a shared stack, or of none.
    tenant: Tenant,
}

// marks.h is the assembly's, the constants above are the header's.
const _: () = {
    assert!(layout::SUSPENDED == FASTCTX_SUSPENDED as isize);
    assert!(layout::RUNNING == FASTCTX_RUNNING as isize);
    assert!(layout::NORMAL == FASTCTX_NORMAL as isize);
    assert!(layout::DEAD == FASTCTX_DEAD as isize);
    assert!(FASTCTX_SUSPENDED == 0 && FASTCTX_YIELDED == 1 && FASTCTX_FINISHED == 0);
    assert!(offset_of!(State, status) == 0 && offset_of!(State, extras) == 1);
};

/// What changes while a coroutine lives, in one word; the fast paths look at its
/// first two bytes at once.
#[repr(C, align(8))]
#[derive(Clone, Copy)]
struct State {
    status: Status,
    /// What a switch to or from it has to do beyond switching (see `transfer`):
    /// flags of its attributes, and CANCELLED.
    extras: u8,
    /// Zero until it has run.
    has_started: u16,
    /// What its yields return when they go on: 0, or -ECANCELED.
    yield_result: c_int,
}

/// In `extras`, beside the FASTCTX_CO_ flags: yields must not switch any more.
const CANCELLED: u8 = 0x40;

/// Also there: its live part may have to be brought to its stack first.
const ON_SHARED_STACK: u8 = layout::ON_SHARED_STACK as u8;

/// Also there: libgcc's state of a split stack goes with it.
const SPLIT_STACK: u8 = 0x20;

/// Also there: its overflow is told (FASTCTX_VERBOSE=1).
const WATCHED: u8 = 0x10;

/// Also there: sanitizers are told of each switch.
const SANITIZED: u8 = 0x08;

/// FASTCTX_SUSPENDED and its like.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
struct Status(u8);

impl Status {
    const SUSPENDED: Self = Self(FASTCTX_SUSPENDED as u8);
    const RUNNING: Self = Self(FASTCTX_RUNNING as u8);
    const NORMAL: Self = Self(FASTCTX_NORMAL as u8);
    const DEAD: Self = Self(FASTCTX_DEAD as u8);
}

/// The extras that every coroutine of this process has.
static EXTRAS_OF_ALL: AtomicU8 = AtomicU8::new(0);

/// To be called when the library is loaded.
pub fn initialize() {
    let mut extras = 0;
    if split_stack::is_available() {
        extras |= SPLIT_STACK;
    }
    if sanitizer::is_present() {
        extras |= SANITIZED;
    }
    EXTRAS_OF_ALL.store(extras, Relaxed);
}

/// From now on coroutines' overflows are told.
pub fn tell_overflows() {
    EXTRAS_OF_ALL.store(EXTRAS_OF_ALL.load(Relaxed) | WATCHED, Relaxed);
}

/// What a debugger has to know of a control block.
#[cfg(target_os = "linux")]
pub type ForDebuggers = [Word; 16];

/// See [`crate::debugger`].
#[cfg(target_os = "linux")]
pub const FOR_DEBUGGERS: ForDebuggers = [
    number(size_of::<Coroutine>()),
    number(offset_of!(Coroutine, context)),
    number(offset_of!(Coroutine, resumer)),
    number(layout::CTX_PC as usize),
    number(offset_of!(Coroutine, previous)),
    number(offset_of!(Coroutine, state.status)),
    number(offset_of!(Coroutine, state.extras)),
    number(offset_of!(Coroutine, state.has_started)),
    number(offset_of!(Coroutine, entry)),
    number(offset_of!(Coroutine, ground.low)),
    number(offset_of!(Coroutine, ground.top)),
    number(offset_of!(Coroutine, ground) + create::Ground::ASKED),
    number(offset_of!(Coroutine, name)),
    number(offset_of!(Coroutine, tenant)),
    address(transfer::start as *const ()),
    address(transfer::goes_on()),
];

/// The coroutine that the calling thread runs: a word of the thread, whose place
/// is asked for anew each time, for a coroutine may go on in another thread.
struct ThisThread {
    word: ThreadWordPlace,
}

impl ThisThread {
    #[inline(always)]
    fn get() -> Self {
        Self {
            word: ThreadWord::Coroutine.place(),
        }
    }

    #[inline(always)]
    fn current(&self) -> *mut Coroutine {
        self.word.load() as *mut Coroutine
    }

    #[inline(always)]
    fn set_current(&self, coroutine: *mut Coroutine) {
        self.word.store(coroutine as usize);
    }
}
