//! Stacks where there is no operating system: those that the caller gives. The
//! other modes need memory that nobody has.

use crate::os::errno;
use core::ffi::c_int;

/// What a stack of the library's own does with its pages: there are none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {}

/// A stack: the bytes from `low` up to `top`.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Stack {
    pub low: usize,
    pub top: usize,
}

pub fn take_again(kind: Kind, _: usize) -> Option<Stack> {
    match kind {}
}

/// # Safety
/// Never called.
pub unsafe fn keep(kind: Kind, _: usize, _: Stack) -> bool {
    match kind {}
}

pub fn take(kind: Kind, _: usize) -> Result<Stack, c_int> {
    match kind {}
}

/// # Safety
/// Never called.
pub unsafe fn give_back(kind: Kind, _: Stack) {
    match kind {}
}

/// Guards, and who runs into them: nobody is told.
pub mod overflow {
    use core::ffi::c_char;

    #[repr(C)]
    pub struct Owner {
        pub address: usize,
        pub name: *const c_char,
        pub stack: super::Stack,
    }

    pub type OwnerOf = unsafe extern "C" fn(low: usize, top: usize) -> Owner;

    pub fn watch_thread(_: OwnerOf) {}
}

/// Shadow stacks, which need an operating system.
pub mod shadow {
    use super::c_int;

    pub fn is_on() -> bool {
        false
    }

    pub fn is_on_here() -> bool {
        false
    }

    pub fn make(_: usize, _: usize, _: usize) -> Result<(usize, usize), c_int> {
        Ok((0, 0))
    }

    pub fn release(_: usize) {}
}

/// gcc's -fsplit-stack, which needs an operating system.
pub mod segmented {
    use super::*;

    pub fn map(_: usize, _: bool) -> Result<(usize, usize), c_int> {
        Err(-errno::ENOTSUP)
    }

    /// # Safety
    /// None needed.
    pub unsafe fn unmap(_: usize) {}

    /// # Safety
    /// None needed.
    pub unsafe fn begin(_: usize) {}

    /// # Safety
    /// None needed.
    pub unsafe fn live_part(_: usize, _: usize, _: usize) -> Option<(usize, usize)> {
        None
    }

    /// # Safety
    /// None needed.
    pub unsafe fn pieces(_: usize, _: usize, _: impl FnMut(usize, usize)) -> bool {
        false
    }
}

/// Memory that is not a stack.
pub mod slab {
    use super::*;

    pub fn take(_: usize) -> Result<(usize, usize), c_int> {
        Err(-errno::ENOMEM)
    }

    /// # Safety
    /// None needed.
    pub unsafe fn give_back(_: usize, _: usize) {}
}

/// Shared stacks, which there are none of, so that no coroutine is on one.
pub mod shared {
    use super::*;
    use crate::switch::fastctx_t;
    use core::ffi::c_void;

    #[allow(non_camel_case_types)]
    pub struct fastctx_shared_t {
        _private: [u8; 0],
    }

    impl fastctx_shared_t {
        pub fn bounds(&self) -> (usize, usize) {
            (0, 0)
        }
    }

    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Call {
        Resume,
        Yield,
    }

    #[repr(C)]
    pub struct Tenant;

    pub type Party = (*mut Tenant, *mut fastctx_t);

    impl Tenant {
        pub const NONE: Self = Self;

        /// # Safety
        /// None needed.
        pub unsafe fn settle(
            _: *mut Self,
            _: *mut fastctx_shared_t,
            _: *const fastctx_t,
        ) -> Result<(), c_int> {
            Err(-errno::ENOTSUP)
        }

        /// # Safety
        /// None needed.
        pub unsafe fn move_out(_: *mut Self) -> Result<(), c_int> {
            Ok(())
        }

        /// # Safety
        /// None needed.
        pub unsafe fn locate(&self, address: usize) -> usize {
            address
        }

        /// # Safety
        /// None needed.
        pub unsafe fn is_out(&self) -> bool {
            false
        }

        /// # Safety
        /// None needed.
        pub unsafe fn stack_pointer(&self) -> usize {
            0
        }

        /// # Safety
        /// None needed.
        pub unsafe fn look_at(&self, look: impl FnOnce()) {
            look();
        }
    }

    pub fn below_frames() -> usize {
        0
    }

    /// # Safety
    /// None needed.
    pub unsafe fn set_off(
        _: Call,
        _: Party,
        _: usize,
        _: Party,
        _: *const *mut c_void,
    ) -> Result<*mut fastctx_t, c_int> {
        Err(-errno::ENOTSUP)
    }

    /// # Safety
    /// None needed.
    pub unsafe fn come_back(_: Party, _: *const Tenant) {}

    /// # Safety
    /// None needed.
    pub unsafe fn end(_: *mut Tenant, _: *mut Tenant, _: *mut c_void) {}
}
