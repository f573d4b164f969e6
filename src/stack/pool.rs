//! The free stacks of all threads, by class, under one lock.
//!
//! For each class two lists, of stacks that have been used: *warm* ones have at
//! least their topmost page, *cold* ones have none. Beyond that there are those
//! of the newest chunk that nobody has used yet.
//!
//! A child of fork(2) may find any of that between two stores of another thread
//! (see [`crate::os::lock`]). So a stack is taken off its list by the one store
//! to the list's head, and put there by one after its link is right.

use super::chunk::{self, Chunk};
use super::class::Class;
use super::{Kind, guard};
use crate::os::lock::{Held, Lock};
use crate::os::memory::{self, Range};
use crate::os::valgrind;
use core::ffi::c_int;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

static LOCK: Lock = Lock::new();

/// A class's free stacks.
struct Lists {
    warm: List,
    cold: List,
    /// The chunk that has unused ones, by its first stack; zero: none.
    newest: AtomicU32,
    /// How many stacks all its chunks have.
    total: AtomicU32,
}

static LISTS: [Lists; Class::COUNT] = [const {
    Lists {
        warm: List::new(),
        cold: List::new(),
        newest: AtomicU32::new(0),
        total: AtomicU32::new(0),
    }
}; Class::COUNT];

/// A list of free stacks: its first one, or zero. The lock is passed to say that
/// it is held.
struct List(AtomicU32);

impl List {
    const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    fn pop(&self, _: &Held<'_>) -> Option<usize> {
        let (chunk, index) = Chunk::of(self.0.load(Relaxed))?;
        self.0.store(chunk.link(index)?.load(Relaxed), Relaxed);
        Some(chunk.low(index))
    }

    fn push(&self, chunk: &Chunk, low: usize, _: &Held<'_>) {
        let (index, _) = chunk.locate(low);
        if let Some(link) = chunk.link(index) {
            link.store(self.0.load(Relaxed), Relaxed);
            self.0.store(chunk.id(index), Relaxed);
        }
    }

    /// Puts stacks on it that begin at the addresses.
    fn push_all(&self, lows: &[usize], held: &Held<'_>) {
        let mut recent = None;
        for &low in lows {
            let chunk = match recent {
                Some(chunk) if Chunk::contains(chunk, low) => Some(chunk),
                _ => chunk::containing(low),
            };
            if let Some(chunk) = chunk {
                self.push(chunk, low, held);
            }
            recent = chunk;
        }
    }
}

/// Takes up to `most` stacks, at least one, and tells `keep` where each begins.
/// For the second and further ones nothing is made anew.
pub fn take(class: Class, most: usize, mut keep: impl FnMut(usize)) -> Result<(), c_int> {
    let lists = LISTS.get(class.index).ok_or(-libc::ENOMEM)?;
    let held = LOCK.hold();
    let ready = || {
        let used = lists.warm.pop(&held).or_else(|| lists.cold.pop(&held));
        used.or_else(|| lists.fresh(&held))
    };
    let first = match ready() {
        Some(low) => low,
        None => {
            lists.prepare(class, &held)?;
            lists.fresh(&held).ok_or(-libc::ENOMEM)?
        }
    };
    keep(first);
    for _ in 1..most {
        match ready() {
            Some(low) => keep(low),
            None => break,
        }
    }
    Ok(())
}

impl Lists {
    /// A stack that nobody has used and that has its guard.
    fn fresh(&self, _: &Held<'_>) -> Option<usize> {
        let (chunk, _) = Chunk::of(self.newest.load(Relaxed))?;
        let index = chunk.fresh.load(Relaxed);
        if index >= chunk.guarded.load(Relaxed) {
            return None;
        }
        chunk.fresh.store(index + 1, Relaxed);
        let stack = chunk.class.stack(chunk.low(index));
        valgrind::register(stack.low, stack.top);
        Some(chunk.low(index))
    }

    /// Makes some more of those.
    fn prepare(&self, class: Class, _: &Held<'_>) -> Result<(), c_int> {
        let chunk = match Chunk::of(self.newest.load(Relaxed)) {
            Some((chunk, _)) if chunk.guarded.load(Relaxed) < chunk.count => chunk,
            _ => {
                let total = self.total.load(Relaxed);
                let chunk = chunk::make(class, total as usize)?;
                self.total.store(total.saturating_add(chunk.count), Relaxed);
                self.newest.store(chunk.number_id(), Relaxed);
                chunk
            }
        };
        guard::make(chunk)
    }
}

/// How many stacks are taken in hand at once.
pub(super) const BATCH: usize = 32;

/// Takes back the stacks that begin at the addresses, at most [`BATCH`]; growing
/// ones keep their topmost pages only.
///
/// # Safety
/// They are of that class, and nobody uses them.
pub unsafe fn give_back(class: Class, lows: &[usize]) {
    let Some(lists) = LISTS.get(class.index) else {
        return;
    };
    if class.kind == Kind::Growing && class.size > Class::HOT {
        // SAFETY: the caller's.
        unsafe { empty(lows, class.size - Class::HOT.max(memory::page_size())) };
    }
    lists.warm.push_all(lows, &LOCK.hold());
}

/// Gives the lowest `size` bytes of stacks back to the kernel, which may refuse:
/// when they are locked.
///
/// # Safety
/// Nobody uses them.
unsafe fn empty(lows: &[usize], size: usize) {
    let mut ranges = [const { MaybeUninit::<Range>::uninit() }; BATCH];
    let mut count = 0;
    for (&address, range) in lows.iter().zip(&mut ranges) {
        range.write(Range { address, size });
        count += 1;
    }
    // SAFETY: that many have been written.
    let ranges = unsafe { core::slice::from_raw_parts(ranges.as_ptr().cast(), count) };
    // SAFETY: the caller's.
    let _ = unsafe { memory::advise_each(ranges, libc::MADV_DONTNEED) };
}

/// Gives all pages of all free stacks back.
pub fn trim() {
    for id in 1..=chunk::last() {
        if let Some(chunk) = chunk::numbered(id) {
            trim_class(chunk.class);
        }
    }
}

fn trim_class(class: Class) {
    let Some(lists) = LISTS.get(class.index) else {
        return;
    };
    loop {
        let mut lows = [const { MaybeUninit::<usize>::uninit() }; BATCH];
        let mut count = 0;
        {
            let held = LOCK.hold();
            for place in &mut lows {
                let Some(low) = lists.warm.pop(&held) else {
                    break;
                };
                place.write(low);
                count += 1;
            }
        }
        if count == 0 {
            return;
        }
        // SAFETY: that many have been written.
        let lows = unsafe { core::slice::from_raw_parts(lows.as_ptr().cast(), count) };
        // SAFETY: they were free, and are in our hands.
        unsafe { empty(lows, class.size) };
        lists.cold.push_all(lows, &LOCK.hold());
    }
}

/// The id that a list begins with, for tests.
#[cfg(test)]
pub fn is_cold(class: Class, low: usize) -> bool {
    let held = LOCK.hold();
    let mut id = LISTS[class.index].cold.0.load(Relaxed);
    while let Some((chunk, index)) = Chunk::of(id) {
        if chunk.low(index) == low {
            return true;
        }
        id = chunk.link(index).unwrap().load(Relaxed);
    }
    drop(held);
    false
}
