//! rseq areas of our own, where the C library registers none (musl, glibc
//! before 2.35): one slot for each thread, registered when it first needs one.
//!
//! The kernel writes to an area until the thread is gone, and musl unmaps a
//! thread's stack and thread-local storage before that. So slots lie in chunks
//! that are never unmapped, and a thread-local word points to the slot. Threads
//! end without telling us: when no slot is free, those are taken back whose
//! threads no longer exist, and only if that yields little a chunk is added.
//!
//! A child of fork(2) inherits its one thread's registration, and slots whose
//! owners it cannot tell: it keeps them all (a page that the kernel empties in
//! the child tells it that it is one).

use super::SLOT_OFFSET;
use crate::arch::{Architecture, Current, Linux, layout};
use crate::os::memory;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::Relaxed};

/// One thread's area: the original struct rseq, 32 bytes, and whose it is.
#[repr(C, align(64))]
struct Slot {
    area: [AtomicUsize; AREA_SIZE / size_of::<usize>()],
    /// The thread's id; FREE; INHERITED.
    owner: AtomicUsize,
}

const FREE: usize = 0;
/// Some thread's of the process that forked this one, perhaps our first.
const INHERITED: usize = usize::MAX;

const AREA_SIZE: usize = 32;
const _: () = assert!(core::mem::offset_of!(Slot, owner) == AREA_SIZE);

/// In the thread's word: this thread has none and never will, because somebody
/// else registered it or the kernel refused.
const REFUSED: usize = 1;

const CHUNK_SIZE: usize = 64 * 1024;
const SLOTS_IN_CHUNK: usize = CHUNK_SIZE / size_of::<Slot>();

/// Room for a million threads; the ones beyond go without.
static CHUNKS: [AtomicPtr<Slot>; 1024] = [const { AtomicPtr::new(null_mut()) }; 1024];

/// What a child of fork starts without.
struct Process {
    /// Whether the slots that were there at the start have been marked.
    is_marked: AtomicUsize,
    /// Held while slots are taken back or marked; never waited for.
    sweeping: AtomicUsize,
}

/// Where that is; zero: nowhere yet.
static PROCESS: AtomicUsize = AtomicUsize::new(0);

const FLAG_UNREGISTER: usize = 1; // RSEQ_FLAG_UNREGISTER

/// rseq(2).
fn register(area: *const AtomicUsize, flags: usize) -> isize {
    let signature = Current::RSEQ_SIGNATURE as usize;
    let arguments = [area as usize, AREA_SIZE, flags, signature, 0, 0];
    // SAFETY: `area` stays mapped for good, or is refused for being null.
    unsafe { Current::system_call(libc::SYS_rseq as usize, arguments) }
}

/// Whether rseq(2) exists. Taking back what was never registered fails, but not
/// with ENOSYS.
pub fn kernel_has_rseq() -> bool {
    register(core::ptr::null(), FLAG_UNREGISTER) != -libc::ENOSYS as isize
}

/// `rseq_cs` of the calling thread; zero without a slot.
pub fn word() -> usize {
    match mine() {
        Some(slot) => slot.rseq_cs().load(Relaxed),
        None => 0,
    }
}

/// Stores `rseq_cs` of the calling thread, which gets a slot if it has none.
/// False when there is none to be had.
pub fn set_word(descriptor: usize) -> bool {
    let Some(slot) = mine().or_else(obtain) else {
        return false;
    };
    slot.rseq_cs().store(descriptor, Relaxed);
    true
}

impl Slot {
    fn rseq_cs(&self) -> &AtomicUsize {
        &self.area[layout::RSEQ_CS as usize / size_of::<usize>()]
    }
}

/// The calling thread's slot.
fn mine() -> Option<&'static Slot> {
    match Current::load_thread_word(SLOT_OFFSET.load(Relaxed)) {
        0 | REFUSED => None,
        // SAFETY: stored by `obtain`; slots stay mapped.
        slot => Some(unsafe { &*(slot as *const Slot) }),
    }
}

/// A slot for the calling thread, registered.
fn obtain() -> Option<&'static Slot> {
    let offset = SLOT_OFFSET.load(Relaxed);
    if Current::load_thread_word(offset) == REFUSED {
        return None;
    }
    let slot = take()?;
    for word in &slot.area {
        word.store(0, Relaxed);
    }
    let registered = register(slot.area.as_ptr(), 0) == 0;
    if !registered {
        slot.owner.store(FREE, Relaxed);
    }
    // A handler that came in between may have been here too. The kernel took
    // the first of the two areas, and this store comes last.
    if registered || mine().is_none() {
        let word = if registered {
            slot as *const _ as usize
        } else {
            REFUSED
        };
        Current::store_thread_word(offset, word);
    }
    registered.then_some(slot)
}

