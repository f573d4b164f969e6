//! The free stacks that a thread keeps for itself: a magazine for each of the few
//! classes that it uses. Taking one and giving it back are plain loads and
//! stores.
//!
//! A thread has them if its end can be noticed, by a key of pthread_key_create,
//! so that other threads get its stacks then; and the process's first thread,
//! whose end is that of all. Others (in static programs without that function)
//! go to the pool each time.
//!
//! The page that holds them is found through a word of the thread, asked for at
//! each call: a coroutine may go on in another thread in between.

use super::class::{Class, size_of_stack, stack};
use super::{Kind, Stack, pool};
use crate::arch::{Current, Linux};
use crate::os::lock::Lock;
use crate::os::{self, ThreadWord, memory};
use crate::sanitizer;
use core::cell::Cell;
use core::ffi::{c_int, c_uint, c_void};
use core::sync::atomic::{
    AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};

/// How many stacks of a class a thread keeps at most; of growing ones no more
/// bytes than this, but for one stack.
const MOST_STACKS: usize = 56;
const MOST_GROWING_BYTES: usize = 2 << 20;

/// How many stacks of a size are at most kept in a place that has room for `room`.
fn most(kind: Kind, size: usize, room: usize) -> usize {
    match kind {
        Kind::Mapped => room,
        Kind::Growing => MOST_GROWING_BYTES
            .checked_div(size)
            .unwrap_or(1)
            .clamp(1, room),
    }
}

/// How many classes of a kind.
const MAGAZINES: usize = 4;

/// What a thread keeps. Nobody else looks at it.
pub struct Thread {
    recent: Recent,
    mapped: [Magazine; MAGAZINES],
    growing: [Magazine; MAGAZINES],
    /// The magazine that a further class takes.
    next: Cell<usize>,
    /// The alternate signal stack that this library gave the thread, or zero.
    pub signal_stack: Cell<usize>,
    /// Whether it has been looked at whether the thread has one.
    pub is_watched: Cell<bool>,
    /// The next free block, when this is one.
    free: AtomicUsize,
}

/// The stacks that were left last, if they were asked for by one size: they are
/// taken again without finding out their class, and as they were left.
struct Recent {
    /// That size, twice, and the kind.
    asked: Cell<usize>,
    count: Cell<usize>,
    /// How many there may be.
    most: Cell<usize>,
    stacks: [Cell<Stack>; MOST_RECENT],
}

const MOST_RECENT: usize = 8;

/// The kind, which keys of both have in their lowest bit.
fn kind_of(key: usize) -> Kind {
    if key & 1 == Kind::Mapped as usize {
        Kind::Mapped
    } else {
        Kind::Growing
    }
}

impl Recent {
    #[inline(always)]
    fn key(kind: Kind, size: usize) -> usize {
        size << 1 | kind as usize
    }

    #[inline(always)]
    fn pop(&self, key: usize) -> Option<Stack> {
        if self.asked.get() != key {
            return None;
        }
        let count = self.count.get().wrapping_sub(1);
        let stack = self.stacks.get(count)?.get();
        self.count.set(count);
        Some(stack)
    }

    #[inline(always)]
    fn push(&self, key: usize, stack: Stack) -> bool {
        let count = self.count.get();
        if self.asked.get() != key || count >= self.most.get() {
            return false;
        }
        let Some(place) = self.stacks.get(count) else {
            return false;
        };
        place.set(stack);
        self.count.set(count + 1);
        true
    }

    /// From now on stacks of another size, if there are none.
    fn change(&self, kind: Kind, size: usize) {
        if self.count.get() == 0 {
            self.asked.set(Self::key(kind, size));
            // A sanitizer is told of each coroutine that is made.
            let room = if sanitizer::is_present() {
                0
            } else {
                MOST_RECENT
            };
            self.most.set(most(kind, size, MOST_RECENT).min(room));
        }
    }
}

/// Free stacks of one class; all zero is an empty one of none.
struct Magazine {
    /// The size that was asked for last, which spares finding its class.
    asked: Cell<usize>,
    /// The class's size and its kind.
    class: Cell<usize>,
    count: Cell<usize>,
    /// How many there may be.
    most: Cell<usize>,
    lows: [Cell<usize>; MOST_STACKS],
}

/// The word of a thread that cannot keep any.
const REFUSED: usize = 1;

fn word_offset() -> isize {
    ThreadWord::Stacks.offset()
}

/// The same where threads agree on their words: as short as it can be.
#[inline(always)]
pub fn mine_at_once() -> Option<&'static Thread> {
    match Current::load_thread_word(ThreadWord::Stacks.known_offset()?) {
        0 | REFUSED => None,
        // SAFETY: stored by `obtain`; blocks stay mapped.
        thread => Some(unsafe { &*(thread as *const Thread) }),
    }
}

