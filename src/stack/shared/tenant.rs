//! A coroutine of a shared stack, and the image of its live part.

use super::check::{CHECKSUM, broken, is_signed, poison, sign};
use super::{Call, Shared};
use crate::arch::{Architecture, COPY_STEP, Current};
use crate::mode;
use crate::stack::slab;
use crate::switch::fastctx_t;
use core::ffi::{c_int, c_void};
use core::ptr::null_mut;
use core::sync::atomic::Ordering::{Acquire, Relaxed};

/// What a coroutine on a shared stack has besides its contexts.
pub struct Tenant {
    pub(super) shared: *mut Shared,
    /// The context that it is suspended in, wherever that is.
    pub(super) context: *const fastctx_t,
    /// Where its live part goes, or is while somebody else owns the stack.
    pub(super) image: usize,
    /// Bytes of that, in steps of the copy.
    pub(super) capacity: u32,
    /// How often in a row it could have been much smaller.
    too_large: u32,
}

/// A capacity as a tenant has it, and back.
fn steps(bytes: usize) -> u32 {
    (bytes / COPY_STEP) as u32
}
pub(super) fn bytes(steps: u32) -> usize {
    steps as usize * COPY_STEP
}

/// What a new coroutine's image has room for. Most that wait in a function or two
/// need no more, ever.
const FIRST_IMAGE: usize = 256;

/// Images have no blocks of the classes of what is smaller, so that control blocks can be
/// told from them (`coroutine::scan`).
pub(crate) const LEAST_IMAGE: usize = FIRST_IMAGE;

/// Images up to this size stay as they are.
const SMALL_IMAGE: usize = 1024;

/// An image that was four times too large this often in a row is replaced.
const PATIENCE: u32 = 16;

impl Tenant {
    /// Where its fields are, for debuggers.
    pub(super) const SHARED: usize = core::mem::offset_of!(Self, shared);
    pub(super) const CONTEXT: usize = core::mem::offset_of!(Self, context);
    pub(super) const IMAGE: usize = core::mem::offset_of!(Self, image);

    /// For a coroutine that is on no shared stack.
    pub const NONE: Self = Self {
        shared: null_mut(),
        context: core::ptr::null(),
        image: 0,
        capacity: 0,
        too_large: 0,
    };

    /// Makes a coroutine one of a shared stack: `context`, which knows where to
    /// start, gets its stack pointer. -ENOMEM.
    ///
    /// # Safety
    /// `shared` is a shared stack, and `tenant` and `context` stay where they are.
    pub unsafe fn settle(
        tenant: *mut Self,
        shared: *mut Shared,
        context: *mut fastctx_t,
    ) -> Result<(), c_int> {
        let (image, capacity) = slab::take(FIRST_IMAGE)?;
        const { assert!(COPY_STEP.is_multiple_of(Current::STACK_ALIGN)) };
        const { assert!(COPY_STEP + CHECKSUM <= FIRST_IMAGE) };
        // SAFETY: the caller's; the image has the room.
        unsafe {
            // The live part is a step of which nothing is used yet.
            (*context).sp = ((*shared).top - COPY_STEP) as *mut c_void;
            if mode::is_checked() {
                poison(image, COPY_STEP);
                sign(image, COPY_STEP);
            }
            (*shared).count_tenants(|count| count + 1);
            tenant.write(Self {
                shared,
                context,
                image,
                capacity: steps(capacity),
                too_large: 0,
            });
        }
        Ok(())
    }

    /// The end of a coroutine that is not running. -EBUSY if its live part lies on
    /// the stack and another thread uses that.
    ///
    /// # Safety
    /// A tenant of a shared stack that was settled and has not moved out, or of none.
    pub unsafe fn move_out(tenant: *mut Self) -> Result<(), c_int> {
        // SAFETY: the caller's.
        unsafe {
            if (*tenant).shared.is_null() {
                return Ok(());
            }
            let shared = &*(*tenant).shared;
            if shared.owner.load(Acquire) == tenant {
                shared.acquire()?;
                if shared.owner.load(Relaxed) == tenant {
                    shared.owner.store(null_mut(), Relaxed);
                }
                shared.release();
            }
            slab::give_back((*tenant).image, bytes((*tenant).capacity));
            shared.count_tenants(|count| count - 1);
        }
        Ok(())
    }

