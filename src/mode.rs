//! What the options have set, for all to look at: the mode word, the one word that the
//! fast paths look at, and what is on or off.

use crate::arch::layout;
use core::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering::Relaxed};

/// The mode word: zero means that the fast paths do all there is to do, any bit
/// that there is more.
static MODE: AtomicU32 = AtomicU32::new(layout::MODE_SIGMASK_FOLLOWS as u32);

/// The mark of the contexts that may be resumed the fast way: one compare with
/// a context's uc_flags tells the assembly both what kind it is and whether
/// the mode asks for anything. It follows from the mode word.
pub static FAST_MARK: AtomicU32 = AtomicU32::new(layout::UC_MARK_NONE as u32);

/// Whether `bit` of the mode word is set.
pub fn mode(bit: isize) -> bool {
    MODE.load(Relaxed) & bit as u32 != 0
}

/// Sets some bits of the mode word to those of `value`.
pub fn set_mode(bits: isize, value: isize) {
    const AUTO: isize = layout::MODE_SIGMASK_FOLLOWS | layout::MODE_SIGMASK_AUTO;
    // A plain load and store: after load only the policy ever changes, and a
    // fetch_or would make aarch64 call libgcc's helpers, which want libc.
    let mode = MODE.load(Relaxed) & !(bits as u32) | value as u32;
    let mark = match mode as isize {
        0 => layout::UC_MARK_SAVED,
        AUTO => layout::UC_MARK_SAVED | layout::UC_MARK_HAS_MASK,
        _ => layout::UC_MARK_NONE,
    };
    MODE.store(mode, Relaxed);
    FAST_MARK.store(mark as u32, Relaxed);
}

/// FASTCTX_VERBOSE=1: the causes are told of what can only be refused silently.
static VERBOSE: AtomicBool = AtomicBool::new(false);

/// Whether FASTCTX_VERBOSE=1 is set.
pub fn is_verbose() -> bool {
    VERBOSE.load(Relaxed)
}

/// Sets it.
pub fn be_verbose() {
    VERBOSE.store(true, Relaxed);
}

/// FASTCTX_CHECK=1: what a program does with shared stacks is checked, which takes
/// time.
static COPIES: AtomicU8 = AtomicU8::new(0);

const CHECKED: u8 = 1;
const WATCHED: u8 = 2;

/// What there is to do when something is copied to or from a shared stack, beyond that.
#[derive(Clone, Copy)]
pub struct Copies(u8);

/// That, by one load.
pub fn copies() -> Copies {
    Copies(COPIES.load(Relaxed))
}

impl Copies {
    /// Nothing.
    pub fn are_plain(self) -> bool {
        self.0 == 0
    }

    /// FASTCTX_CHECK=1 is set.
    pub fn are_checked(self) -> bool {
        self.0 & CHECKED != 0
    }

    /// A sanitizer, or valgrind, has to be told.
    pub fn are_watched(self) -> bool {
        self.0 & WATCHED != 0
    }
}

/// Whether FASTCTX_CHECK=1 is set.
pub fn is_checked() -> bool {
    copies().are_checked()
}

/// Sets it, or not.
pub fn check(on: bool) {
    let others = COPIES.load(Relaxed) & !CHECKED;
    COPIES.store(others | if on { CHECKED } else { 0 }, Relaxed);
}

/// From now on somebody is told of copies.
pub fn watch_copies() {
    COPIES.store(COPIES.load(Relaxed) | WATCHED, Relaxed);
}
