//! Shadow stacks: where a thread has one, so must each context that it resumes have.
//!
//! A shadow stack is memory of a kind of its own, which only calls and returns write
//! to; map_shadow_stack(2) makes one, with a restore token at its top. Whoever leaves
//! one leaves such a token behind, so a shadow stack that a dead context was on can be
//! begun anew: the assembly looks for the token, from the top downwards.
//!
//! Each belongs to the bytes of memory that a context has: its stack, or where that is
//! shared by many the control block. A list in the order of addresses, with short cuts,
//! tells which:
//!
//! - a context that is made again on the same stack gets the same shadow stack;
//! - one that is made where others were, in part or whole, takes theirs: they are dead;
//! - what a coroutine had is free when that is destroyed.
//!
//! So there are never more than there are stacks that do not overlap, and of those that
//! are free the last few of each size are kept. `makecontext` and `fastctx_init` have no
//! counterpart that ends a context: its shadow stack stays until its stack's memory is
//! made a context's again.
//!
//! **The size.** A call takes two words of the stack at least, one for the return
//! address and one to align it (psABI 3.2.2), and one of the shadow stack: half of the
//! stack always suffices. Pages that are not touched take no memory.
//!
//! In a child of fork the lock may have been taken over in the midst of a change: every
//! store leaves the lists in order (see [`crate::os::lock`]).

use crate::arch::{Current, Linux, layout};
use crate::mode::{mode, set_mode};
use crate::os::lock::{Held, Lock};
use crate::os::signals::{ASYNCHRONOUS, SIG_BLOCK, SIG_SETMASK};
use crate::os::{self, SignalMask, memory};
use core::ffi::c_int;
use core::mem::offset_of;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Linux 6.6 and later, the same number on every architecture that has it.
const SYS_MAP_SHADOW_STACK: usize = 453;
/// include/uapi/linux/mman.h or arch/x86/include/uapi/asm/mman.h
const SHADOW_STACK_SET_TOKEN: usize = 1;
const END: (usize, usize) = Current::SHADOW_STACK_END;

/// Beside what the calls of the stack take: the kernel's words for signals, and the
/// token at the bottom of a stack that is left.
const RESERVE: usize = 512;

/// Free ones of a size that are kept.
const KEPT: usize = 64;

/// Short cuts: each level of the list has an eighth of the records of the one below.
const LEVELS: usize = 8;
const LEVEL_BITS: u32 = 3;

type Links = [AtomicUsize; LEVELS];

/// The shadow stack of some memory.
#[repr(C)]
struct Record {
    /// The records behind it on each level it is on; of a free one, the next free one.
    next: Links,
    /// The memory of the context.
    low: AtomicUsize,
    high: AtomicUsize,
    /// The shadow stack.
    base: usize,
    size: usize,
}

/// The first record of each level.
static FIRST: Links = [const { AtomicUsize::new(0) }; LEVELS];

/// Sizes are whole pages, and above eight of them multiples of an eighth of a power of
/// two, so that what is free fits the next, too.
const STEPS: usize = 8;
const CLASSES: usize = usize::BITS as usize * STEPS;

/// Free records and how many, by their size.
static FREE: [AtomicUsize; CLASSES] = [const { AtomicUsize::new(0) }; CLASSES];
static FREE_COUNT: [AtomicUsize; CLASSES] = [const { AtomicUsize::new(0) }; CLASSES];

/// Memory for records that is not in use.
static SPARE: AtomicUsize = AtomicUsize::new(0);

/// Held for all of these.
static LOCK: Lock = Lock::new();

/// The lock, and no signal meanwhile: makecontext and fastctx_init may be called in a
/// handler, which must not find that it has interrupted the holder.
struct Alone {
    held: Option<Held<'static>>,
    mask: SignalMask,
}

impl Alone {
    fn new() -> Self {
        let mut mask = 0;
        // SAFETY: whole kernel masks.
        unsafe { os::change_signal_mask(SIG_BLOCK, &raw const ASYNCHRONOUS, &raw mut mask) };
        let held = Some(LOCK.hold());
        Self { held, mask }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.held = None;
        // SAFETY: as above.
        unsafe { os::change_signal_mask(SIG_SETMASK, &raw const self.mask, core::ptr::null_mut()) };
    }
}

/// Whether the calling thread has a shadow stack, and the library has noticed that there
/// are some: asking the processor takes a nanosecond, which who makes and destroys
/// coroutines would pay each time.
#[inline(always)]
pub fn is_on() -> bool {
    mode(layout::MODE_SHADOW_STACK) && is_on_here()
}

