//! Small blocks of memory for what a coroutine needs besides a stack: control
//! blocks, and the images of those that are off a shared stack. A million of
//! them is the case to think of, so blocks have no headers, sizes come in fine
//! steps, and memory that is no longer needed goes back to the kernel.
//!
//! Blocks of one size lie in runs; a block's run is found by its address.
//!
//! ```text
//!   run, RUN bytes, aligned to that
//!   +--------+---------+---------+--   --+---------+----------------+
//!   | header | block 0 | block 1 |  ...  | block n | not used yet   |
//!   +--------+---------+---------+--   --+---------+----------------+
//!                 free blocks are linked             `fresh` is n + 1
//! ```
//!
//! Each class of sizes has a list of its runs that have room. A run of which no
//! block is in use gives its pages back and stays with its class; the addresses
//! are never unmapped. What is larger than any class is a mapping of its own.
//!
//! Thread-safe, not for signal handlers. In a child of fork(2) the lock may have
//! been taken over in the midst of a change: every store here leaves at most a
//! block or a run behind that is never used again (see [`crate::os::lock`]).

use crate::debugger::{Word, address, number};
use crate::os::lock::Lock;
use crate::os::memory;
use crate::sanitizer;
use core::ffi::c_int;
use core::mem::offset_of;
use core::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};

/// Bytes of a run. With pages of 64 KiB there still are some to give back.
const RUN: usize = 256 * 1024;

/// Bytes that are mapped at once, for runs.
const CHUNK: usize = 8 * RUN;

/// An empty run of which this much was in use gives its pages back.
const WORTH_GIVING_BACK: usize = RUN / 4;

/// Up to FINE, sizes are multiples of STEP; then there are four to each
/// doubling; above LARGEST they are whole pages.
const STEP: usize = 32;
const FINE: usize = 1024;
const LARGEST: usize = 32 * 1024;

const CLASSES: usize = FINE / STEP + 4 * (LARGEST / FINE).ilog2() as usize;

/// The lists of runs with room, one for each class; zero ends a list.
static OPEN: [AtomicUsize; CLASSES] = [const { AtomicUsize::new(0) }; CLASSES];

/// Where the next run is in the chunk mapped last, and that chunk's end.
static NEXT_RUN: AtomicUsize = AtomicUsize::new(0);
static CHUNK_END: AtomicUsize = AtomicUsize::new(0);

/// Held for all that changes.
static LOCK: Lock = Lock::new();

/// What a run begins with.
#[repr(C, align(64))]
struct Run {
    /// Bytes of a block.
    size: usize,
    /// How many there are.
    blocks: usize,
    /// How many are in use. It may be too many, in a child of fork, never too few.
    used: AtomicUsize,
    /// How many have been in use since the run was empty.
    fresh: AtomicUsize,
    /// The first of those that were and are not any more; each begins with the
    /// address of the next.
    free: AtomicUsize,
    /// The next run with room.
    next: AtomicUsize,
    /// Not zero: it is in its class's list.
    is_open: AtomicUsize,
    /// The run that was made before it, for debuggers.
    before: usize,
}

/// The run that was made last.
static LAST_RUN: AtomicUsize = AtomicUsize::new(0);

/// What a debugger has to know of runs.
pub type ForDebuggers = [Word; 5];

/// See [`crate::debugger`].
pub const FOR_DEBUGGERS: ForDebuggers = [
    address(&raw const LAST_RUN),
    number(size_of::<Run>()),
    number(offset_of!(Run, size)),
    number(offset_of!(Run, fresh)),
    number(offset_of!(Run, before)),
];

/// A class by its number, and the size of its blocks.
#[derive(Clone, Copy)]
struct Class {
    number: usize,
    size: usize,
}

