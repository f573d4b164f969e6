//! gcc's `-fsplit-stack`, as libgcc keeps it.
//!
//! A function compiled that way compares the stack pointer with the thread's
//! guard (on x86_64 the word at `%fs:0x70`) and, below it, runs on a further
//! segment of stack that libgcc maps. What libgcc knows of the running stack
//! are a few thread-local words; a [`State`] is a copy of them, and a switch of
//! stacks has to exchange them too: before code compiled that way runs on the
//! other stack, it would otherwise compare that with this one's guard.
//!
//! The functions are in libgcc.a. Every program of such code has them; the
//! shared library finds them in programs that were linked against it or with
//! `-rdynamic`, the static one always.

use super::weak;
use crate::arch::{Architecture, Current};
use core::ffi::c_int;

/// libgcc's `void *context[10]`, of which seven words are in use
/// (libgcc/generic-morestack.c, enum __splitstack_context_offsets).
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct State([usize; 10]);

/// What of a state is in use.
pub type Used = [usize; 7];

/// The first of the list of segments that the stack has, some perhaps unused.
const SEGMENTS: usize = 0;
/// The segment that is running; zero: the stack that the context began on.
const CURRENT: usize = 1;
/// Where the stack that the context began on starts, and its length; zero for
/// one that is a segment, and for a thread that libgcc knows nothing of.
const INITIAL: usize = 4;
const INITIAL_LENGTH: usize = 5;
/// Zero: signals are blocked while a segment is entered and left.
const SIGNALS: usize = 6;

/// libgcc's `struct stack_segment`: what it begins with. The stack follows the
/// whole of it.
#[repr(C)]
struct Segment {
    previous: *mut Segment,
    next: *mut Segment,
    size: usize,
    /// Where the stack was in the segment before, or in what the context began on.
    left_at: usize,
    /// What `alloca` and arrays of variable length take that are larger than a segment has
    /// room for.
    allocated: *const Allocated,
    rest: [usize; 2],
}

/// libgcc's `struct dynamic_allocation_blocks`.
#[repr(C)]
struct Allocated {
    next: *const Allocated,
    size: usize,
    block: usize,
}

impl Segment {
    /// Its stack: the lowest address, and the end.
    ///
    /// # Safety
    /// It is there still.
    unsafe fn bounds(segment: *const Self) -> (usize, usize) {
        let base = segment as usize + size_of::<Self>();
        // SAFETY: the caller's.
        (base, base.wrapping_add(unsafe { (*segment).size }))
    }
}

/// Whether this process has libgcc's functions.
pub fn is_available() -> bool {
    weak::__splitstack_getcontext().is_some()
        && weak::__splitstack_setcontext().is_some()
        && weak::__splitstack_makecontext().is_some()
        && weak::__splitstack_resetcontext().is_some()
        && weak::__splitstack_releasecontext().is_some()
        && weak::__splitstack_block_signals_context().is_some()
}

impl State {
    /// That of a thread that libgcc knows nothing of: its stack has no end.
    pub const NONE: Self = Self([0; 10]);

    /// What of it is in use.
    pub fn used(&self) -> Used {
        let [a, b, c, d, e, f, g, ..] = self.0;
        [a, b, c, d, e, f, g]
    }

    /// The state of which that is in use.
    pub fn of(used: Used) -> Self {
        let [a, b, c, d, e, f, g] = used;
        Self([a, b, c, d, e, f, g, 0, 0, 0])
    }

    /// Copies it, word by word. (A plain copy to where the compiler knows nothing of
    /// calls memmove on s390x, and we link no libc.)
    ///
    /// # Safety
    /// `place` is writable.
    pub unsafe fn store(&self, place: *mut Self) {
        for (i, word) in self.0.iter().enumerate() {
            // SAFETY: the caller's.
            unsafe { place.cast::<usize>().add(i).write(*word) }
        }
    }

    /// Overwrites this state with the calling thread's.
    pub fn save(&mut self) {
        if let Some(get) = weak::__splitstack_getcontext() {
            // SAFETY: libgcc fills in the ten words.
            unsafe { get(&raw mut self.0) }
        }
    }

    /// Makes it the calling thread's.
    ///
    /// # Safety
    /// The segments are there still, no other thread runs on them, and code
    /// compiled with -fsplit-stack runs next on the stack that the state is of.
    pub unsafe fn load(&self) {
        if let Some(set) = weak::__splitstack_setcontext() {
            // SAFETY: the caller's; libgcc only reads the ten words.
            unsafe { set((&raw const self.0).cast_mut()) }
        }
    }

    /// That of a fresh stack which is the caller's own memory.
    pub fn of_stack(base: usize, size: usize) -> Self {
        let mut state = Self::NONE;
        state.0[INITIAL] = base.wrapping_add(size);
        state.0[INITIAL_LENGTH] = size;
        if let Some(reset) = weak::__splitstack_resetcontext() {
            let mut usable = 0;
            // SAFETY: from the stack's start and length libgcc computes the
            // guard; it does not touch the stack.
            unsafe { reset(&raw mut state.0, &raw mut usable) };
        }
        state
    }

