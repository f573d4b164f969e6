//! What an architecture supplies: its calling convention here, and what Linux is
//! like on it in [`linux`].

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub use linux::*;

use super::{Current, ucontext_t};
use core::sync::atomic::{
    AtomicUsize,
    Ordering::{AcqRel, Acquire},
};

/// Where makecontext found the arguments for the entry function: the words it
/// got in registers, and those on its caller's stack.
#[derive(Clone, Copy)]
pub struct Arguments {
    pub count: usize,
    pub in_registers: *const usize,
    pub on_stack: *const usize,
}

impl Arguments {
    /// The `i`th argument, `i < count`.
    ///
    /// # Safety
    /// The arrays are those of a makecontext call with `count` arguments.
    pub unsafe fn get(&self, i: usize) -> usize {
        let n = Current::MAKECONTEXT_REGISTERS;
        // SAFETY: the caller's; the registers are spilled in full, and what
        // does not fit into them is on the stack in order.
        unsafe {
            if i < n {
                self.in_registers.add(i).read()
            } else {
                self.on_stack.add(i - n).read()
            }
        }
    }
}

/// The calling convention. One zero-sized type per architecture implements it.
///
/// # Safety
/// The constants and functions must describe the architecture's C calling
/// convention and the platform's `ucontext_t`; contexts are resumed by them.
pub unsafe trait Architecture {
    /// As its folder in `asm/` is called.
    const NAME: &'static str;

    /// Bytes to which the stack pointer is aligned at a call.
    const STACK_ALIGN: usize;

    /// Integer arguments that a C function takes in registers; further ones
    /// are words on the stack.
    const ENTRY_REGISTERS: usize;

    /// Words after (ucp, func, argc) that makecontext gets in registers.
    const MAKECONTEXT_REGISTERS: usize;

    /// Words below the stack arguments that there must be room for: the return
    /// address where the architecture keeps that on the stack, else the frame
    /// record that a function begins with.
    const ENTRY_FRAME_WORDS: usize;

    /// Makes `ucp` start `entry`, returning to `return_to` in the trampoline,
    /// with `link` where that looks for it. The first ENTRY_REGISTERS arguments
    /// go into registers, the others onto the stack ENTRY_FRAME_WORDS above
    /// `sp`; the return address, if it lives on the stack, at `sp`.
    ///
    /// # Safety
    /// `ucp` is writable, `sp` has room for ENTRY_FRAME_WORDS and the stack
    /// arguments, and `arguments` is as makecontext's caller passed it.
    unsafe fn prepare(
        ucp: *mut ucontext_t,
        sp: *mut usize,
        entry: usize,
        return_to: usize,
        link: *mut ucontext_t,
        arguments: Arguments,
    );

    /// Stores FP control as getcontext does: for a context that makecontext is
    /// given without one.
    ///
    /// # Safety
    /// `ucp` is writable.
    unsafe fn save_fp_control(ucp: *mut ucontext_t);

    /// Bytes below the stack pointer that a function may have in use.
    const RED_ZONE: usize = 0;

    /// More than a function of a few variables and fastctx_switch(), which it calls,
    /// use of the stack.
    const SWITCH_FRAMES: usize = 512;

    /// Words of what __cxa_get_globals() points to.
    const CXA_GLOBALS_WORDS: usize = 2;

    /// Asks for the cache line at `address`, which is going to be written to soon.
    /// Any address is right.
    fn prefetch(address: usize) {
        let _ = address; // nothing to ask by, or nobody who listens
    }

    /// Dies by an instruction that exists for it.
    fn trap() -> !;

    /// Copies `size` bytes, a multiple of COPY_STEP, to where they do not overlap
    /// with what they are copied from. The live parts of stacks are copied so,
    /// from a quarter of a kilobyte up: there is no libc to have a memcpy.
    ///
    /// # Safety
    /// `from` is readable and `to` writable for `size` bytes.
    unsafe fn copy(from: usize, to: usize, size: usize) {
        // SAFETY: the caller's.
        unsafe { copy_by_steps(from, to, size) }
    }

    /// Stores `new` if the word is `old`; returns what it was. (For architectures
    /// whose atomic read-modify-write of Rust's own calls a libgcc function.)
    fn compare_exchange(word: &AtomicUsize, old: usize, new: usize) -> usize {
        match word.compare_exchange(old, new, AcqRel, Acquire) {
            Ok(found) | Err(found) => found,
        }
    }
}

/// What sizes that [`Architecture::copy`] takes are multiples of.
pub(crate) const COPY_STEP: usize = 32;

/// [`Architecture::copy`] by the vector registers that every processor of an
/// architecture has: the compiler makes loads and stores of them from this.
///
/// # Safety
/// As there.
pub unsafe fn copy_by_steps(mut from: usize, mut to: usize, size: usize) {
    type Step = [u64; COPY_STEP / size_of::<u64>()];
    let end = from + size;
    // SAFETY: the caller's.
    unsafe {
        if size & COPY_STEP != 0 {
            let step = (from as *const Step).read_unaligned();
            (to as *mut Step).write_unaligned(step);
            (from, to) = (from + COPY_STEP, to + COPY_STEP);
        }
        while from != end {
            let steps = (from as *const [Step; 2]).read_unaligned();
            (to as *mut [Step; 2]).write_unaligned(steps);
            (from, to) = (from + 2 * COPY_STEP, to + 2 * COPY_STEP);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{vec, vec::Vec};

    #[test]
    fn a_copy_is_whole_and_has_sharp_ends() {
        type Copy = unsafe fn(usize, usize, usize);
        let ways: [Copy; 2] = [Current::copy, copy_by_steps];
        let source: Vec<u8> = (0..100_000u32).map(|i| (i * 7 + i / 251) as u8).collect();
        for copy in ways {
            for steps in (0..40).chain([1000, 1023, 1024, 1025, 3000]) {
                for shift in [0, 8, 16] {
                    let size = steps * COPY_STEP;
                    let mut target = vec![0xee; size + 64];
                    let to = target.as_mut_ptr() as usize + 16 + shift;
                    // SAFETY: within the two vectors.
                    unsafe { copy(source.as_ptr() as usize + 16, to, size) };
                    let (before, rest) = target.split_at(16 + shift);
                    let (copied, behind) = rest.split_at(size);
                    assert!(before.iter().chain(behind).all(|&byte| byte == 0xee));
                    assert_eq!(copied, source.get(16..16 + size).unwrap());
                }
            }
        }
    }
}