impl Class {
    /// The one of the smallest blocks that hold `size` bytes, at least one and
    /// at most LARGEST.
    fn of(size: usize) -> Self {
        if size <= FINE {
            let number = (size - 1) / STEP;
            return Self {
                number,
                size: (number + 1) * STEP,
            };
        }
        let doubling = (size - 1).ilog2();
        let quarter = (size - 1) >> (doubling - 2); // 4 to 7
        Self {
            number: FINE / STEP + 4 * (doubling - FINE.ilog2()) as usize + (quarter & 3),
            size: (quarter + 1) << (doubling - 2),
        }
    }
}

/// How many bytes [`take`] gives for `size`.
fn capacity(size: usize) -> Option<usize> {
    match size {
        0..=LARGEST => Some(Class::of(size.max(1)).size),
        _ => memory::whole_pages(size),
    }
}

/// A block of at least `size` bytes, aligned to STEP: its address and how many
/// bytes it has. What is in it is anybody's guess. -ENOMEM.
pub fn take(size: usize) -> Result<(usize, usize), c_int> {
    let capacity = capacity(size).ok_or(-libc::ENOMEM)?;
    if capacity > LARGEST {
        let block = memory::map(capacity, 0)?;
        sanitizer::is_searched(block, capacity, true);
        return Ok((block, capacity));
    }
    let class = Class::of(capacity);
    let open = OPEN.get(class.number).ok_or(-libc::ENOMEM)?;
    let _held = LOCK.hold();
    loop {
        if open.load(Relaxed) == 0 {
            open.store(new_run(class)?, Relaxed);
        }
        // SAFETY: the lists hold runs, which stay mapped.
        let run = unsafe { &*(open.load(Relaxed) as *const Run) };
        if let Some(block) = run.take() {
            return Ok((block, capacity));
        }
        open.store(run.next.load(Relaxed), Relaxed);
        run.is_open.store(0, Relaxed);
    }
}

/// Gives a block back.
///
/// # Safety
/// [`take`] gave this block with that `capacity`, and nobody uses it any more.
pub unsafe fn give_back(block: usize, capacity: usize) {
    if capacity > LARGEST {
        sanitizer::is_searched(block, capacity, false);
        // SAFETY: the caller's.
        unsafe {
            // At the limit of mappings a hole is refused: then give back what
            // takes memory, and leave the addresses.
            if memory::unmap(block, capacity).is_err() {
                let _ = memory::advise(block, capacity, libc::MADV_DONTNEED);
            }
        }
        return;
    }
    let Some(open) = OPEN.get(Class::of(capacity).number) else {
        return;
    };
    let address = block & !(RUN - 1);
    let _held = LOCK.hold();
    // SAFETY: the run that the block is in; the block is the caller's to give.
    let run = unsafe {
        let run = &*(address as *const Run);
        run.give_back(block);
        run
    };
    if run.is_open.load(Relaxed) == 0 {
        run.next.store(open.load(Relaxed), Relaxed);
        run.is_open.store(1, Relaxed);
        open.store(address, Relaxed);
    }
}

/// Calls `visit` for each block of the class of `size`, in use or not, until it returns
/// something else than zero: that, or zero. Of those that have never been in use it sees
/// none. For signal handlers too; nobody else takes or gives back any meanwhile.
pub fn each_block(size: usize, mut visit: impl FnMut(usize) -> c_int) -> c_int {
    let size = Class::of(size).size;
    let mut run = LAST_RUN.load(Acquire) as *const Run;
    // SAFETY: null, or a run, which stays mapped.
    while let Some(this) = unsafe { run.as_ref() } {
        let first = run as usize + size_of::<Run>();
        let mut index = 0;
        while this.size == size && index < this.fresh.load(Relaxed) {
            let result = visit(first + index * size);
            if result != 0 {
                return result;
            }
            index += 1;
        }
        run = this.before as *const Run;
    }
    0
}

/// Whether blocks of two sizes are of one class.
pub const fn are_alike(size: usize, other: usize) -> bool {
    size.next_multiple_of(STEP) == other.next_multiple_of(STEP) && size <= FINE
}