/// What the calling thread keeps, if it has begun to.
#[inline(always)]
pub fn mine() -> Option<&'static Thread> {
    match Current::load_thread_word(word_offset()) {
        0 | REFUSED => None,
        // SAFETY: stored by `obtain`; blocks stay mapped.
        thread => Some(unsafe { &*(thread as *const Thread) }),
    }
}

/// What the calling thread keeps, from now on; None: it cannot.
pub fn obtain() -> Option<&'static Thread> {
    match Current::load_thread_word(word_offset()) {
        0 => begin(),
        _ => mine(),
    }
}

fn begin() -> Option<&'static Thread> {
    let thread = match end_key() {
        Some(key) => {
            let block = take_block()?;
            if !os::set_thread_value(key, (&raw const *block).cast()) {
                give_block_back(block);
                return None; // no memory; perhaps another time
            }
            Some(block)
        }
        None if os::is_first_thread() => Some(take_block()?),
        None => None,
    };
    let word = thread.map_or(REFUSED, |thread| &raw const *thread as usize);
    Current::store_thread_word(word_offset(), word);
    thread
}

/// The key whose destructor is [`ends`].
fn end_key() -> Option<c_uint> {
    /// Zero: not asked yet; 1: there is none; else the key and 2.
    static KEY: AtomicUsize = AtomicUsize::new(0);
    let mut known = KEY.load(Acquire);
    if known == 0 {
        let _held = BLOCKS.lock.hold();
        known = KEY.load(Relaxed);
        if known == 0 {
            known = os::thread_key(end_of_thread).map_or(1, |key| key as usize + 2);
            KEY.store(known, Release);
        }
    }
    known.checked_sub(2).map(|key| key as c_uint)
}

/// What the C library calls at a thread's end, through a pointer.
#[unsafe(naked)]
unsafe extern "C" fn end_of_thread(thread: *mut c_void) {
    crate::arch::landing_pad_jump!(ends)
}

/// The calling thread ends. A destructor of another key may still come after
/// this one and make coroutines: then it all begins anew.
unsafe extern "C" fn ends(thread: *mut c_void) {
    // SAFETY: the value of the key, which `begin` set.
    let thread = unsafe { &*thread.cast::<Thread>() };
    thread.empty();
    super::overflow::unwatch(thread);
    Current::store_thread_word(word_offset(), 0);
    give_block_back(thread);
}

impl Thread {
    /// A stack that was left lately, as it was left.
    #[inline(always)]
    pub fn take_again(&self, kind: Kind, size: usize) -> Option<Stack> {
        self.recent.pop(Recent::key(kind, size))
    }

    /// Keeps a stack for that, if there is room.
    #[inline(always)]
    pub fn keep(&self, kind: Kind, size: usize, stack: Stack) -> bool {
        self.recent.push(Recent::key(kind, size), stack)
    }

    /// A stack that this thread keeps, if it has one.
    #[inline(always)]
    pub fn take(&self, kind: Kind, size: usize) -> Option<Stack> {
        let mut magazines = self.magazines(kind).iter();
        let magazine = magazines.find(|magazine| magazine.asked.get() == size)?;
        magazine.pop()
    }

    /// Keeps a stack, if there is a magazine with room for it.
    #[inline(always)]
    pub fn give_back(&self, kind: Kind, stack: Stack) -> bool {
        let class = size_of_stack(stack) | kind as usize;
        let mut magazines = self.magazines(kind).iter();
        match magazines.find(|magazine| magazine.class.get() == class) {
            Some(magazine) => magazine.push(stack.low),
            None => false,
        }
    }

    /// A stack of a class, for which this thread has asked by that size, with some
    /// more for the next times.
    pub fn refill(&self, class: Class, size: usize) -> Result<Stack, c_int> {
        self.recent.change(class.kind, size);
        let magazine = self.magazine(class).ok_or(-libc::ENOMEM)?;
        magazine.asked.set(size);
        if let Some(stack) = magazine.pop() {
            return Ok(stack);
        }
        let some = magazine.most.get().div_ceil(2);
        pool::take(class, some, |low| {
            magazine.push(low);
        })?;
        magazine.pop().ok_or(-libc::ENOMEM)
    }

    /// Keeps a stack of a class, and gives others to the pool for that.
    pub fn make_room(&self, class: Class, stack: Stack) {
        let Some(magazine) = self.magazine(class) else {
            return;
        };
        if !magazine.push(stack.low) {
            magazine.give_oldest_back(magazine.most.get().div_ceil(2));
            magazine.push(stack.low);
        }
    }

