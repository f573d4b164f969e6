//! Chunks: one mapping each, for many stacks of one class.
//!
//! ```text
//!   | Chunk | links, one for each stack | guard | stack 0 | guard | stack 1 | ...
//! ```
//!
//! A chunk stays as long as the process, and so do its stacks' addresses. The
//! links make lists of free stacks, outside of the stacks so that those can be
//! without any memory. All that changes does so under the pool's lock; what
//! tells the chunk of an address can be read without.

use super::class::Class;
use crate::debugger::{Word, address, number};
use crate::os::memory;
use core::ffi::c_int;
use core::mem::offset_of;
use core::ptr::null_mut;
use core::sync::atomic::{
    AtomicBool, AtomicPtr, AtomicU32, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};

/// The head of a chunk.
pub struct Chunk {
    pub class: Class,
    /// The first slot.
    first: usize,
    stride: usize,
    guard: usize,
    pub count: u32,
    number: u32,
    /// Slots below have been given to somebody once.
    pub fresh: AtomicU32,
    /// Slots below have their guard; never less than `fresh`.
    pub guarded: AtomicU32,
    /// Whether guards have to be made by mprotect(2) here.
    pub by_protection: AtomicBool,
}

/// What a debugger has to know of chunks.
pub type ForDebuggers = [Word; 8];

/// See [`crate::debugger`].
pub const FOR_DEBUGGERS: ForDebuggers = [
    address(&raw const CHUNKS),
    address(&raw const LAST),
    number(offset_of!(Chunk, first)),
    number(offset_of!(Chunk, stride)),
    number(offset_of!(Chunk, guard)),
    number(offset_of!(Chunk, fresh)),
    number(super::class::COLOURS),
    number(super::class::LINE),
];

/// A stack, by the number of its chunk and its index there; zero is none.
pub type Id = u32;

const INDEX_BITS: u32 = 16;
const MOST_STACKS: usize = 1 << INDEX_BITS;
const MOST_CHUNKS: usize = 4096;

/// All chunks from number 1 on, in the order they were made.
static CHUNKS: [AtomicPtr<Chunk>; MOST_CHUNKS] =
    [const { AtomicPtr::new(null_mut()) }; MOST_CHUNKS];

/// The number of the last one.
static LAST: AtomicUsize = AtomicUsize::new(0);

/// How many stacks the first chunk of a class has, and the bytes that it and any
/// other stay below, unless one stack is larger.
const FIRST_STACKS: usize = 256;
const FIRST_BYTES: usize = 64 << 20;
const MOST_BYTES: usize = match usize::BITS {
    64 => 4 << 30,
    _ => 64 << 20,
};

/// The number of the newest chunk; zero: there is none.
pub fn last() -> usize {
    LAST.load(Acquire)
}

/// The chunk of a number.
pub fn numbered(number: usize) -> Option<&'static Chunk> {
    // SAFETY: null, or a chunk, which stays mapped.
    unsafe { CHUNKS.get(number)?.load(Acquire).as_ref() }
}

/// A new chunk for a class that has `total` stacks: as many again; half as many
/// and so on where there is no room. Under the pool's lock.
pub fn make(class: Class, total: usize) -> Result<&'static Chunk, c_int> {
    let number = LAST.load(Relaxed) + 1;
    let place = CHUNKS.get(number).ok_or(-libc::ENOMEM)?;
    let stride = class.stride();
    let within = |bytes: usize| bytes.checked_div(stride).unwrap_or(0);
    let first = FIRST_STACKS.min(within(FIRST_BYTES));
    let mut count = total
        .max(first)
        .min(within(MOST_BYTES))
        .clamp(1, MOST_STACKS);
    let (address, head) = loop {
        let head = size_of::<Chunk>() + count * size_of::<AtomicU32>();
        let head = memory::whole_pages(head).ok_or(-libc::ENOMEM)?;
        match memory::map(head + count * stride, libc::MAP_NORESERVE) {
            Ok(address) => break (address, head),
            Err(_) if count > 1 => count /= 2,
            Err(_) => return Err(-libc::ENOMEM),
        }
    };
    // A huge page would make one stack's first touch cost as much as 32 stacks.
    // SAFETY: takes nothing away. A kernel without huge pages refuses.
    let _ = unsafe { memory::advise(address, head + count * stride, libc::MADV_NOHUGEPAGE) };
    let chunk = address as *mut Chunk;
    // SAFETY: the beginning of the mapping; the links behind are zero already.
    unsafe {
        chunk.write(Chunk {
            class,
            first: address + head,
            stride,
            guard: class.guard(),
            count: count as u32,
            number: number as u32,
            fresh: AtomicU32::new(0),
            guarded: AtomicU32::new(0),
            by_protection: AtomicBool::new(false),
        });
        place.store(chunk, Release);
        LAST.store(number, Release);
        Ok(&*chunk)
    }
}

/// The chunk that an address is in, guards included. For any thread, and for
/// signal handlers.
pub fn containing(address: usize) -> Option<&'static Chunk> {
    (1..=last())
        .rev()
        .filter_map(numbered)
        .find(|chunk| chunk.contains(address))
}

impl Chunk {
    /// The chunk of an id's stack, and that stack's index.
    pub fn of(id: Id) -> Option<(&'static Self, u32)> {
        let chunk = numbered((id >> INDEX_BITS) as usize)?;
        Some((chunk, id % MOST_STACKS as u32))
    }

    /// The id of a stack of this chunk.
    pub fn id(&self, index: u32) -> Id {
        self.number << INDEX_BITS | index
    }

    /// The id of this chunk's first stack, which stands for the chunk.
    pub fn number_id(&self) -> Id {
        self.id(0)
    }

    /// Whether an address is in one of the slots.
    pub fn contains(&self, address: usize) -> bool {
        address.wrapping_sub(self.first) < self.stride * self.count as usize
    }

    /// The index of the slot that an address of this chunk is in, and whether it
    /// is in the guard.
    pub fn locate(&self, address: usize) -> (u32, bool) {
        let offset = address.wrapping_sub(self.first);
        // A stride is never zero; the compiler does not know.
        let index = offset.checked_div(self.stride).unwrap_or(0);
        (index as u32, offset - index * self.stride < self.guard)
    }

    /// The guard of a stack.
    pub fn guard(&self, index: u32) -> memory::Range {
        memory::Range {
            address: self.first + index as usize * self.stride,
            size: self.guard,
        }
    }

    /// The lowest address of a stack.
    pub fn low(&self, index: u32) -> usize {
        self.guard(index).address + self.guard
    }

    /// What follows a stack in the list of free ones that it is in.
    pub fn link(&self, index: u32) -> Option<&AtomicU32> {
        if index >= self.count {
            return None;
        }
        let links = (&raw const *self).wrapping_add(1).cast::<AtomicU32>();
        // SAFETY: one of `count` words behind the head.
        Some(unsafe { &*links.add(index as usize) })
    }
}
