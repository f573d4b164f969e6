//! Stacks as their user sees them. Each test has sizes of its own, for all run in
//! one process.

use super::class::Class;
use super::{Kind, Stack, chunk, give_back, pool, take, thread, trim};
use crate::os::memory::page_size;
use std::thread::spawn;
use std::vec::Vec;

/// Writes to the lowest and the topmost byte.
fn touch(stack: Stack) {
    for address in [stack.low, stack.top - 1] {
        // SAFETY: a stack of ours.
        unsafe { (address as *mut u8).write_volatile(1) };
    }
}

fn free(kind: Kind, stack: Stack) {
    // SAFETY: came from `take`, and is not used any more.
    unsafe { give_back(kind, stack) };
}

/// Which pages of a stack are in memory, from the lowest on.
fn resident(stack: Stack) -> Vec<bool> {
    let end = stack.top.next_multiple_of(page_size());
    let mut pages = std::vec![0u8; (end - stack.low) / page_size()];
    // SAFETY: as many bytes as pages.
    let result = unsafe { libc::mincore(stack.low as *mut _, end - stack.low, pages.as_mut_ptr()) };
    assert_eq!(result, 0);
    pages.into_iter().map(|page| page & 1 != 0).collect()
}

#[test]
fn a_stack_has_what_was_asked_for_but_for_its_colour() {
    for kind in [Kind::Mapped, Kind::Growing] {
        let stack = take(kind, 50_000).unwrap();
        touch(stack);
        assert!(stack.top - stack.low >= 50_000 - 1024);
        assert_eq!(stack.low % page_size(), 0);
        assert_eq!(stack.top % 64, 0);
        free(kind, stack);
    }
}

#[test]
fn stacks_do_not_overlap_and_have_a_guard_between() {
    const SIZE: usize = 21 * 4096;
    let mut stacks: Vec<_> = (0..700)
        .map(|_| take(Kind::Mapped, SIZE).unwrap())
        .collect();
    stacks.sort_by_key(|stack| stack.low);
    for pair in stacks.windows(2) {
        assert!(pair[0].top + page_size() <= pair[1].low);
    }
    for &stack in &stacks {
        touch(stack);
        let chunk = chunk::containing(stack.low).unwrap();
        let (index, in_guard) = chunk.locate(stack.low);
        assert!(!in_guard);
        assert_eq!(chunk.locate(stack.low - 1), (index, true));
        assert_eq!(chunk.locate(stack.top - 1), (index, false));
        let end = stack.low + Class::of_stack(Kind::Mapped, stack).unwrap().size;
        if chunk.contains(end) {
            assert_eq!(chunk.locate(end), (index + 1, true));
        }
    }
    stacks
        .into_iter()
        .for_each(|stack| free(Kind::Mapped, stack));
}

#[test]
fn the_stack_that_came_back_last_is_used_next() {
    const SIZE: usize = 22 * 4096;
    let first = take(Kind::Mapped, SIZE).unwrap();
    let second = take(Kind::Mapped, SIZE).unwrap();
    assert_ne!(first, second);
    free(Kind::Mapped, first);
    free(Kind::Mapped, second);
    assert_eq!(take(Kind::Mapped, SIZE), Ok(second));
    assert_eq!(take(Kind::Mapped, SIZE - 1), Ok(first));
    free(Kind::Mapped, first);
    free(Kind::Mapped, second);
}

#[test]
fn all_stacks_of_a_thread_are_used_again_by_others() {
    const SIZE: usize = 24 * 4096;
    let make = || {
        let mut stacks: Vec<_> = (0..300)
            .map(|_| take(Kind::Mapped, SIZE).unwrap())
            .collect();
        stacks.iter().for_each(|&stack| free(Kind::Mapped, stack));
        stacks.sort_by_key(|stack| stack.low);
        stacks
    };
    let here = spawn(make).join().unwrap();
    let there = spawn(make).join().unwrap();
    // The second may have some that the first had got but did not use.
    let same = there.iter().filter(|stack| here.contains(stack)).count();
    assert!(same >= 300 - 64, "{same}");
}

#[test]
fn no_more_classes_than_magazines_are_needed() {
    let sizes = (1..=12).map(|i| (40 + 5 * i) * 4096);
    for _ in 0..3 {
        let stacks: Vec<_> = sizes
            .clone()
            .map(|size| take(Kind::Mapped, size).unwrap())
            .collect();
        for (stack, size) in stacks.into_iter().zip(sizes.clone()) {
            assert!(stack.top - stack.low >= size - 1024);
            touch(stack);
            free(Kind::Mapped, stack);
        }
    }
}

#[test]
fn a_growing_stack_keeps_its_topmost_pages_only_once_it_is_in_the_pool() {
    const SIZE: usize = 26 * 4096;
    let thread = spawn(|| {
        let stack = take(Kind::Growing, SIZE).unwrap();
        touch(stack);
        free(Kind::Growing, stack);
        assert!(resident(stack)[0], "in the thread's magazine it keeps all");
        thread::mine().unwrap().empty();
        let pages = resident(stack);
        assert!(!pages[0]);
        assert!(pages[pages.len() - 1]);
        let class = Class::of(Kind::Growing, SIZE).unwrap();
        assert!(!pool::is_cold(class, stack.low));
        trim();
        assert!(!resident(stack).contains(&true));
        assert!(pool::is_cold(class, stack.low));
    });
    thread.join().unwrap();
}

#[test]
fn a_mapped_stack_keeps_its_pages_until_it_is_trimmed() {
    const SIZE: usize = 28 * 4096;
    let thread = spawn(|| {
        let stack = take(Kind::Mapped, SIZE).unwrap();
        touch(stack);
        free(Kind::Mapped, stack);
        thread::mine().unwrap().empty();
        assert!(resident(stack)[0]);
        trim();
        assert!(!resident(stack).contains(&true));
        let again = take(Kind::Mapped, SIZE).unwrap();
        touch(again);
        free(Kind::Mapped, again);
    });
    thread.join().unwrap();
}

#[test]
fn sizes_that_there_are_not_are_refused() {
    for kind in [Kind::Mapped, Kind::Growing] {
        assert_eq!(take(kind, 0), Err(-libc::EINVAL));
        const HALF: usize = 1 << (usize::BITS - 1);
        const MUCH: usize = if usize::BITS == 64 { HALF >> 17 } else { HALF };
        for size in [usize::MAX, HALF, HALF + (64 << 10), MUCH] {
            assert_eq!(take(kind, size), Err(-libc::ENOMEM));
        }
    }
}

#[test]
fn other_kinds_do_not_share_stacks() {
    const SIZE: usize = 30 * 4096;
    let mapped = take(Kind::Mapped, SIZE).unwrap();
    free(Kind::Mapped, mapped);
    let growing = take(Kind::Growing, SIZE).unwrap();
    assert_ne!(mapped, growing);
    free(Kind::Growing, growing);
}
