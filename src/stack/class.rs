//! Sizes of stacks, and where in its slot a stack is.
//!
//! ```text
//!   slot:  | guard | <--------------- size ---------------> |
//!          |       low                             top |////|
//!          <------------ stride: an odd number of pages ---->
//! ```
//!
//! **The size is what the caller can use**; the guard comes on top of it. At
//! 64 KiB that is 136 bytes of page table for each stack instead of 128. In
//! return stacks are not a power of two apart, where what is at their tops,
//! the control block and the first frames, would fall into the same few sets
//! of the TLB and the outer caches. (Visiting 1024 tops in turn: 6.1 ns each
//! a power of two apart, 4.2 ns this way.)
//!
//! The innermost cache looks at the address within a page only. So tops are
//! lowered by a colour, a number of cache lines that depends on the address;
//! it takes less than a quarter of a page, so that an idle coroutine still
//! keeps one page. Those bytes are missing from the size.

use super::{Kind, Stack};
use crate::os::memory::{page_size, pages};

/// The stacks of one size and kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Class {
    pub kind: Kind,
    /// Bytes from `low` to the end of the slot, whole pages.
    pub size: usize,
    /// Which of all it is, below [`Class::COUNT`].
    pub index: usize,
}

/// Beyond eight pages a class for every eighth of a power of two, so that there
/// are not many.
const STEPS: usize = 8;
const STEPS_SHIFT: u32 = STEPS.ilog2();

/// The largest stack: with pages of 4 KiB half a terabyte, or half of 32 bits'
/// addresses.
const MOST_PAGES: usize = match usize::BITS {
    64 => 1 << 27,
    _ => 1 << 19,
};

/// The class of a number of pages among those of a kind, and the pages that it
/// has. Up to 16 pages each number is a class, up to 32 every second, and so on.
const fn step(pages: usize) -> (usize, usize) {
    let last = pages - 1;
    let shift = match last.checked_ilog2() {
        Some(log) => log.saturating_sub(STEPS_SHIFT),
        None => 0,
    };
    let index = STEPS * shift as usize + (last >> shift);
    (index, ((last >> shift) + 1) << shift)
}

const OF_A_KIND: usize = step(MOST_PAGES).0 + 1;

impl Class {
    pub(super) const COUNT: usize = 2 * OF_A_KIND;

    /// Bytes at the top of a growing stack that stay when it is recycled: what
    /// most coroutines touch.
    pub(super) const HOT: usize = 8 * 1024;

    /// The class for a stack of `size` bytes or a little more; None when that
    /// is no size.
    pub fn of(kind: Kind, size: usize) -> Option<Self> {
        let last = pages(size.checked_sub(1)?);
        if last >= MOST_PAGES {
            return None;
        }
        let (step, count) = step(last + 1);
        Some(Self {
            kind,
            size: count * page_size(),
            index: kind as usize * OF_A_KIND + step,
        })
    }

    /// The class that a stack belongs to.
    pub fn of_stack(kind: Kind, stack: Stack) -> Option<Self> {
        Self::of(kind, size_of_stack(stack))
    }

    /// The stack that begins at `low`.
    pub fn stack(&self, low: usize) -> Stack {
        stack(low, self.size)
    }

    /// Bytes of the guard. Two pages where one would make the stride even.
    pub fn guard(&self) -> usize {
        (1 + pages(self.size) % 2) * page_size()
    }

    /// Bytes of a slot.
    pub fn stride(&self) -> usize {
        self.size + self.guard()
    }
}

/// The stack at `low` of a class of that size.
#[inline(always)]
pub fn stack(low: usize, size: usize) -> Stack {
    Stack {
        low,
        top: low + size - colour(low),
    }
}

/// The size of a stack's class.
#[inline(always)]
pub fn size_of_stack(stack: Stack) -> usize {
    // Whatever the size of a page is, a colour is less than the least.
    const LEAST_PAGE: usize = 4096;
    const _: () = assert!(COLOURS * LINE <= LEAST_PAGE / 4);
    (stack.top.wrapping_add(LEAST_PAGE - 1) & !(LEAST_PAGE - 1)).wrapping_sub(stack.low)
}

pub(super) const COLOURS: usize = 16;
pub(super) const LINE: usize = 64;

/// How far the top of the stack at `low` is lowered: neighbours are an odd number
/// of pages apart, so 16 of them have 16 colours.
#[inline(always)]
fn colour(low: usize) -> usize {
    pages(low) % COLOURS * LINE
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn a_class_has_at_least_what_is_asked_for_and_an_eighth_more_at_most() {
        let page = page_size();
        let mut before = None;
        for pages in 1..5000 {
            for size in [(pages - 1) * page + 1, pages * page] {
                let class = Class::of(Kind::Mapped, size).unwrap();
                assert!(class.size >= size);
                assert!(class.size <= pages * page + pages * page / 8);
                assert_eq!(class.size % page, 0);
                assert_eq!(class, Class::of(Kind::Mapped, class.size).unwrap());
                if let Some((index, last)) = before {
                    assert!(class.index == index && class.size == last || class.index == index + 1);
                }
                before = Some((class.index, class.size));
            }
        }
    }

    #[test]
    fn no_size_is_beyond_the_classes() {
        let most = MOST_PAGES * page_size();
        let class = Class::of(Kind::Growing, most).unwrap();
        assert_eq!(class.size, most);
        assert_eq!(class.index, Class::COUNT - 1);
        assert_eq!(Class::of(Kind::Growing, most + 1), None);
        assert_eq!(Class::of(Kind::Growing, usize::MAX), None);
        assert_eq!(Class::of(Kind::Growing, 0), None);
        assert_eq!(Class::of(Kind::Mapped, 1).unwrap().index, 0);
    }

    #[test]
    fn slots_are_an_odd_number_of_pages() {
        for pages in 1..100 {
            let class = Class::of(Kind::Mapped, pages * page_size()).unwrap();
            assert_eq!(class.stride() / page_size() % 2, 1);
            assert!(class.guard() >= page_size());
        }
    }

    #[test]
    fn neighbours_have_different_colours_and_the_size_is_told_by_any() {
        for size in [1, 3, 16, 53, 64, 100].map(|pages| pages * page_size()) {
            let class = Class::of(Kind::Mapped, size).unwrap();
            let stacks = (0..16).map(|i| class.stack(0x7f00_0000 + i * class.stride()));
            let mut colours = Vec::new();
            for stack in stacks {
                assert_eq!(stack.top % LINE, 0);
                assert_eq!(size_of_stack(stack), class.size);
                assert_eq!(Class::of_stack(Kind::Mapped, stack), Some(class));
                colours.push(stack.low + class.size - stack.top);
            }
            colours.sort_unstable();
            colours.dedup();
            assert_eq!(colours.len(), COLOURS);
        }
    }
}
