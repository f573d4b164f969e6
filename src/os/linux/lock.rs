//! A lock that threads wait for (futex(2)), for what is not on a hot path and
//! not for signal handlers.
//!
//! A child of fork(2) has one thread; the others' locks are held in it by
//! nobody. So the lock tells who holds it: a generation, which every process
//! that is forked counts up when it first takes a lock. A lock of an earlier
//! generation is taken over at once.
//!
//! What such a lock protects may then be half-changed: the holder was stopped
//! between any two of its stores. **So keep it in order at every store**: fill
//! in a new element, then store the word that makes it part of the structure.
//! The child may lose what the holder had in its hands, and nothing else.

use super::memory;
use crate::arch::{Architecture, Current, Linux};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Zero: free. Else HELD, perhaps WAITED_FOR, and the generation of the holder
/// above. It all lies in the low 32 bits, which is what a futex is.
pub struct Lock(AtomicUsize);

const HELD: usize = 1;
const WAITED_FOR: usize = 2;
const GENERATION_SHIFT: u32 = 2;

/// What holds a lock, until it is dropped.
pub struct Held<'a>(&'a Lock);

impl Lock {
    /// A free lock.
    pub const fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// Waits until nobody else holds the lock. Not from a signal handler, which
    /// may have interrupted the holder.
    pub fn hold(&self) -> Held<'_> {
        let mine = held_by(generation());
        if Current::compare_exchange(&self.0, 0, mine) != 0 {
            self.wait(mine);
        }
        Held(self)
    }

    #[cold]
    fn wait(&self, mine: usize) {
        loop {
            let found = self.0.load(Relaxed);
            if found & !WAITED_FOR != mine {
                // Free, or held by a thread that there is not in this process.
                // Others may be waiting still: who leaves will wake one.
                if Current::compare_exchange(&self.0, found, mine | WAITED_FOR) == found {
                    return;
                }
            } else if found & WAITED_FOR != 0
                || Current::compare_exchange(&self.0, found, found | WAITED_FOR) == found
            {
                self.futex(libc::FUTEX_WAIT, found | WAITED_FOR);
            }
        }
    }

    /// futex(2). Woken too early, the caller looks again.
    fn futex(&self, operation: i32, value: usize) {
        // Where the low 32 bits of the word are.
        let low = if cfg!(target_endian = "little") {
            0
        } else {
            size_of::<usize>() - size_of::<u32>()
        };
        let address = self.0.as_ptr() as usize + low;
        let operation = (operation | libc::FUTEX_PRIVATE_FLAG) as usize;
        let arguments = [address, operation, value, 0, 0, 0];
        // SAFETY: the kernel looks at the word, which is ours.
        unsafe { Current::system_call(libc::SYS_futex as usize, arguments) };
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let word = &self.0.0;
        loop {
            let found = word.load(Relaxed);
            if Current::compare_exchange(word, found, 0) == found {
                if found & WAITED_FOR != 0 {
                    self.0.futex(libc::FUTEX_WAKE, 1);
                }
                return;
            }
        }
    }
}

/// The word of a lock that is held, and that nobody waits for.
fn held_by(generation: usize) -> usize {
    (generation << GENERATION_SHIFT | HELD) as u32 as usize
}

/// The highest generation of this process and those it descends from.
static HIGHEST: AtomicUsize = AtomicUsize::new(0);

/// Where the generation of this process is: in a page that the kernel empties
/// in a child of fork. Zero: nowhere yet.
static PLACE: AtomicUsize = AtomicUsize::new(0);

/// In PLACE: there is none, so the process's id counts, by a system call.
const NOWHERE: usize = 1;

/// The generation of this process.
fn generation() -> usize {
    let mut place = PLACE.load(Relaxed);
    if place == 0 {
        place = find_place();
    }
    if place == NOWHERE {
        // SAFETY: no arguments.
        return unsafe { Current::system_call(libc::SYS_getpid as usize, [0; 6]) } as usize;
    }
    // SAFETY: a static of that type, or a page that stays mapped.
    let word = unsafe { &*(place as *const AtomicUsize) };
    let mut found = word.load(Relaxed);
    while found == 0 {
        // First count, then tell: no descendant may come to the same number.
        let highest = HIGHEST.load(Relaxed);
        if Current::compare_exchange(&HIGHEST, highest, highest + 1) == highest {
            Current::compare_exchange(word, 0, highest + 1);
        }
        found = word.load(Relaxed);
    }
    found
}

/// A page for it, where the kernel can empty that (Linux 4.14).
#[cold]
fn find_place() -> usize {
    let size = memory::page_size();
    let mut place = NOWHERE;
    if let Ok(page) = memory::map(size, 0) {
        // SAFETY: the page just mapped, which nobody has seen yet.
        unsafe {
            if memory::refuses_unknown_advice(page)
                && memory::advise(page, size, libc::MADV_WIPEONFORK).is_ok()
            {
                place = page;
            } else {
                let _ = memory::unmap(page, size);
            }
        }
    }
    // Two threads may both come here: the first place counts.
    match Current::compare_exchange(&PLACE, 0, place) {
        0 => place,
        others => others,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn one_thread_at_a_time_holds_the_lock() {
        static LOCK: Lock = Lock::new();
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = || {
            for _ in 0..20_000 {
                let _held = LOCK.hold();
                COUNT.store(COUNT.load(Relaxed) + 1, Relaxed);
            }
        };
        let threads = [(); 4].map(|()| thread::spawn(count));
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(COUNT.load(Relaxed), 80_000);
        assert_eq!(LOCK.0.load(Relaxed), 0);
    }

    #[test]
    fn a_lock_of_an_earlier_generation_is_taken_over() {
        let lock = Lock::new();
        for waited_for in [0, WAITED_FOR] {
            lock.0
                .store(held_by(generation() - 1) | waited_for, Relaxed);
            drop(lock.hold());
            assert_eq!(lock.0.load(Relaxed), 0);
        }
    }

    #[test]
    fn a_child_of_fork_is_another_generation() {
        let here = generation();
        assert_eq!(here, generation());
        // SAFETY: the child makes system calls only, and ends.
        unsafe {
            let child = libc::fork();
            if child == 0 {
                libc::_exit((generation() == here) as i32);
            }
            let mut status = -1;
            assert_eq!(libc::waitpid(child, &mut status, 0), child);
            assert_eq!(status, 0);
        }
    }
}
