//! Who goes on to whom, and what has to be copied for that.

use super::check::{broken, is_signed, poison, sign};
use super::tenant::bytes;
use super::{Call, Shared, Tenant};
use crate::arch::{Architecture, COPY_STEP, Current, body};
use crate::mode;
use crate::os;
use crate::sanitizer;
use crate::switch::{Suspended, fastctx_t, switch};
use core::ffi::{c_int, c_void};
use core::mem::MaybeUninit;
use core::ptr::null_mut;
use core::sync::atomic::Ordering::{Relaxed, Release};

/// An address within the caller's frame, where this is inlined.
#[inline(always)]
fn here() -> usize {
    let local = MaybeUninit::<usize>::uninit();
    core::hint::black_box(&raw const local) as usize
}

/// An address below all that the caller, where this is inlined, and the switch that
/// it calls will have on the stack.
#[inline(always)]
pub fn below_frames() -> usize {
    here() - Current::SWITCH_FRAMES
}

impl Shared {
    /// The party that calls is a coroutine of this stack, runs on it and owns it.
    fn check_owner(&self, tenant: *const Tenant, call: Call) {
        if !self.has(here()) {
            broken(call, b"a coroutine of a shared stack runs elsewhere");
        }
        if self.owner.load(Relaxed).cast_const() != tenant {
            broken(
                call,
                b"a coroutine runs on a shared stack that another one has",
            );
        }
    }

    /// Copies for somebody who does not stand on this stack. An error comes back
    /// with nothing changed.
    ///
    /// # Safety
    /// `entering` is suspended and out, and so is the owner.
    #[inline(always)]
    unsafe fn bring_in(
        &self,
        entering: *mut Tenant,
        value: *mut c_void,
        call: Call,
    ) -> Result<(), c_int> {
        if self.has(here()) {
            broken(
                call,
                b"something runs on a shared stack that is no coroutine of it",
            );
        }
        // SAFETY: the caller's.
        unsafe {
            if let Some(owner) = self.owner.load(Relaxed).as_mut() {
                let (_, size) = owner.live_part(call);
                owner.reserve(size)?;
            }
            self.exchange(entering, value, call);
        }
        Ok(())
    }

    /// The owner's live part goes out and that of `entering` comes in. There is
    /// room for the owner's.
    ///
    /// # Safety
    /// Both are suspended, and the caller stands on neither live part.
    #[inline(always)]
    unsafe fn exchange(&self, entering: *mut Tenant, value: *mut c_void, call: Call) {
        let copies = mode::copies();
        let owner = self.owner.load(Relaxed);
        // SAFETY: the caller's; live parts lie between low and top.
        unsafe {
            if !copies.are_plain() {
                self.before_going_out(copies, owner, value, call);
            }
            if !owner.is_null() {
                let (from, size) = (*owner).live_part(call);
                Current::copy(from, (*owner).image, size);
                if copies.are_checked() {
                    sign((*owner).image, size);
                    poison(from, size);
                }
            }
            if !copies.are_plain() {
                self.before_coming_in(copies, entering, call);
            }
            let (to, size) = (*entering).live_part(call);
            Current::copy((*entering).image, to, size);
        }
        self.owner.store(entering, Release);
    }

    /// What else there is to do before the owner's live part goes out.
    ///
    /// # Safety
    /// As `exchange`.
    #[cold]
    unsafe fn before_going_out(
        &self,
        copies: mode::Copies,
        owner: *const Tenant,
        value: *mut c_void,
        call: Call,
    ) {
        if copies.are_checked() && self.has(value as usize) {
            broken(
                call,
                b"the value points into a shared stack that another coroutine gets now",
            );
        }
        // SAFETY: the caller's.
        unsafe {
            if copies.are_watched()
                && let Some(owner) = owner.as_ref()
            {
                let (low, _) = owner.live_part(call);
                sanitizer::goes_out(low, owner.stack_pointer(), self.top);
            }
        }
    }

    /// What else there is to do before that of `entering` comes in.
    ///
    /// # Safety
    /// As `exchange`.
    #[cold]
    unsafe fn before_coming_in(&self, copies: mode::Copies, entering: *mut Tenant, call: Call) {
        // SAFETY: the caller's.
        unsafe {
            let (to, size) = (*entering).live_part(call);
            if copies.are_checked() && !is_signed((*entering).image, size) {
                broken(
                    call,
                    b"the image of a coroutine's stack has been written to",
                );
            }
            if copies.are_watched() {
                sanitizer::comes_in(to, to + size);
            }
        }
    }

    /// The context that lets `entering` go on when somebody leaves this very stack
    /// for it, with a stack pointer of at least `sp`: the copier's. The owner, if
    /// there is one, is who leaves, and its image has the room.
    ///
    /// # Safety
    /// `entering` is suspended and out.
    unsafe fn copier(&self, entering: *mut Tenant, sp: usize, call: Call) -> *mut fastctx_t {
        self.entering.store(entering, Relaxed);
        // SAFETY: the caller's; only the thread that the stack is in use by comes here.
        unsafe {
            // Below the lower of the two live parts the stack is free; if there is
            // little of it, the guard page tells.
            let (live, _) = (*entering).live_part(call);
            self.call.get().write(call);
            let place = self.copier.get();
            const { assert!(COPY_STEP.is_multiple_of(Current::STACK_ALIGN)) };
            let bottom = live.min(sp & !(COPY_STEP - 1));
            place.write(Suspended::new(bottom, copier as *const () as usize));
            Suspended::context(place)
        }
    }
}