    /// Where the live part of a suspended coroutine begins on the stack, and how
    /// many bytes are copied: all from the step that the stack pointer is in.
    ///
    /// # Safety
    /// A tenant of a shared stack.
    #[inline(always)]
    pub(super) unsafe fn live_part(&self, call: Call) -> (usize, usize) {
        // SAFETY: the caller's.
        unsafe {
            let sp = (*self.context).sp as usize;
            let shared = &*self.shared;
            if !shared.has(sp) {
                broken(
                    call,
                    b"the stack pointer of a coroutine is outside of its shared stack",
                );
            }
            let low = sp & !(COPY_STEP - 1);
            (low, shared.top - low)
        }
    }

    /// The stack pointer of a suspended coroutine.
    ///
    /// # Safety
    /// A tenant of a shared stack.
    pub unsafe fn stack_pointer(&self) -> usize {
        // SAFETY: the caller's.
        unsafe { (*self.context).sp as usize }
    }

    /// Room for `size` bytes in the image of a coroutine that owns the stack, so
    /// that nothing of value is in it. -ENOMEM, and it is as it was.
    ///
    /// # Safety
    /// It owns the stack.
    #[inline(always)]
    pub(super) unsafe fn reserve(&mut self, mut size: usize) -> Result<(), c_int> {
        if mode::is_checked() {
            size += CHECKSUM;
        }
        let capacity = bytes(self.capacity);
        if size <= capacity && capacity <= SMALL_IMAGE {
            return Ok(());
        }
        // SAFETY: the caller's.
        unsafe { self.fit(size) }
    }

    /// [`Self::reserve`] where the image is too small, or perhaps too large.
    ///
    /// # Safety
    /// As there.
    #[inline(never)]
    unsafe fn fit(&mut self, size: usize) -> Result<(), c_int> {
        let capacity = bytes(self.capacity);
        if size <= capacity {
            if size > capacity / 4 {
                self.too_large = 0;
                return Ok(());
            }
            self.too_large += 1;
            if self.too_large < PATIENCE {
                return Ok(());
            }
            self.too_large = 0;
        }
        match slab::take(size.max(LEAST_IMAGE)) {
            Ok((image, taken)) => {
                // SAFETY: taken by this tenant, and the live part is elsewhere.
                unsafe { slab::give_back(self.image, capacity) };
                self.image = image;
                self.capacity = steps(taken);
                Ok(())
            }
            Err(_) if size <= capacity => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Where a byte of the stack of a suspended coroutine is now.
    ///
    /// # Safety
    /// A tenant of a shared stack or of none; the address is in its live part.
    pub unsafe fn locate(&self, address: usize) -> usize {
        // SAFETY: the caller's.
        unsafe {
            if !self.is_out() {
                return address;
            }
            let low = (*self.context).sp as usize & !(COPY_STEP - 1);
            self.image + (address - low)
        }
    }

    /// Whether it is of a shared stack.
    pub fn is_settled(&self) -> bool {
        !self.shared.is_null()
    }

    /// Whether its live part is in the image.
    ///
    /// # Safety
    /// A tenant of a shared stack or of none.
    pub unsafe fn is_out(&self) -> bool {
        // SAFETY: the caller's.
        !self.shared.is_null() && unsafe { (*self.shared).owner.load(Acquire).cast_const() != self }
    }

    /// Calls `look`, which may write to the live part where [`Self::locate`] says it is.
    ///
    /// # Safety
    /// A tenant of a shared stack or of none, suspended.
    pub unsafe fn look_at(&self, look: impl FnOnce()) {
        // SAFETY: the caller's; one that is out was signed.
        unsafe {
            let size = if mode::is_checked() && self.is_out() {
                (*self.shared).top - ((*self.context).sp as usize & !(COPY_STEP - 1))
            } else {
                0
            };
            let was_signed = size != 0 && is_signed(self.image, size);
            look();
            if was_signed {
                sign(self.image, size);
            }
        }
    }

    /// The shared stack of a tenant, if it has one.
    ///
    /// # Safety
    /// Null, or a tenant of a shared stack or of none.
    pub(super) unsafe fn shared<'a>(tenant: *const Self) -> Option<&'a Shared> {
        // SAFETY: the caller's; the stack stays as long as it has tenants.
        unsafe { tenant.as_ref()?.shared.as_ref() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_that_was_too_large_is_no_smaller_than_the_least() {
        let (image, capacity) = slab::take(4 * SMALL_IMAGE).unwrap();
        let mut tenant = Tenant {
            image,
            capacity: steps(capacity),
            ..Tenant::NONE
        };
        for _ in 0..PATIENCE {
            // SAFETY: an image of its own, and nothing lies anywhere.
            unsafe { tenant.reserve(COPY_STEP).unwrap() };
        }
        assert_eq!(bytes(tenant.capacity), LEAST_IMAGE);
    }
}