    /// Gives all to the pool.
    pub fn empty(&self) {
        let key = self.recent.asked.get();
        let kind = kind_of(key);
        while let Some(stack) = self.recent.pop(key) {
            if let Some(class) = Class::of_stack(kind, stack) {
                self.make_room(class, stack);
            }
        }
        for magazine in self.mapped.iter().chain(&self.growing) {
            magazine.give_oldest_back(magazine.count.get());
        }
    }

    #[inline(always)]
    fn magazines(&self, kind: Kind) -> &[Magazine; MAGAZINES] {
        if kind == Kind::Mapped {
            &self.mapped
        } else {
            &self.growing
        }
    }

    /// The magazine of a class; if there is none, one is emptied for it.
    fn magazine(&self, class: Class) -> Option<&Magazine> {
        let key = class.size | class.kind as usize;
        let magazines = self.magazines(class.kind);
        let known = magazines.iter().find(|known| known.class.get() == key);
        if known.is_some() {
            return known;
        }
        let next = self.next.get() % MAGAZINES;
        self.next.set(next + 1);
        let magazine = magazines.get(next)?;
        magazine.give_oldest_back(magazine.count.get());
        magazine.class.set(key);
        magazine.asked.set(class.size);
        magazine.most.set(most(class.kind, class.size, MOST_STACKS));
        Some(magazine)
    }
}

impl Magazine {
    fn kind(&self) -> Kind {
        kind_of(self.class.get())
    }

    fn size(&self) -> usize {
        self.class.get() & !1
    }

    /// The stack that came last, whose top is the most likely to be in a cache.
    #[inline(always)]
    fn pop(&self) -> Option<Stack> {
        let count = self.count.get().wrapping_sub(1);
        let low = self.lows.get(count)?.get();
        self.count.set(count);
        Some(stack(low, self.size()))
    }

    /// Adds a stack, if there is room.
    #[inline(always)]
    fn push(&self, low: usize) -> bool {
        let count = self.count.get();
        if count >= self.most.get() {
            return false;
        }
        let Some(place) = self.lows.get(count) else {
            return false;
        };
        place.set(low);
        self.count.set(count + 1);
        true
    }

    /// Gives those that have been here longest to the pool.
    fn give_oldest_back(&self, some: usize) {
        let Some(class) = Class::of(self.kind(), self.size()) else {
            return; // a magazine that was never used
        };
        let (oldest, others) = self.lows.split_at(some.min(MOST_STACKS));
        for batch in oldest.chunks(pool::BATCH) {
            // SAFETY: the cells of this thread's own; these stacks are free.
            unsafe {
                let lows = core::slice::from_raw_parts(batch.as_ptr().cast(), batch.len());
                pool::give_back(class, lows);
            }
        }
        let left = self.count.get() - oldest.len();
        for (place, other) in self.lows.iter().zip(others).take(left) {
            place.set(other.get());
        }
        self.count.set(left);
    }
}

/// Blocks for [`Thread`]s, which stay mapped: the free ones, and the memory that
/// further ones are cut from.
struct Blocks {
    lock: Lock,
    /// The first free one.
    free: AtomicUsize,
    /// Where the next one begins, and where there are no more.
    next: AtomicUsize,
    end: AtomicUsize,
}

static BLOCKS: Blocks = Blocks {
    lock: Lock::new(),
    free: AtomicUsize::new(0),
    next: AtomicUsize::new(0),
    end: AtomicUsize::new(0),
};

const BLOCK: usize = 4096;
const SOME_BLOCKS: usize = 64 * 1024;
const _: () = assert!(size_of::<Thread>() <= BLOCK);

fn take_block() -> Option<&'static Thread> {
    let _held = BLOCKS.lock.hold();
    let mut address = BLOCKS.free.load(Relaxed);
    if address != 0 {
        // SAFETY: a block, of which `free` alone is shared, under the lock.
        let next = unsafe { &(*(address as *const Thread)).free };
        BLOCKS.free.store(next.load(Relaxed), Relaxed);
    } else {
        if BLOCKS.next.load(Relaxed) >= BLOCKS.end.load(Relaxed) {
            let memory = memory::map(SOME_BLOCKS, 0).ok()?;
            // In this order, so that a child of fork finds nothing beyond the end.
            BLOCKS.end.store(0, Relaxed);
            BLOCKS.next.store(memory, Relaxed);
            BLOCKS.end.store(memory + SOME_BLOCKS, Relaxed);
        }
        address = BLOCKS.next.load(Relaxed);
        BLOCKS.next.store(address + BLOCK, Relaxed);
    }
    // SAFETY: a block of zeros, or one whose magazines have been emptied.
    Some(unsafe { &*(address as *const Thread) })
}

fn give_block_back(thread: &'static Thread) {
    let _held = BLOCKS.lock.hold();
    thread.free.store(BLOCKS.free.load(Relaxed), Relaxed);
    BLOCKS.free.store(&raw const *thread as usize, Relaxed);
}