impl Run {
    /// A block, unless all are in use.
    fn take(&self) -> Option<usize> {
        let used = self.used.load(Relaxed);
        if used >= self.blocks {
            return None;
        }
        let free = self.free.load(Relaxed);
        let fresh = self.fresh.load(Relaxed);
        if free != 0 {
            self.used.store(used + 1, Relaxed);
            // SAFETY: a free block begins with the next one.
            self.free
                .store(unsafe { (free as *const usize).read() }, Relaxed);
            return Some(free);
        }
        if fresh >= self.blocks {
            return None;
        }
        self.used.store(used + 1, Relaxed);
        self.fresh.store(fresh + 1, Relaxed);
        let first = self as *const Self as usize + size_of::<Self>();
        Some(first + fresh * self.size)
    }

    /// # Safety
    /// A block of this run that nobody uses any more.
    unsafe fn give_back(&self, block: usize) {
        // SAFETY: the caller's.
        unsafe { (block as *mut usize).write(self.free.load(Relaxed)) };
        self.free.store(block, Relaxed);
        let used = self.used.load(Relaxed) - 1;
        self.used.store(used, Relaxed);
        if used == 0 && self.fresh.load(Relaxed) * self.size >= WORTH_GIVING_BACK {
            self.free.store(0, Relaxed);
            self.fresh.store(0, Relaxed);
            let header = memory::page_size();
            let address = self as *const Self as usize;
            // SAFETY: no block is in use, and none is linked. If the kernel
            // refuses, the memory stays.
            let _ = unsafe { memory::advise(address + header, RUN - header, libc::MADV_DONTNEED) };
        }
    }
}

/// A run without any block in use, in no list but marked as in its class's.
fn new_run(class: Class) -> Result<usize, c_int> {
    let mut address = NEXT_RUN.load(Relaxed);
    if address == CHUNK_END.load(Relaxed) {
        let size;
        (address, size) = new_chunk()?;
        // In this order the words never tell of memory that is not ours.
        NEXT_RUN.store(address, Relaxed);
        CHUNK_END.store(address, Relaxed);
        CHUNK_END.store(address + size, Relaxed);
    }
    NEXT_RUN.store(address + RUN, Relaxed);
    let run = Run {
        size: class.size,
        blocks: (RUN - size_of::<Run>())
            .checked_div(class.size)
            .unwrap_or(0),
        used: AtomicUsize::new(0),
        fresh: AtomicUsize::new(0),
        free: AtomicUsize::new(0),
        next: AtomicUsize::new(0),
        is_open: AtomicUsize::new(1),
        before: LAST_RUN.load(Relaxed),
    };
    // SAFETY: memory mapped for it, aligned to RUN.
    unsafe { (address as *mut Run).write(run) };
    LAST_RUN.store(address, Release); // a signal handler may look
    Ok(address)
}

/// Memory for runs, and its size: CHUNK, or where there is no more that much, RUN.
fn new_chunk() -> Result<(usize, usize), c_int> {
    let (chunk, size) = map_aligned(CHUNK)
        .map(|chunk| (chunk, CHUNK))
        .or_else(|_| map_aligned(RUN).map(|chunk| (chunk, RUN)))?;
    sanitizer::is_searched(chunk, size, true);
    Ok((chunk, size))
}

