//! What a thread's signal mask is known to be, without asking the kernel.
//!
//! Restartable sequences (rseq(2), Linux include/uapi/linux/rseq.h) give every
//! thread one word, `rseq_cs`, that names the sequence it is in. The kernel
//! clears it when a signal is delivered to the thread or the thread has been
//! preempted, wherever the program counter is outside of that sequence. We
//! name sequences that nobody is ever in, one for each signal mask: as long as
//! the word still names one, no handler has been entered since it was stored.
//! (Linux 6.19 overlooks signals that come with the end of a system call: there
//! that rests on the stubs of [`crate::sigmask`] alone.)
//!
//! ```text
//!   thread pointer + __rseq_offset        DESCRIPTORS, one for each mask
//!   +-------------------------+           +------------------------------+
//!   | cpu_id_start, cpu_id    |           | struct rseq_cs: a range that |
//!   | rseq_cs  ---------------|---------> |   nobody runs, an abort_ip   |
//!   | flags ...               |           | the mask                     |
//!   +-------------------------+           +------------------------------+
//! ```
//!
//! The word is stored after a system call that told or set the mask
//! ([`Moment`]), or before one that will set it ([`know`]): a signal in
//! between takes that back. Taking it back is always safe ([`forget`]). What
//! else changes a mask takes it back by itself: see [`crate::sigmask`].
//! docs/signal-masks.md has the whole argument.
//!
//! Where the C library registers no rseq, we do ([`slots`]). The thread's word
//! of ours then holds the descriptor too, moved by the table's size so that the
//! fast paths tell the two cases apart, and both words have to agree.

mod slots;

use crate::arch::{Architecture, Current, Linux, claim, layout};
use crate::names;
use crate::os::words::{LongWords, MaskWords};
use crate::os::{self, SignalMask};
use core::sync::atomic::{
    AtomicIsize, AtomicU8, AtomicU32, AtomicUsize,
    Ordering::{Acquire, Relaxed},
};

/// A `struct rseq_cs` and the mask it stands for. Everything but the key is
/// written by whoever uses it, always with the same values.
#[repr(C, align(64))]
pub struct Descriptor {
    version: AtomicU32,
    flags: AtomicU32,
    start_ip: LongWords,
    post_commit_offset: LongWords,
    abort_ip: LongWords,
    mask: MaskWords,
    /// The mask by words, each with a mark that makes it different from zero; zero:
    /// free, or being taken.
    key: [AtomicUsize; KEY_WORDS],
}

/// Words of a mask.
const KEY_WORDS: usize = size_of::<SignalMask>() / size_of::<usize>();

impl Descriptor {
    const fn free() -> Self {
        Self {
            version: AtomicU32::new(0),
            flags: AtomicU32::new(0),
            start_ip: LongWords::new(),
            post_commit_offset: LongWords::new(),
            abort_ip: LongWords::new(),
            mask: MaskWords::new(),
            key: [const { AtomicUsize::new(0) }; KEY_WORDS],
        }
    }

    /// Whether the descriptor is that of a mask, or becomes it. Word by word: who
    /// takes the first one and not the second has taken nothing, for that one is
    /// another mask's which begins likewise.
    fn claim(&self, mask: SignalMask) -> bool {
        let key = self.key.iter().zip(key(mask));
        key.into_iter().all(|(word, value)| claim(word, value))
    }

    /// A range of one instruction that nobody runs. The kernel looks at all of
    /// it, and at the signature in front of `abort_ip`, whenever it clears.
    fn fill(&self, mask: SignalMask) {
        let range = (&raw const NOWHERE.range) as u64;
        let abort = (&raw const NOWHERE.abort) as u64;
        self.start_ip.store(range);
        self.post_commit_offset
            .store(size_of_val(&NOWHERE.range) as u64);
        self.abort_ip.store(abort);
        self.mask.store(mask);
    }
}