/// The same where nobody is there to notice.
#[inline(always)]
pub fn is_on_here() -> bool {
    Current::shadow_stack_pointer() != 0
}

/// To be called when the library is loaded, which is after the C library has asked for
/// shadow stacks.
pub fn notice() {
    const BIT: isize = layout::MODE_SHADOW_STACK;
    if is_on_here() {
        set_mode(BIT, BIT);
    }
}

/// A shadow stack for what is made to run on the memory from `low` to `high`, of which
/// calls use `stack_size` bytes at most: its lowest address and its end. -ENOMEM.
///
/// Nothing that was made there goes on any more.
pub fn make(low: usize, high: usize, stack_size: usize) -> Result<(usize, usize), c_int> {
    let size = size_for(stack_size).ok_or(-libc::ENOMEM)?;
    let _alone = Alone::new();
    let before = before(low);
    let mut found = None;
    while let Some(record) = record(first_of(&before)).filter(|record| record.low() < high) {
        unlink(&before, record);
        if found.is_none() && record.size == size && has_token(record) {
            found = Some(record);
        } else {
            set_free(record);
        }
    }
    let record = match found.or_else(|| take_free(size)) {
        Some(record) => record,
        None => map(size)?,
    };
    record.low.store(low, Relaxed);
    record.high.store(high, Relaxed);
    link(&before, record);
    Ok((record.base, record.top()))
}

/// The end of the shadow stack that was made for memory that begins at `low`; zero if
/// there is none.
#[cfg(shadow_stacks)]
pub fn top_of(low: usize) -> usize {
    let _alone = Alone::new();
    let before = before(low);
    record(first_of(&before))
        .filter(|record| record.low() == low)
        .map_or(0, Record::top)
}

/// What was made for memory that begins at `low` is free, if there is anything.
#[cold]
pub fn release(low: usize) {
    let _alone = Alone::new();
    let before = before(low);
    if let Some(record) = record(first_of(&before)).filter(|record| record.low() == low) {
        unlink(&before, record);
        set_free(record);
    }
}

/// Of anything but zero. (`ilog2` has a panic for that.)
fn log2(n: usize) -> u32 {
    usize::BITS - 1 - (n | 1).leading_zeros()
}

fn size_for(stack_size: usize) -> Option<usize> {
    let least = (stack_size / 2).checked_add(RESERVE)?;
    let step = (1 << log2(least)) / STEPS;
    let step = step.max(memory::page_size());
    Some(least.checked_add(step - 1)? & !(step - 1))
}

/// Which of the sizes it is.
fn class_of(size: usize) -> usize {
    let power = log2(size) as usize;
    power * STEPS + (size >> (power.saturating_sub(log2(STEPS) as usize)) & (STEPS - 1))
}

impl Record {
    fn low(&self) -> usize {
        self.low.load(Relaxed)
    }

    /// The pointer to the empty shadow stack.
    fn top(&self) -> usize {
        self.base + self.size - END.1
    }

    /// How many levels it is on: by its own address, of which nothing is chosen.
    fn levels(&self) -> usize {
        const MIX: usize = 0x9e37_79b9_7f4a_7c15_u64 as usize;
        let hash = (core::ptr::from_ref(self) as usize).wrapping_mul(MIX);
        1 + (hash.leading_zeros() / LEVEL_BITS) as usize
    }
}

fn record(address: usize) -> Option<&'static Record> {
    // SAFETY: addresses of records are stored, or zero, and records are used under the
    // lock only, before they are given back.
    unsafe { (address as *const Record).as_ref() }
}

/// The links that lead to the first record that ends above `low`, and to its successors.
fn before(low: usize) -> [&'static Links; LEVELS] {
    const { assert!(offset_of!(Record, next) == 0) };
    let mut links = &FIRST;
    let mut before = [links; LEVELS];
    for (level, before) in before.iter_mut().enumerate().rev() {
        while let Some(next) = links.get(level).and_then(|next| record(next.load(Relaxed)))
            && next.high.load(Relaxed) <= low
        {
            links = &next.next;
        }
        *before = links;
    }
    before
}

