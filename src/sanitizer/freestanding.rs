//! Without an operating system there are no sanitizers to be told.

/// Addresses from `low` up to `top`.
#[derive(Clone, Copy)]
pub struct Bounds {
    pub low: usize,
    pub top: usize,
}

pub fn is_present() -> bool {
    false
}

pub fn wants_stacks() -> bool {
    false
}

pub fn coroutine_is_made(_: Bounds, _: Bounds, _: bool) {}

pub fn is_gone(_: usize) {}

pub fn leave(_: usize, _: bool) {}

pub mod valgrind {
    pub const fn is_here_now() -> bool {
        false
    }
    pub fn context_is_made(_: usize, _: usize, _: usize) {}
    pub fn make_undefined(_: usize, _: usize) {}
}