/// A mask as words of which none is zero. SIGKILL and SIGSTOP are in no mask that
/// the kernel keeps, and both in the lowest word: the bit of the one marks that, and
/// the other's is room for the highest bit of the next, whose place is its mark.
fn key(mask: SignalMask) -> [usize; KEY_WORDS] {
    const { assert!(KEY_WORDS <= 2 && os::signals::SIGSTOP < 32 && os::signals::SIGKILL < 32) };
    const KILL: usize = 1 << (os::signals::SIGKILL - 1);
    const STOP_SHIFT: i32 = os::signals::SIGSTOP - 1;
    let mut rest = mask;
    let mut words = [0; KEY_WORDS].map(|_: usize| {
        let word = rest as usize;
        rest = rest.checked_shr(usize::BITS).unwrap_or(0);
        word
    });
    match &mut words[..] {
        [low] => *low |= KILL,
        [low, high] => {
            let highest = *high >> (usize::BITS - 1);
            *low = *low & !(1 << STOP_SHIFT) | highest << STOP_SHIFT | KILL;
            *high |= 1 << (usize::BITS - 1);
        }
        _ => (),
    }
    words
}

const COUNT: usize = layout::DESCRIPTORS_SIZE as usize / size_of::<Descriptor>();

/// The table of descriptors: hashed by mask, filled and never emptied.
pub static DESCRIPTORS: [Descriptor; COUNT] = [const { Descriptor::free() }; COUNT];

const _: () = {
    assert!(size_of_val(&DESCRIPTORS) == layout::DESCRIPTORS_SIZE as usize);
    assert!(core::mem::offset_of!(Descriptor, mask) == layout::DESCRIPTOR_MASK as usize);
    assert!(size_of::<Descriptor>() == 64, "one cache line");
};

/// Where the descriptors point to: not code, but addresses of this process.
#[repr(C)]
struct Nowhere {
    range: u32,
    signature: u32,
    abort: u32,
}

static NOWHERE: Nowhere = Nowhere {
    range: 0,
    signature: Current::RSEQ_SIGNATURE,
    abort: 0,
};

/// Who registered this process's threads for rseq.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Provider {
    /// The C library.
    Libc,
    /// We do, each thread when it first needs it.
    Own,
    /// Nobody, and why.
    Nobody(Cause),
}

/// Why masks cannot be known, by number: one of the constants, or behind them
/// the number of a name that ought to be ours and is not. (Not an enum: a match
/// becomes a jump table, which would need landing pads.)
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cause(u8);

impl Cause {
    /// glibc.pthread.rseq=0, or the C library's own attempt failed.
    const SWITCHED_OFF: Self = Self(0);
    const NO_KERNEL_SUPPORT: Self = Self(1);
    pub const TOO_MANY_HANDLERS: Self = Self(2);
    const TEXTS: [&[u8]; 3] = [
        b"the C library registered no rseq",
        b"the kernel has no rseq",
        b"too many different signal handlers",
    ];

    /// A function that changes masks or sets handlers is not this library's.
    const fn interposed(name: u8) -> Self {
        Self(Self::TEXTS.len() as u8 + name)
    }

    pub fn text(self) -> [&'static [u8]; 2] {
        match Self::TEXTS.get(self.0 as usize) {
            Some(text) => [text, b""],
            None => [
                names::wrapper(self.0 - Self::TEXTS.len() as u8),
                b" is not this library's",
            ],
        }
    }
}

/// Who provides rseq, as a byte that can be stored at once.
static PROVIDER: AtomicU8 = AtomicU8::new(NOT_ASKED);
const NOT_ASKED: u8 = 0;
const LIBC: u8 = 1;
const OWN: u8 = 2;
/// And all above: nobody, and the number of the cause.
const NOBODY: u8 = 3;

/// From the thread pointer to the word: `rseq_cs` in the C library's area, or
/// our own, which the fast paths tell by its values.
pub static WORD_OFFSET: AtomicIsize = AtomicIsize::new(0);

