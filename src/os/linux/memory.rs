//! Pages of the process: mapping them, giving them back, advising the kernel.
//!
//! Errors are negative errno constants. Addresses and sizes are multiples of
//! [`page_size`], which is not 4 KiB everywhere.

use super::environment;
use super::valgrind;
use crate::arch::{Current, Linux};
use core::ffi::c_int;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Bytes of a page; zero: not asked yet.
static PAGE_SIZE: AtomicUsize = AtomicUsize::new(0);

/// Bytes of a page: 4096, on aarch64 also 16384 or 65536.
#[inline(always)]
pub fn page_size() -> usize {
    match PAGE_SIZE.load(Relaxed) {
        0 => ask_page_size(),
        known => known,
    }
}

#[cold]
fn ask_page_size() -> usize {
    // Where nobody tells, the largest that there is: every advice on whole
    // pages of that size is right on smaller ones too.
    const LARGEST: usize = 64 * 1024;
    let told = environment::auxiliary(libc::AT_PAGESZ);
    let size = told
        .filter(|size| size.is_power_of_two())
        .unwrap_or(LARGEST);
    PAGE_SIZE.store(size, Relaxed);
    size
}

/// How many whole pages there are in so many bytes, or before an address.
#[inline(always)]
pub fn pages(bytes: usize) -> usize {
    bytes >> page_size().trailing_zeros()
}

/// `size` rounded up to whole pages; None when that is no size.
pub fn whole_pages(size: usize) -> Option<usize> {
    Some(size.checked_add(page_size() - 1)? & !(page_size() - 1))
}

/// What a system call returned that gives zero or an error.
fn done(result: isize) -> Result<(), c_int> {
    if result < 0 {
        Err(result as c_int)
    } else {
        Ok(())
    }
}

/// New private memory, all zero, readable and writable. `flags` may add to
/// MAP_PRIVATE | MAP_ANONYMOUS.
pub fn map(size: usize, flags: c_int) -> Result<usize, c_int> {
    let protection = libc::PROT_READ | libc::PROT_WRITE;
    let flags = flags | libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    // SAFETY: a new mapping, at no address that is in use.
    let result = unsafe {
        Current::map_pages([0, size, protection as usize, flags as usize, usize::MAX, 0])
    };
    // Half of a 32-bit address space is negative; errors are the last page.
    if (-4095..0).contains(&result) {
        Err(result as c_int)
    } else {
        Ok(result as usize)
    }
}

/// munmap(2).
///
/// # Safety
/// Nobody uses that memory any more.
pub unsafe fn unmap(address: usize, size: usize) -> Result<(), c_int> {
    // SAFETY: the caller's.
    done(unsafe { Current::system_call(libc::SYS_munmap as usize, [address, size, 0, 0, 0, 0]) })
}

/// mprotect(2).
///
/// # Safety
/// Nobody relies on what that takes away.
pub unsafe fn protect(address: usize, size: usize, protection: c_int) -> Result<(), c_int> {
    // SAFETY: the caller's.
    done(unsafe {
        Current::system_call(
            libc::SYS_mprotect as usize,
            [address, size, protection as usize, 0, 0, 0],
        )
    })
}

/// madvise(2).
///
/// # Safety
/// Nobody relies on what the advice takes away: MADV_DONTNEED empties the pages.
pub unsafe fn advise(address: usize, size: usize, advice: c_int) -> Result<(), c_int> {
    // SAFETY: the caller's.
    done(unsafe {
        Current::system_call(
            libc::SYS_madvise as usize,
            [address, size, advice as usize, 0, 0, 0],
        )
    })
}

/// Whether success of [`advise`] means anything: qemu's emulation of user programs
/// says yes to whatever it does not know. `page` is one that is mapped.
pub fn refuses_unknown_advice(page: usize) -> bool {
    const NO_ADVICE: c_int = 0x7fff_ffff;
    // SAFETY: takes nothing away, for there is no such advice.
    unsafe { advise(page, page_size(), NO_ADVICE) }.is_err()
}