/// Where the copier goes on: a context with nothing on its stack, for a signal handler
/// may overwrite all that is below the stack pointer of who prepares it.
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
unsafe extern "C" fn copier() {
    body!(
        "copier",
        copy = sym copy;
        Shared: copier
    )
}

/// What the copier does, below both live parts.
///
/// # Safety
/// A shared stack as [`Shared::copier`] left it; its owner is suspended.
unsafe extern "C" fn copy(shared: &Shared, value: *mut c_void) -> *const fastctx_t {
    // SAFETY: the caller's.
    unsafe {
        let call = *shared.call.get();
        if let Some(owner) = shared.owner.load(Relaxed).as_ref() {
            let (live, size) = owner.live_part(call);
            if live < here() || size > bytes(owner.capacity) {
                broken(call, b"more of the stack is in use than should be");
            }
        }
        let entering = shared.entering.load(Relaxed);
        shared.exchange(entering, value, call);
        (*entering).context
    }
}

/// A coroutine, or a thread on its own stack (null), and its context.
pub type Party = (*mut Tenant, *mut fastctx_t);

/// Makes the stacks ready for a switch from one party, whose stack pointer will be at
/// least `sp`, to another one, which is suspended. The switch is to go to the
/// context that comes back, and [`come_back`] is to follow a resume. An error comes
/// back with nothing changed.
///
/// # Safety
/// `leaving` is the calling party, and its context writable; `value` is null or
/// where the value stands.
#[inline(always)]
pub unsafe fn set_off(
    call: Call,
    leaving: Party,
    sp: usize,
    entering: Party,
    value: *const *mut c_void,
) -> Result<*mut fastctx_t, c_int> {
    // SAFETY: the caller's; tenants are as the functions above left them.
    unsafe {
        if call != Call::Resume {
            return ready(call, leaving, sp, entering, value);
        }
        let goes_to = Tenant::shared(entering.0);
        if let Some(shared) = goes_to {
            shared.acquire()?;
        }
        let to = ready(call, leaving, sp, entering, value);
        if to.is_err() {
            if let Some(shared) = goes_to {
                shared.release();
            }
        } else if let Some(tenant) = leaving.0.as_mut() {
            // Who resumes another waits elsewhere than who yields.
            tenant.context = leaving.1;
        }
        to
    }
}

/// [`set_off`] where all shared stacks are this thread's.
///
/// # Safety
/// As there.
#[inline(always)]
unsafe fn ready(
    call: Call,
    (leaving, _): Party,
    sp: usize,
    (entering, to): Party,
    value: *const *mut c_void,
) -> Result<*mut fastctx_t, c_int> {
    // SAFETY: the caller's.
    unsafe {
        let missing_on =
            Tenant::shared(entering).filter(|shared| shared.owner.load(Relaxed) != entering);
        if let Some(shared) = Tenant::shared(leaving) {
            shared.check_owner(leaving, call);
            let changes = missing_on.is_some_and(|other| core::ptr::eq(other, shared));
            if changes || call == Call::Yield && shared.depth.load(Relaxed) > 1 {
                (*leaving).reserve(shared.top - (sp & !(COPY_STEP - 1)))?;
            }
            if changes {
                return Ok(shared.copier(entering, sp, call));
            }
        }
        if let Some(shared) = missing_on {
            let value = value.as_ref().map_or(null_mut(), |value| *value);
            shared.bring_in(entering, value, call)?;
        }
        Ok(to)
    }
}

/// The party that resumed another one goes on: that has yielded or ended. `home` is
/// the context that the party yields in.
///
/// # Safety
/// [`set_off`] succeeded.
#[inline(always)]
pub unsafe fn come_back((party, home): Party, other: *const Tenant) {
    // SAFETY: the caller's.
    unsafe {
        if let Some(tenant) = party.as_mut() {
            tenant.context = home;
        }
        if let Some(shared) = Tenant::shared(other) {
            shared.release();
        }
    }
}

/// A coroutine ends, and `value` goes to `entering`. It returns when the caller
/// may resume that from where it stands, and else does not.
///
/// # Safety
/// `leaving` is the calling party and will not go on; `entering` is suspended.
pub unsafe fn end(leaving: *mut Tenant, entering: *mut Tenant, value: *mut c_void) {
    let call = Call::End;
    // SAFETY: as above.
    unsafe {
        let stands_on = Tenant::shared(leaving);
        if let Some(shared) = stands_on {
            shared.check_owner(leaving, call);
            shared.owner.store(null_mut(), Relaxed);
        }
        let Some(shared) = Tenant::shared(entering) else {
            return;
        };
        if shared.owner.load(Relaxed) == entering {
            return;
        }
        if stands_on.is_some_and(|left| core::ptr::eq(left, shared)) {
            let mut nowhere = MaybeUninit::uninit();
            let copier = shared.copier(entering, below_frames(), call);
            switch(nowhere.as_mut_ptr(), copier, value);
            os::trap() // nobody resumes what went nowhere
        }
        if shared.bring_in(entering, value, call).is_err() {
            broken(
                call,
                b"no memory for what is on the shared stack of its resumer",
            );
        }
    }
}