/// `size` bytes of new memory, aligned to RUN.
fn map_aligned(size: usize) -> Result<usize, c_int> {
    let address = memory::map(size, 0)?;
    if address.is_multiple_of(RUN) {
        return Ok(address); // what follows on one that was aligned mostly is
    }
    // SAFETY: memory that nobody has seen yet. What cannot be unmapped stays,
    // and costs addresses.
    unsafe {
        let _ = memory::unmap(address, size);
        let address = memory::map(size + RUN, 0)?;
        let aligned = address.next_multiple_of(RUN);
        if aligned != address {
            let _ = memory::unmap(address, aligned - address);
        }
        let (aligned_end, end) = (aligned + size, address + size + RUN);
        if aligned_end != end {
            let _ = memory::unmap(aligned_end, end - aligned_end);
        }
        Ok(aligned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::HashSet, thread, vec::Vec};

    #[test]
    fn classes_are_in_order_and_close() {
        let mut before = Class { number: 0, size: 0 };
        for size in 1..=LARGEST {
            let class = Class::of(size);
            assert!(class.number < CLASSES && class.size >= size);
            if size > before.size {
                assert_eq!(class.number, if size == 1 { 0 } else { before.number + 1 });
                assert!(class.size <= (size + STEP - 1).max(size * 5 / 4));
            } else {
                assert_eq!((class.number, class.size), (before.number, before.size));
            }
            before = class;
        }
        assert_eq!((before.number, before.size), (CLASSES - 1, LARGEST));
        assert_eq!(capacity(0), Some(STEP));
        assert_eq!(capacity(240), Some(256));
        assert_eq!(capacity(usize::MAX), None);
    }

    #[test]
    fn blocks_are_apart_and_are_used_again() {
        for size in [1, 240, 1000, 5000, LARGEST, LARGEST + 1] {
            let take_all =
                || -> Vec<(usize, usize)> { (0..100).map(|_| take(size).unwrap()).collect() };
            let mut blocks = take_all();
            blocks.sort();
            for (&(block, capacity), &(next, _)) in blocks.iter().zip(blocks.iter().skip(1)) {
                assert!(capacity >= size && block.is_multiple_of(STEP));
                assert!(block + capacity <= next);
                // SAFETY: a block of this test's own.
                unsafe { core::ptr::write_bytes(block as *mut u8, 0xa5, capacity) };
            }
            let give_back_all = |blocks: Vec<(usize, usize)>| {
                // SAFETY: what take gave.
                blocks
                    .iter()
                    .for_each(|&(block, capacity)| unsafe { give_back(block, capacity) });
            };
            if size <= 1000 {
                give_back_all(blocks.clone());
                let before: HashSet<usize> = blocks.iter().map(|&(block, _)| block).collect();
                let again = take_all();
                assert!(again.iter().all(|(block, _)| before.contains(block)));
                blocks = again;
            }
            give_back_all(blocks);
        }
    }

    #[test]
    fn an_empty_run_gives_its_pages_back() {
        const SIZE: usize = 992; // no other test's
        let blocks: Vec<_> = (0..RUN / SIZE).map(|_| take(SIZE).unwrap()).collect();
        let far = blocks[RUN / SIZE / 2].0 as *mut usize;
        // SAFETY: a block; then memory that stays mapped.
        unsafe {
            far.add(1).write_volatile(1);
            blocks
                .iter()
                .for_each(|&(block, capacity)| give_back(block, capacity));
            assert_eq!(far.add(1).read_volatile(), 0);
        }
        assert_eq!(take(SIZE).unwrap().0, blocks[0].0);
    }

    #[test]
    fn threads_get_blocks_of_their_own() {
        let work = || {
            let mut mine = Vec::new();
            for i in 0..20_000usize {
                let (block, capacity) = take(64).unwrap();
                // SAFETY: blocks of this thread.
                unsafe {
                    (block as *mut usize).add(1).write(block);
                    mine.push((block, capacity));
                    if i % 3 == 0 {
                        let (block, capacity) = mine.swap_remove(i % mine.len());
                        assert_eq!((block as *const usize).add(1).read(), block);
                        give_back(block, capacity);
                    }
                }
            }
            mine
        };
        let mut all = HashSet::new();
        for thread in [(); 4].map(|()| thread::spawn(work)) {
            for (block, _) in thread.join().unwrap() {
                assert!(all.insert(block));
            }
        }
    }
}
