//! Guards: pages below a stack that nobody can touch, so that an overflow ends
//! in SIGSEGV and not in the next stack.
//!
//! MADV_GUARD_INSTALL (Linux >= 6.13) marks pages in the page table. mprotect(2)
//! splits the mapping in two instead, and vm.max_map_count ends that at some
//! 30 000 stacks; it serves where there is nothing else: older kernels, and
//! memory that is locked. Which of them a chunk needs is found when its
//! first guards are made, and again when the first way fails later on.

use super::chunk::Chunk;
use crate::mode::is_verbose;
use crate::os::environment;
use crate::os::memory::{self, Range};
use crate::os::message;
use core::ffi::c_int;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

/// FASTCTX_GUARD.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Guards {
    Auto,
    Mprotect,
}

static BY_PROTECTION_ONLY: AtomicBool = AtomicBool::new(false);

/// How guards are made from now on.
pub fn choose_guards(guards: Guards) {
    BY_PROTECTION_ONLY.store(guards == Guards::Mprotect, Relaxed);
}

/// include/uapi/asm-generic/mman-common.h.
const MADV_GUARD_INSTALL: c_int = 102;

/// How many are made at once: few enough for their addresses to lie on the stack
/// of whoever asks, which may be a coroutine's.
const BATCH: u32 = 32;

/// Makes the guards of some more of a chunk's stacks, at least one. Under the
/// pool's lock.
pub fn make(chunk: &Chunk) -> Result<(), c_int> {
    let next = chunk.guarded.load(Relaxed);
    if next == 0 && !memory::refuses_unknown_advice(chunk.guard(0).address) {
        chunk.by_protection.store(true, Relaxed);
    }
    if !BY_PROTECTION_ONLY.load(Relaxed) && !chunk.by_protection.load(Relaxed) {
        match install(chunk, next) {
            Ok(made) => {
                chunk.guarded.store(next + made, Relaxed);
                return Ok(());
            }
            // The kernel does not know it, or the memory is locked.
            Err(error) if error == -libc::EINVAL => chunk.by_protection.store(true, Relaxed),
            Err(error) => return Err(error),
        }
    }
    protect(chunk.guard(next))?;
    chunk.guarded.store(next + 1, Relaxed);
    Ok(())
}

/// By MADV_GUARD_INSTALL, from the stack `next` on: how many.
fn install(chunk: &Chunk, next: u32) -> Result<u32, c_int> {
    let mut ranges = [const { MaybeUninit::<Range>::uninit() }; BATCH as usize];
    let mut count = 0;
    for (index, range) in (next..chunk.count).zip(&mut ranges) {
        range.write(chunk.guard(index));
        count += 1;
    }
    // SAFETY: that many have been written.
    let ranges = unsafe { core::slice::from_raw_parts(ranges.as_ptr().cast(), count) };
    // SAFETY: pages that nobody has used.
    let made = unsafe { memory::advise_each(ranges, MADV_GUARD_INSTALL) }?;
    Ok(made as u32)
}

/// How many guards mprotect(2) has made.
static PROTECTED: AtomicUsize = AtomicUsize::new(0);

/// By mprotect(2), as long as there are mappings left for that.
fn protect(guard: Range) -> Result<(), c_int> {
    let made = PROTECTED.load(Relaxed);
    if made >= budget() {
        return Err(no_more());
    }
    // SAFETY: pages that nobody has used.
    match unsafe { memory::protect(guard.address, guard.size, libc::PROT_NONE) } {
        Ok(()) => {
            PROTECTED.store(made + 1, Relaxed);
            Ok(())
        }
        // The program has more mappings itself than were left to it.
        Err(error) if error == -libc::ENOMEM => Err(no_more()),
        Err(error) => Err(error),
    }
}

/// The error for it, and once the cause, if that is asked for.
#[cold]
fn no_more() -> c_int {
    static TOLD: AtomicBool = AtomicBool::new(false);
    if is_verbose() && !TOLD.load(Relaxed) {
        TOLD.store(true, Relaxed);
        let made = message::Number::decimal(PROTECTED.load(Relaxed));
        let line: [&[u8]; 3] = [
            b"no more guard pages: ",
            made.text(),
            b" of them use up vm.max_map_count (raise that by sysctl; Linux 6.13 needs none)",
        ];
        message::print(line);
    }
    -libc::EAGAIN
}

/// How many guards mprotect(2) may make. Each splits a mapping in two; a sixteenth
/// of all mappings is left to the program, which else could not even start a
/// thread.
fn budget() -> usize {
    static BUDGET: AtomicUsize = AtomicUsize::new(0);
    let known = BUDGET.load(Relaxed);
    if known != 0 {
        return known;
    }
    const USUAL: usize = 65530; // DEFAULT_MAX_MAP_COUNT, include/linux/mm.h
    let mut text = [0; 24];
    let most = environment::file(c"/proc/sys/vm/max_map_count", &mut text)
        .and_then(number)
        .unwrap_or(USUAL);
    let budget = ((most - most / 16) / 2).max(1);
    BUDGET.store(budget, Relaxed);
    budget
}

/// The decimal number that a text begins with.
fn number(text: &[u8]) -> Option<usize> {
    let mut value = None;
    for digit in text.iter().take_while(|byte| byte.is_ascii_digit()) {
        let before: usize = value.unwrap_or(0);
        value = Some(
            before
                .checked_mul(10)?
                .checked_add((digit - b'0') as usize)?,
        );
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_up_to_its_last_digit() {
        assert_eq!(number(b"65530\n"), Some(65530));
        assert_eq!(number(b"7"), Some(7));
        assert_eq!(number(b""), None);
        assert_eq!(number(b"x1"), None);
        assert_eq!(number(b"99999999999999999999999"), None);
    }

    #[test]
    fn most_of_the_mappings_may_become_guards() {
        assert!(budget() >= 1);
        assert!(budget() < 1 << 31);
    }
}