/// A slot for the calling thread, not registered yet.
fn take() -> Option<&'static Slot> {
    let process = process()?;
    let me = thread_id();
    if process.is_marked.load(Relaxed) == 0 {
        exclusively(process, || {
            for slot in slots() {
                if slot.owner.load(Relaxed) != FREE {
                    slot.owner.store(INHERITED, Relaxed);
                }
            }
            process.is_marked.store(1, Relaxed);
            true
        })?;
    }
    take_free(me).or_else(|| {
        exclusively(process, || sweep() || add_chunk())?;
        take_free(me)
    })
}

/// The first free slot.
fn take_free(owner: usize) -> Option<&'static Slot> {
    slots().find(|slot| {
        slot.owner.load(Relaxed) == FREE
            && Current::compare_exchange(&slot.owner, FREE, owner) == FREE
    })
}

/// Takes back the slots of threads that are gone. Whether those were enough to
/// go on with.
fn sweep() -> bool {
    let (mut all, mut free) = (0, 0);
    // SAFETY: no arguments.
    let process = unsafe { Current::system_call(libc::SYS_getpid as usize, [0; 6]) } as usize;
    for slot in slots() {
        all += 1;
        let owner = slot.owner.load(Relaxed);
        if owner == FREE {
            free += 1;
        } else if owner != INHERITED && !is_alive(process, owner) {
            // Nobody else takes back, so the slot is still that thread's.
            slot.owner.store(FREE, Relaxed);
            free += 1;
        }
    }
    free > all / 8
}

/// Whether a thread of this process exists: signal 0 is only looked up.
fn is_alive(process: usize, thread: usize) -> bool {
    let arguments = [process, thread, 0, 0, 0, 0];
    // SAFETY: sends nothing.
    let result = unsafe { Current::system_call(libc::SYS_tgkill as usize, arguments) };
    result != -libc::ESRCH as isize
}

fn add_chunk() -> bool {
    let Some(place) = CHUNKS.iter().find(|chunk| chunk.load(Relaxed).is_null()) else {
        return false;
    };
    let Ok(chunk) = memory::map(CHUNK_SIZE, 0) else {
        return false;
    };
    place.store(chunk as *mut Slot, Relaxed);
    true
}

fn slots() -> impl Iterator<Item = &'static Slot> {
    CHUNKS
        .iter()
        .map(|chunk| chunk.load(Relaxed))
        .take_while(|chunk| !chunk.is_null())
        .flat_map(|chunk| {
            // SAFETY: a chunk, which stays mapped; all zero is a free slot.
            unsafe { core::slice::from_raw_parts(chunk, SLOTS_IN_CHUNK) }
        })
}

/// Runs `action` unless another thread is at it, or this one, beneath a signal
/// handler. None when it did not run or did not succeed.
fn exclusively(process: &Process, action: impl FnOnce() -> bool) -> Option<()> {
    if Current::compare_exchange(&process.sweeping, 0, 1) != 0 {
        return None;
    }
    let done = action();
    process.sweeping.store(0, Relaxed);
    done.then_some(())
}

/// The page that a child of fork finds empty.
fn process() -> Option<&'static Process> {
    let mut page = PROCESS.load(Relaxed);
    if page == 0 {
        let new = memory::map(size_of::<Process>(), 0).ok()?;
        let advice = libc::MADV_WIPEONFORK as usize;
        let arguments = [new, size_of::<Process>(), advice, 0, 0, 0];
        // SAFETY: the page just mapped, which nobody has seen yet.
        if unsafe { Current::system_call(libc::SYS_madvise as usize, arguments) } != 0 {
            return None;
        }
        // Two threads may both come here: the first page counts.
        page = match Current::compare_exchange(&PROCESS, 0, new) {
            0 => new,
            others => others,
        };
    }
    // SAFETY: a page that stays mapped; zero is a value of its words.
    Some(unsafe { &*(page as *const Process) })
}

fn thread_id() -> usize {
    // SAFETY: no arguments.
    unsafe { Current::system_call(libc::SYS_gettid as usize, [0; 6]) as usize }
}