/// From the thread pointer to the word that points to the thread's slot.
pub static SLOT_OFFSET: AtomicIsize = AtomicIsize::new(0);

/// Who provides rseq here; found out when it is first asked.
pub fn provider() -> Provider {
    let mut known = PROVIDER.load(Relaxed);
    if known == NOT_ASKED {
        known = find_provider();
        PROVIDER.store(known, Relaxed);
    }
    match known {
        LIBC => Provider::Libc,
        OWN => Provider::Own,
        _ => Provider::Nobody(Cause(known - NOBODY)),
    }
}

fn find_provider() -> u8 {
    if let Some(number) = names::foreign_wrapper() {
        return NOBODY + Cause::interposed(number).0;
    }
    match os::libc_rseq() {
        Some(area) if area.size != 0 => {
            WORD_OFFSET.store(area.offset + layout::RSEQ_CS, Relaxed);
            LIBC
        }
        Some(_) if Current::GLIBC_REGISTERS_RSEQ => NOBODY + Cause::SWITCHED_OFF.0,
        _ if !slots::kernel_has_rseq() => NOBODY + Cause::NO_KERNEL_SUPPORT.0,
        _ => {
            let thread = Current::thread_words();
            SLOT_OFFSET.store(thread, Relaxed);
            WORD_OFFSET.store(thread + size_of::<usize>() as isize, Relaxed);
            OWN
        }
    }
}

/// Whether masks can be known at all.
pub fn is_available() -> bool {
    !matches!(provider(), Provider::Nobody(_))
}

/// A handler has been installed that we shall not see: from now on no mask is
/// known, in any thread.
pub fn give_up() {
    PROVIDER.store(NOBODY + Cause::TOO_MANY_HANDLERS.0, Relaxed);
}

/// The mask of the calling thread, if it is known.
pub fn known() -> Option<SignalMask> {
    let descriptor = match provider() {
        Provider::Libc => at(Current::load_thread_word(WORD_OFFSET.load(Relaxed)))?,
        Provider::Own => {
            let moved = Current::load_thread_word(WORD_OFFSET.load(Relaxed));
            let descriptor = at(moved.wrapping_sub(size_of_val(&DESCRIPTORS)))?;
            if slots::word() != descriptor as *const _ as usize {
                return None;
            }
            descriptor
        }
        Provider::Nobody(_) => return None,
    };
    Some(descriptor.mask.load())
}

/// How many signal frames have been resumed, in all threads.
static RESUMED: AtomicUsize = AtomicUsize::new(0);

/// A moment before a system call, to know the mask afterwards.
///
/// A handler that runs between that call and the store of the word, and changes
/// what mask it returns to, makes the word wrong: nothing would clear it any
/// more. Its return has been counted.
pub struct Moment(usize);

impl Moment {
    /// Before the call.
    pub fn now() -> Self {
        Self(RESUMED.load(Acquire))
    }

    /// After it: the mask is `mask`, as the kernel keeps it.
    pub fn know(self, mask: SignalMask) {
        know(mask);
        if RESUMED.load(Acquire) != self.0 {
            forget();
        }
    }
}

/// A signal frame is about to be resumed, by rt_sigreturn, to some mask: a
/// handler returns, or setcontext goes there.
pub extern "C" fn frame_is_resumed() {
    // Once: if it fails, somebody else has counted since, and whoever looks for
    // a difference finds that. (Again and again, it would never end under a
    // debugger whose single steps run a handler each.)
    let count = RESUMED.load(Relaxed);
    Current::compare_exchange(&RESUMED, count, count.wrapping_add(1));
    forget();
}