    /// Makes it that of a stack of `size` bytes and more as libgcc maps it; the place
    /// and size of what can be used of that. libgcc ends the process when there is no
    /// memory.
    pub fn map(&mut self, size: usize) -> Option<(usize, usize)> {
        let make = weak::__splitstack_makecontext()?;
        let mut usable = 0;
        // SAFETY: libgcc fills in the ten words and the size.
        let base = unsafe { make(size, &raw mut self.0, &raw mut usable) };
        (base != 0).then_some((base, usable))
    }

    /// Gives back all segments, of which none may be running. None remain.
    ///
    /// # Safety
    /// Nothing refers to what is on them, and no other copy of the state is
    /// going to be loaded.
    pub unsafe fn release(&mut self) {
        if let Some(release) = weak::__splitstack_releasecontext() {
            // SAFETY: the caller's.
            unsafe { release(&raw mut self.0) }
        }
    }

    /// Whether signals are blocked while a segment is entered and left: by two
    /// system calls each time.
    pub fn blocks_signals(&self) -> bool {
        self.0[SIGNALS] == 0
    }

    /// Sets that.
    pub fn set_blocks_signals(&mut self, blocks: bool) {
        if let Some(set) = weak::__splitstack_block_signals_context() {
            let mut blocks = c_int::from(blocks);
            // SAFETY: libgcc changes the ten words and reads the number.
            unsafe { set(&raw mut self.0, &raw mut blocks, core::ptr::null_mut()) }
        }
    }

    /// Whether an address is in the segment that is running; None when that is
    /// the stack that the context began on, whose bounds libgcc only estimates.
    ///
    /// # Safety
    /// The segments are there still.
    pub unsafe fn contains(&self, address: usize) -> Option<bool> {
        let segment = self.0[CURRENT] as *const Segment;
        if segment.is_null() {
            return None;
        }
        // SAFETY: the caller's.
        let (base, end) = unsafe { Segment::bounds(segment) };
        Some(base <= address && address <= end)
    }

    /// Of a stack that is all segments, and whose stack pointer is `sp` now: what is in
    /// use of the segment that holds an address, if that is in use.
    ///
    /// # Safety
    /// The segments are there still, and nobody else runs on them.
    pub unsafe fn live_part(&self, sp: usize, address: usize) -> Option<(usize, usize)> {
        let mut found = None;
        // SAFETY: the caller's.
        let runs = unsafe {
            self.segments(sp, |_, low, end| {
                if low <= address && address < end {
                    found = Some((low, end));
                }
            })
        };
        found.filter(|_| runs)
    }

    /// Calls `visit` for what is in use of each segment of such a stack, and for what its
    /// functions have allocated apart from it. False, and no calls, if no segment in use
    /// holds `sp`.
    ///
    /// # Safety
    /// As there.
    pub unsafe fn pieces(&self, sp: usize, mut visit: impl FnMut(usize, usize)) -> bool {
        // SAFETY: the caller's.
        unsafe {
            self.segments(sp, |_, _, _| {})
                && self.segments(sp, |segment, low, end| {
                    let (base, _) = Segment::bounds(segment);
                    let low = if low == sp {
                        low.saturating_sub(Current::RED_ZONE).max(base)
                    } else {
                        low
                    };
                    visit(low, end);
                    let mut allocated = (*segment).allocated;
                    while let Some(Allocated { next, size, block }) = allocated.as_ref() {
                        visit(*block, block + size);
                        allocated = *next;
                    }
                })
        }
    }

    /// Calls `visit` for each segment, with the bounds of what is in use of it, up to the
    /// one that holds `sp`; whether one does.
    ///
    /// # Safety
    /// As there.
    unsafe fn segments(
        &self,
        sp: usize,
        mut visit: impl FnMut(*const Segment, usize, usize),
    ) -> bool {
        let mut segment = self.0[SEGMENTS] as *const Segment;
        while !segment.is_null() {
            // SAFETY: the caller's.
            let ((base, end), next) = unsafe { (Segment::bounds(segment), (*segment).next) };
            if base <= sp && sp <= end {
                visit(segment, sp, end);
                return true;
            }
            // SAFETY: as above; without a next one `sp` is elsewhere.
            let Some(next) = (unsafe { next.as_ref() }) else {
                return false;
            };
            visit(segment, next.left_at, end);
            segment = next;
        }
        false
    }

    /// Whether both are states of one stack that is not a segment itself.
    pub fn is_of_the_stack_of(&self, other: &Self) -> bool {
        self.0[INITIAL] != 0
            && self.0[INITIAL] == other.0[INITIAL]
            && self.0[INITIAL_LENGTH] == other.0[INITIAL_LENGTH]
    }

    /// Whether the stack that the context began on is running, with segments
    /// behind it that are not in use.
    pub fn has_only_unused_segments(&self) -> bool {
        self.0[SEGMENTS] != 0 && self.0[CURRENT] == 0
    }

    /// Takes over the list of segments of another state of the same stack:
    /// libgcc may have changed it since.
    pub fn take_segments(&mut self, newer: &Self) {
        self.0[SEGMENTS] = newer.0[SEGMENTS];
    }
}
