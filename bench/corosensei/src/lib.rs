//! The contender corosensei: its coroutines in the shapes of `bench/shapes.h`
//! and in crowds, behind C functions. The loops are here, in Rust, so that
//! its switches are inlined as its users have them inlined.
//!
//! They resume and suspend only: there are no rings, and no signal masks.

use corosensei::stack::{DefaultStack, Stack, StackPointer};
use corosensei::{Coroutine, CoroutineResult, ScopedCoroutine, Yielder};
use std::ffi::c_long;
use std::hint::black_box;
use std::time::Instant;

/// A part of a mapping that bench/ made. It has no guard page, which the trait
/// asks for; nothing here comes near its end.
#[derive(Clone, Copy)]
struct Slice {
    base: StackPointer,
    limit: StackPointer,
}

impl Slice {
    fn new(lowest: *mut u8, size: usize) -> Self {
        let limit = lowest as usize;
        let base = (limit + size) & !63;
        Slice {
            base: StackPointer::new(base).unwrap(),
            limit: StackPointer::new(limit).unwrap(),
        }
    }
}

// SAFETY: both ends are aligned and the memory between them is the
// coroutine's alone; see above for the guard page.
unsafe impl Stack for Slice {
    fn base(&self) -> StackPointer {
        self.base
    }
    fn limit(&self) -> StackPointer {
        self.limit
    }
}

type Member = Coroutine<usize, usize, usize, Slice>;

/// Real frames: neither inlined nor turned into a jump.
#[inline(never)]
fn suspend_below(depth: i32, yielder: &Yielder<usize, usize>, value: usize) -> usize {
    let value = if depth == 0 {
        yielder.suspend(value)
    } else {
        suspend_below(depth - 1, yielder, value)
    };
    black_box(value)
}

fn suspending(stack: Slice) -> Member {
    Coroutine::with_stack(stack, |yielder, mut value| loop {
        value = yielder.suspend(value);
    })
}

fn suspending_below(stack: Slice, depth: i32) -> Member {
    Coroutine::with_stack(stack, move |yielder, value| {
        let mut value = yielder.suspend(value);
        loop {
            value = suspend_below(depth, yielder, value);
        }
    })
}

/// Coroutines that are done with: without unwinding, as the other contenders'.
fn discard(members: Vec<Member>) {
    for mut member in members {
        // SAFETY: nothing on its stack needs to be dropped.
        unsafe { member.force_reset() };
    }
}

/// The nanoseconds that `switches` switches between main and `count` coroutines
/// take in turn, on `count` stacks of `size` bytes, `distance` apart.
///
/// # Safety
///
/// The memory of the stacks is there and nobody else's.
#[no_mangle]
pub unsafe extern "C" fn corosensei_switch(
    count: usize,
    depth: i32,
    switches: c_long,
    stacks: *mut u8,
    size: usize,
    distance: usize,
) -> f64 {
    let mut members: Vec<Member> = (0..count)
        .map(|i| {
            // SAFETY: the caller's promise.
            let stack = Slice::new(unsafe { stacks.add(i * distance) }, size);
            if depth == 0 {
                suspending(stack)
            } else {
                suspending_below(stack, depth)
            }
        })
        .collect();
    for member in &mut members {
        member.resume(0);
    }
    let times = switches / (2 * count as c_long);
    let ns = if let [one] = &mut members[..] {
        let start = Instant::now();
        for _ in 0..times {
            one.resume(black_box(0));
        }
        start.elapsed()
    } else {
        let start = Instant::now();
        for _ in 0..times {
            for member in &mut members {
                member.resume(black_box(0));
            }
        }
        start.elapsed()
    };
    discard(members);
    ns.as_nanos() as f64
}

/// The nanoseconds that `times` coroutines take, one after the other, to be
/// made on the same stack, to run and to finish.
///
/// # Safety
///
/// As of `corosensei_switch`.
#[no_mangle]
pub unsafe extern "C" fn corosensei_life(times: c_long, stack: *mut u8, size: usize) -> f64 {
    let mut stack = Slice::new(stack, size);
    let start = Instant::now();
    for _ in 0..times {
        let one = ScopedCoroutine::<usize, (), usize, _>::with_stack(&mut stack, |_, value| value);
        match one.scope(|mut one| one.resume(black_box(0))) {
            CoroutineResult::Return(value) => black_box(value),
            CoroutineResult::Yield(()) => unreachable!(),
        };
    }
    start.elapsed().as_nanos() as f64
}

/// The same with coroutines that can be kept and moved, each on a stack out of
/// a pool: the library's own kind of stack, given back when it is done.
#[no_mangle]
pub extern "C" fn corosensei_pooled_life(times: c_long) -> f64 {
    let mut pool: Vec<DefaultStack> = (0..16).map(|_| DefaultStack::default()).collect();
    let start = Instant::now();
    for _ in 0..times {
        let stack = pool.pop().unwrap_or_default();
        let mut one: Coroutine<usize, (), usize> = Coroutine::with_stack(stack, |_, value| value);
        match black_box(&mut one).resume(black_box(0)) {
            CoroutineResult::Return(value) => black_box(value),
            CoroutineResult::Yield(()) => unreachable!(),
        };
        pool.push(one.into_stack());
    }
    start.elapsed().as_nanos() as f64
}

/// A crowd; see bench.h.
pub struct Crowd(Vec<Member>);

/// Makes a crowd of `count`, each on `size` bytes of `stacks`, and lets each
/// run until it suspends itself.
///
/// # Safety
///
/// As of `corosensei_switch`.
#[no_mangle]
pub unsafe extern "C" fn corosensei_crowd_begin(
    count: usize,
    stacks: *mut u8,
    size: usize,
) -> Box<Crowd> {
    let mut members = Vec::with_capacity(count);
    for i in 0..count {
        // SAFETY: the caller's promise.
        members.push(suspending(Slice::new(
            unsafe { stacks.add(i * size) },
            size,
        )));
    }
    let mut crowd = Box::new(Crowd(members));
    corosensei_crowd_resume(&mut crowd, 1);
    crowd
}

/// Resumes all in turn, so many times.
#[no_mangle]
pub extern "C" fn corosensei_crowd_resume(crowd: &mut Crowd, times: c_long) {
    for _ in 0..times {
        for member in &mut crowd.0 {
            member.resume(black_box(0));
        }
    }
}

/// Ends the crowd.
#[no_mangle]
pub extern "C" fn corosensei_crowd_end(crowd: Box<Crowd>) {
    discard(crowd.0);
}