/// The calling thread's mask is going to be `mask` by the next system call that
/// sets it. Called before that call, and with `mask` as the kernel keeps it:
/// without SIGKILL and SIGSTOP.
pub fn know(mask: SignalMask) {
    let Some(descriptor) = intern(mask) else {
        return forget(); // the table is full: this mask costs its system calls
    };
    let address = descriptor as *const _ as usize;
    match provider() {
        Provider::Libc => Current::store_thread_word(WORD_OFFSET.load(Relaxed), address),
        Provider::Own => {
            // The kernel's word first: ours is the one that counts, and the
            // thread may be another one by now.
            if slots::set_word(address) {
                Current::store_thread_word(
                    WORD_OFFSET.load(Relaxed),
                    address + size_of_val(&DESCRIPTORS),
                );
            } else {
                forget();
            }
        }
        Provider::Nobody(_) => (),
    }
}

/// The calling thread's mask may be another one now. Leaves alone what other
/// users of rseq store.
pub extern "C" fn forget() {
    match provider() {
        Provider::Libc => {
            let offset = WORD_OFFSET.load(Relaxed);
            if at(Current::load_thread_word(offset)).is_some() {
                Current::store_thread_word(offset, 0);
            }
        }
        Provider::Own => Current::store_thread_word(WORD_OFFSET.load(Relaxed), 0),
        Provider::Nobody(_) => (),
    }
}

/// Before vfork(2): the child uses the thread's words, and must not register a
/// slot for itself that the parent would take for its own.
pub extern "C" fn settle() {
    if provider() == Provider::Own {
        slots::set_word(0);
    }
}

/// The descriptor at an address, if it is one.
fn at(address: usize) -> Option<&'static Descriptor> {
    let offset = address.wrapping_sub(DESCRIPTORS.as_ptr() as usize);
    DESCRIPTORS.get(offset / size_of::<Descriptor>())
}

/// The descriptor of a mask: found, or taken; None when the table is full.
/// Lock-free, for a signal handler may come in between.
fn intern(mask: SignalMask) -> Option<&'static Descriptor> {
    // Fibonacci hashing: the high bits depend on all of the mask.
    let words = key(mask).into_iter();
    let folded = words.fold(0, |folded: u64, word| folded.rotate_left(32) ^ word as u64);
    let first = folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - COUNT.ilog2());
    let (before, after) = DESCRIPTORS.split_at_checked(first as usize)?;
    for descriptor in after.iter().chain(before) {
        if descriptor.claim(mask) {
            descriptor.fill(mask);
            return Some(descriptor);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_that_differ_have_keys_that_differ() {
        let mut seen = std::collections::HashSet::new();
        let bits = SignalMask::BITS;
        let all = (0..bits).flat_map(|a| (a..bits).map(move |b| 1 << a | 1 << b));
        let mut masks: std::vec::Vec<SignalMask> = all.chain([0]).collect();
        masks.retain(|mask| mask & os::UNBLOCKABLE == 0);
        for mask in masks {
            let key = key(mask);
            assert!(key.iter().all(|&word| word != 0));
            assert!(seen.insert(key), "{mask:#x}");
        }
    }

    #[test]
    fn an_address_is_a_descriptor_only_inside_the_table() {
        let first = DESCRIPTORS.as_ptr() as usize;
        let end = first + size_of_val(&DESCRIPTORS);
        assert!(at(first).is_some());
        assert!(at(end - size_of::<Descriptor>()).is_some());
        for outside in [0, first - 64, end, end + 64, usize::MAX] {
            assert!(at(outside).is_none());
        }
    }

    #[test]
    fn each_mask_has_a_descriptor_until_the_table_is_full() {
        let mut taken = std::vec::Vec::new();
        for n in 0..COUNT as SignalMask {
            let mask = n << 40;
            let descriptor = intern(mask).unwrap();
            assert_eq!(descriptor.mask.load::<SignalMask>(), mask);
            assert!(core::ptr::eq(descriptor, intern(mask).unwrap()));
            taken.push(descriptor as *const Descriptor);
        }
        taken.sort_unstable();
        taken.dedup();
        assert_eq!(taken.len(), COUNT);
        assert!(intern(1).is_none());
        assert!(intern(0).is_some());
    }
}
