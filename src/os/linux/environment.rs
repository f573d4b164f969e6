//! The environment the process was started with.

use super::{keeping_errno, weak};
use crate::arch::{Current, Linux};
use core::ffi::{CStr, c_char, c_ulong};
use core::mem::MaybeUninit;

/// The value of a variable, or None when it is not set or there is no
/// environment to be had.
pub fn variable(name: &[u8]) -> Option<&'static [u8]> {
    let environ = weak::environ()?;
    // SAFETY: the C library's `environ`: null, or an array of strings that
    // ends with a null pointer.
    unsafe { find(environ.read(), name) }
}

/// # Safety
/// `entries` is null or a null-terminated array of strings that stay.
unsafe fn find(mut entries: *const *const c_char, name: &[u8]) -> Option<&'static [u8]> {
    if entries.is_null() {
        return None;
    }
    // SAFETY: the caller's: `value` stays within a string.
    unsafe {
        while !entries.read().is_null() {
            let mut value: *const u8 = entries.read().cast();
            let named = name.iter().chain(b"=").all(|&byte| {
                let same = value.read() == byte;
                value = value.add(same as usize);
                same
            });
            if named {
                return Some(bytes(value));
            }
            entries = entries.add(1);
        }
    }
    None
}

/// A C string without its null. (`CStr` would call strlen, and we link no libc.)
///
/// # Safety
/// `string` is a C string that stays.
pub unsafe fn bytes(string: *const u8) -> &'static [u8] {
    let mut length = 0;
    // SAFETY: the caller's.
    unsafe {
        while string.add(length).read() != 0 {
            length += 1;
        }
        core::slice::from_raw_parts(string, length)
    }
}

/// Whether the process runs with privileges that its user does not have
/// (AT_SECURE), so that its environment must not be believed. Where nobody can
/// tell, it counts as such.
pub fn is_secure() -> bool {
    auxiliary(libc::AT_SECURE) != Some(0)
}

/// An entry of the auxiliary vector, such as AT_PAGESZ.
pub fn auxiliary(key: c_ulong) -> Option<usize> {
    match weak::getauxval() {
        // It says by errno that there is no such entry.
        // SAFETY: the C library's own.
        Some(getauxval) => Some(keeping_errno(|| unsafe { getauxval(key) }) as usize),
        // A static program that does not use getauxval itself.
        None => auxiliary_value(key as usize),
    }
}

/// An entry of the auxiliary vector, as the kernel tells it.
fn auxiliary_value(key: usize) -> Option<usize> {
    let mut vector = MaybeUninit::<[[usize; 2]; 40]>::uninit();
    let size = size_of_val(&vector);
    // SAFETY: a buffer of ours.
    let length = unsafe { read_file(c"/proc/self/auxv", vector.as_mut_ptr().cast(), size) }?;
    let entries = length / size_of::<[usize; 2]>();
    // SAFETY: the kernel filled in that many.
    let vector = unsafe { core::slice::from_raw_parts(vector.as_ptr().cast(), entries) };
    vector
        .iter()
        .find(|[entry, _]: &&[usize; 2]| *entry == key)
        .map(|[_, value]| *value)
}

/// What a small file, one of the kernel's own, begins with.
pub fn file<'a>(path: &CStr, buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    // SAFETY: the caller's buffer.
    let length = unsafe { read_file(path, buffer.as_mut_ptr(), buffer.len()) }?;
    buffer.get(..length)
}

/// open, read once, close: how many bytes there are.
///
/// # Safety
/// `size` bytes at `buffer` are writable.
unsafe fn read_file(path: &CStr, buffer: *mut u8, size: usize) -> Option<usize> {
    // SAFETY: the caller's.
    let length = unsafe {
        let file = Current::system_call(
            libc::SYS_openat as usize,
            [
                libc::AT_FDCWD as usize,
                path.as_ptr() as usize,
                libc::O_CLOEXEC as usize,
                0,
                0,
                0,
            ],
        );
        if file < 0 {
            return None;
        }
        let length = Current::system_call(
            libc::SYS_read as usize,
            [file as usize, buffer as usize, size, 0, 0, 0],
        );
        Current::system_call(libc::SYS_close as usize, [file as usize, 0, 0, 0, 0, 0]);
        length
    };
    usize::try_from(length).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_found_by_its_whole_name() {
        let entries = [
            c"FASTCTX_SIGMASKS=no".as_ptr(),
            c"FASTCTX_SIGMASK=never".as_ptr(),
            c"EMPTY=".as_ptr(),
            core::ptr::null(),
        ];
        // SAFETY: a null-terminated array of C strings.
        let find = |name: &[u8]| unsafe { find(entries.as_ptr(), name) };
        assert_eq!(find(b"FASTCTX_SIGMASK"), Some(&b"never"[..]));
        assert_eq!(find(b"EMPTY"), Some(&b""[..]));
        assert_eq!(find(b"FASTCTX"), None);
    }

    #[test]
    fn this_process_is_not_secure_by_either_way() {
        assert!(!is_secure());
        assert_eq!(auxiliary_value(libc::AT_SECURE as usize), Some(0));
    }
}
