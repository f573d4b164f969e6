//! Integers that may be wider than a word, shared by threads and signal handlers
//! without a lock: they are stored word by word, so who reads one that is being
//! changed may see a mixture. For those that are always written with the same
//! value, or where any mixture is as good.

use super::SignalMask;
use core::mem::transmute_copy;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// An integer of N words in memory, as C has it.
#[repr(transparent)]
pub struct Words<const N: usize>([AtomicUsize; N]);

/// A signal mask.
pub type MaskWords = Words<{ size_of::<SignalMask>() / size_of::<usize>() }>;

/// 64 bits.
pub type LongWords = Words<{ size_of::<u64>() / size_of::<usize>() }>;

impl<const N: usize> Words<N> {
    /// Zero.
    pub const fn new() -> Self {
        Self([const { AtomicUsize::new(0) }; N])
    }

    /// An integer of that size.
    pub fn load<T: Copy>(&self) -> T {
        const { assert!(size_of::<T>() == size_of::<[usize; N]>()) };
        let words = self.0.each_ref().map(|word| word.load(Relaxed));
        // SAFETY: integers, of one size.
        unsafe { transmute_copy(&words) }
    }

    /// Stores an integer of that size.
    pub fn store<T: Copy>(&self, value: T) {
        const { assert!(size_of::<T>() == size_of::<[usize; N]>()) };
        // SAFETY: integers, of one size.
        let words: [usize; N] = unsafe { transmute_copy(&value) };
        for (place, word) in self.0.iter().zip(words) {
            place.store(word, Relaxed);
        }
    }
}
