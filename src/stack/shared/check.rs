//! What is looked for with FASTCTX_CHECK=1, and what happens to who broke a rule.

use super::Call;
use crate::os;

/// FASTCTX_CHECK=1: what a byte of the stack is whose owner is out, and what
/// follows the live part in its image.
const POISON: u8 = 0xdb;
pub(super) const CHECKSUM: usize = size_of::<u64>();

/// FASTCTX_CHECK=1: makes the bytes of a stack useless whose owner is out.
///
/// # Safety
/// They are writable, in whole steps of the copy, and nobody needs them.
pub(super) unsafe fn poison(address: usize, size: usize) {
    for at in (address..address + size).step_by(size_of::<u64>()) {
        // SAFETY: the caller's.
        unsafe { (at as *mut u64).write_volatile(u64::from_ne_bytes([POISON; 8])) };
    }
}

/// A number that changes with every bit of an image (FNV, by words).
///
/// # Safety
/// `size` bytes are readable, in whole steps of the copy.
unsafe fn checksum(address: usize, size: usize) -> u64 {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for at in (address..address + size).step_by(size_of::<u64>()) {
        // SAFETY: the caller's.
        sum = (sum ^ unsafe { (at as *const u64).read() }).wrapping_mul(0x100_0000_01b3);
    }
    sum
}

/// FASTCTX_CHECK=1: puts the checksum behind an image.
///
/// # Safety
/// There is room.
pub(super) unsafe fn sign(image: usize, size: usize) {
    // SAFETY: the caller's.
    unsafe { ((image + size) as *mut u64).write(checksum(image, size)) }
}

/// Whether an image is as it was signed.
///
/// # Safety
/// It was signed.
pub(super) unsafe fn is_signed(image: usize, size: usize) -> bool {
    // SAFETY: the caller's.
    unsafe { ((image + size) as *const u64).read() == checksum(image, size) }
}

/// A rule was broken: one line, and the end.
#[cold]
#[inline(never)]
pub(super) fn broken(call: Call, rule: &[u8]) -> ! {
    os::die(&[call.name(), b": ", rule])
}