/// A range of addresses as the kernel takes several: its struct iovec.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Range {
    pub address: usize,
    pub size: usize,
}

/// How many ranges the kernel takes at once (UIO_MAXIOV).
const MOST_RANGES: usize = 1024;

/// madvise(2) on several ranges of one size each: how many of them it advised,
/// from the first on; an error if that is none. One call where the kernel takes
/// several (process_madvise(2) on oneself, Linux >= 6.14), as many calls elsewhere.
///
/// # Safety
/// As [`advise`].
pub unsafe fn advise_each(ranges: &[Range], advice: c_int) -> Result<usize, c_int> {
    // The calling thread's process, without a descriptor: PIDFD_SELF of
    // include/uapi/linux/pidfd.h.
    const PIDFD_SELF: isize = -10000;
    let (address, count) = (ranges.as_ptr() as usize, ranges.len().min(MOST_RANGES));
    let arguments = [PIDFD_SELF as usize, address, count, advice as usize, 0, 0];
    // SAFETY: the caller's.
    let all_at_once =
        || unsafe { Current::system_call(libc::SYS_process_madvise as usize, arguments) };
    // Valgrind 3.19 prints lines about a system call that it does not know.
    let mut bytes = if valgrind::is_here() {
        0
    } else {
        all_at_once()
    };
    // What it tells is bytes, of as many ranges as it came to.
    let mut done = 0;
    let mut error = 0;
    for range in ranges {
        if bytes >= range.size as isize {
            bytes -= range.size as isize;
        } else {
            // SAFETY: the caller's.
            if let Err(refused) = unsafe { advise(range.address, range.size, advice) } {
                error = refused;
                break;
            }
        }
        done += 1;
    }
    if done == 0 && error != 0 {
        return Err(error);
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_rounded_up_to_pages() {
        let page = page_size();
        assert_eq!(whole_pages(1), Some(page));
        assert_eq!(whole_pages(page), Some(page));
        assert_eq!(whole_pages(page + 1), Some(2 * page));
        assert_eq!(whole_pages(usize::MAX), None);
    }

    #[test]
    fn memory_comes_empty_and_is_empty_again_on_advice() {
        let size = 2 * page_size();
        let address = map(size, 0).unwrap();
        let word = address as *mut usize;
        // SAFETY: memory of this test's own.
        unsafe {
            assert_eq!(word.read_volatile(), 0);
            word.write_volatile(1);
            advise(address, size, libc::MADV_DONTNEED).unwrap();
            assert_eq!(word.read_volatile(), 0);
            protect(address, size, libc::PROT_READ).unwrap();
            unmap(address, size).unwrap();
        }
    }

    #[test]
    fn each_range_is_advised_until_one_fails() {
        let page = page_size();
        let address = map(8 * page, 0).unwrap();
        let range = |i| Range {
            address: address + i * page,
            size: page,
        };
        // SAFETY: memory of this test's own, and an address that is no page's.
        unsafe {
            for i in 0..8 {
                ((address + i * page) as *mut u8).write_volatile(1);
            }
            let mut ranges = [range(0), range(2), range(4), range(6)];
            assert_eq!(advise_each(&ranges, libc::MADV_DONTNEED), Ok(4));
            ranges[2].address += 1;
            for i in 0..8 {
                let left = ((address + i * page) as *mut u8).read_volatile();
                assert_eq!(left as usize, i % 2);
            }
            assert_eq!(advise_each(&ranges, libc::MADV_DONTNEED), Ok(2));
            assert_eq!(
                advise_each(&ranges[2..], libc::MADV_DONTNEED),
                Err(-libc::EINVAL)
            );
            assert_eq!(advise_each(&[], libc::MADV_DONTNEED), Ok(0));
            unmap(address, 8 * page).unwrap();
        }
    }

    #[test]
    fn no_mapping_is_an_error_number() {
        assert_eq!(map(0, 0), Err(-libc::EINVAL));
        assert_eq!(map(usize::MAX / 8 * 7, 0), Err(-libc::ENOMEM));
    }
}