fn first_of(before: &[&'static Links; LEVELS]) -> usize {
    let [lowest, ..] = before;
    let [next, ..] = *lowest;
    next.load(Relaxed)
}

/// From the lowest level up: a reader finds it on none, or on those below a level.
fn link(before: &[&'static Links; LEVELS], new: &'static Record) {
    let address = core::ptr::from_ref(new) as usize;
    for (level, before) in before.iter().enumerate().take(new.levels()) {
        if let (Some(before), Some(next)) = (before.get(level), new.next.get(level)) {
            next.store(before.load(Relaxed), Relaxed);
            before.store(address, Relaxed);
        }
    }
}

fn unlink(before: &[&'static Links; LEVELS], old: &'static Record) {
    let address = core::ptr::from_ref(old) as usize;
    for (level, before) in before.iter().enumerate().rev() {
        if let (Some(before), Some(next)) = (before.get(level), old.next.get(level))
            && before.load(Relaxed) == address
        {
            before.store(next.load(Relaxed), Relaxed);
        }
    }
}

/// The places of those that are free, of one size.
fn class(size: usize) -> (&'static AtomicUsize, &'static AtomicUsize) {
    let class = class_of(size);
    static NOWHERE: AtomicUsize = AtomicUsize::new(0); // never needed
    (
        FREE.get(class).unwrap_or(&NOWHERE),
        FREE_COUNT.get(class).unwrap_or(&NOWHERE),
    )
}

fn take_free(size: usize) -> Option<&'static Record> {
    let (free, count) = class(size);
    let record = record(free.load(Relaxed))?;
    let [next, ..] = &record.next;
    free.store(next.load(Relaxed), Relaxed);
    count.store(count.load(Relaxed).saturating_sub(1), Relaxed);
    Some(record)
}

/// Nobody runs on it any more: for others, or for nobody.
fn set_free(record: &'static Record) {
    let (free, count) = class(record.size);
    if !has_token(record) {
        // A thread ended on it, or it is the caller's own: then it stays as it is.
        let here = Current::shadow_stack_pointer();
        if here.wrapping_sub(record.base) < record.size {
            return;
        }
    } else if count.load(Relaxed) < KEPT {
        let [next, ..] = &record.next;
        next.store(free.load(Relaxed), Relaxed);
        free.store(core::ptr::from_ref(record) as usize, Relaxed);
        count.store(count.load(Relaxed) + 1, Relaxed);
        return;
    }
    // SAFETY: as said.
    let _ = unsafe { memory::unmap(record.base, record.size) };
    set_spare(core::ptr::from_ref(record) as usize);
}

/// Whether somebody left it in order: a token is on it.
fn has_token(record: &Record) -> bool {
    let mut place = record.base + record.size;
    while place > record.base {
        let pointer = place;
        place -= size_of::<usize>();
        // SAFETY: within the shadow stack, which can be read.
        if unsafe { (place as *const usize).read_volatile() } == Current::restore_token(pointer) {
            return true;
        }
    }
    false
}

/// Memory for a record. (Not of [`super::slab`], whose lock is no handler's to take.)
fn room_for_a_record() -> Result<usize, c_int> {
    if SPARE.load(Relaxed) == 0 {
        let size = memory::page_size();
        let page = memory::map(size, 0)?;
        for i in 0..size / size_of::<Record>() {
            set_spare(page + i * size_of::<Record>());
        }
    }
    let place = SPARE.load(Relaxed);
    // SAFETY: the first word of what is spare leads to the next.
    let next = unsafe { (place as *const usize).read() };
    SPARE.store(next, Relaxed);
    Ok(place)
}

fn set_spare(place: usize) {
    // SAFETY: memory for a record that nobody uses.
    unsafe { (place as *mut usize).write(SPARE.load(Relaxed)) };
    SPARE.store(place, Relaxed);
}

#[cold]
fn map(size: usize) -> Result<&'static Record, c_int> {
    let place = room_for_a_record()?;
    let arguments = [0, size, SHADOW_STACK_SET_TOKEN | END.0, 0, 0, 0];
    // SAFETY: a new mapping, at no address that is in use.
    let result = unsafe { Current::system_call(SYS_MAP_SHADOW_STACK, arguments) };
    if (-4095..0).contains(&result) {
        set_spare(place);
        return Err(-libc::ENOMEM);
    }
    let record = place as *mut Record;
    // SAFETY: a block of that size; nobody else has it.
    unsafe {
        record.write(Record {
            next: [const { AtomicUsize::new(0) }; LEVELS],
            low: AtomicUsize::new(0),
            high: AtomicUsize::new(0),
            base: result as usize,
            size,
        });
        Ok(&*record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_stack_fits_and_a_class_has_one_size() {
        let mut last = (0, 0);
        for stack_size in (1..100_000).chain((1 << 20..1 << 30).step_by(99_991)) {
            let size = size_for(stack_size).unwrap();
            assert!(size >= stack_size / 2 + RESERVE && size <= stack_size / 2 / 7 * 8 + 8192);
            assert!(size.is_multiple_of(memory::page_size()));
            let class = class_of(size);
            assert!(class < CLASSES);
            assert_eq!(class == last.0, size == last.1);
            last = (class, size);
        }
    }
}
