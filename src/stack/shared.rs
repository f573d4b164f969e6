//! Stacks that many coroutines run on, one at a time. A coroutine's live part,
//! all from its stack pointer up to the top, stays where it is until another
//! coroutine of the same stack goes on. Then it is copied out into an image, and
//! that one's image is copied in: to the same addresses, so pointers within a
//! stack stay right.
//!
//! ```text
//!   top -> +-----------------+ +-----------------+
//!          | live part       | | image of        |
//!          | of the owner    | | one that is out |
//!          |                 | +-----------------+ its stack pointer
//!          +-----------------+ owner's stack pointer
//!          | (copier)        | runs below both live parts while they change
//!          | ...             |
//!   low -> +-----------------+
//!          | guard page      |
//!          +-----------------+
//! ```
//!
//! Whoever goes on to a coroutine that is out either stands elsewhere, and copies
//! before it switches; or it stands on that very stack. Then it suspends itself
//! and leaves the rest to a context made for that, the copier, which lies below
//! the live parts of both and so in the way of neither.
//!
//! Memory for the image is there before anything is copied, so that the lack of
//! it changes nothing. One case is left that must not fail: a coroutine's end
//! cannot be refused, so one that yields while a coroutine of its stack waits
//! further down has its image ready before.
//!
//! A shared stack is one thread's at a time, from the first resume onto it
//! until all coroutines that were resumed on it have yielded or ended.

use super::slab;
use crate::arch::{Architecture, COPY_STEP, Current, body, landing_pad_jump};
use crate::options;
use crate::os::{self, memory};
use crate::switch::{Suspended, fastctx_t, switch};
use core::cell::UnsafeCell;
use core::ffi::{c_int, c_void};
use core::mem::{MaybeUninit, offset_of};
use core::ptr::null_mut;
use core::sync::atomic::{
    AtomicPtr, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};

/// A stack for many coroutines, made by fastctx_shared_create().
#[allow(non_camel_case_types)]
pub struct fastctx_shared_t {
    /// The stack, without the guard page below.
    low: usize,
    top: usize,
    guard: usize,
    /// Bytes of the block that this is in.
    capacity: usize,
    /// Whose live part lies on the stack; null: nobody's.
    owner: AtomicPtr<Tenant>,
    /// The thread whose coroutines run or wait here; zero: none.
    thread: AtomicUsize,
    /// How many of them do: touched by that thread only.
    depth: AtomicUsize,
    /// How many coroutines were made to run here.
    tenants: AtomicUsize,
    /// The copier, while it is to run, and what it is told: who is to come in, and
    /// by which call.
    copier: UnsafeCell<Suspended>,
    entering: AtomicPtr<Tenant>,
    call: UnsafeCell<Call>,
}

use fastctx_shared_t as Shared;

/// What a coroutine on a shared stack has besides its contexts.
pub struct Tenant {
    shared: *mut Shared,
    /// The context that it is suspended in, wherever that is.
    context: *const fastctx_t,
    /// Where its live part goes, or is while somebody else owns the stack.
    image: usize,
    /// Bytes of that, in steps of the copy.
    capacity: u32,
    /// How often in a row it could have been much smaller.
    too_large: u32,
}

/// Why somebody goes on to somebody else.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Resume,
    Yield,
    End,
}

impl Call {
    /// For messages.
    fn name(self) -> &'static [u8] {
        if self == Self::Resume {
            b"fastctx_resume"
        } else if self == Self::Yield {
            b"fastctx_yield"
        } else {
            b"the end of a coroutine"
        }
    }
}

/// A capacity as a tenant has it, and back.
fn steps(bytes: usize) -> u32 {
    (bytes / COPY_STEP) as u32
}
fn bytes(steps: u32) -> usize {
    steps as usize * COPY_STEP
}

/// What a new coroutine's image has room for. Most that wait in a function or two
/// need no more, ever.
const FIRST_IMAGE: usize = 256;

/// Images up to this size stay as they are.
const SMALL_IMAGE: usize = 1024;

/// An image that was four times too large this often in a row is replaced.
const PATIENCE: u32 = 16;

/// From an address in the frame of a function to below what it and the switch
/// that it calls use of the stack.
const FRAMES: usize = 512;

/// FASTCTX_CHECK=1: what a byte of the stack is whose owner is out, and what
/// follows the live part in its image.
const POISON: u8 = 0xdb;
const CHECKSUM: usize = size_of::<u64>();

/// FASTCTX_CHECK=1: makes the bytes of a stack useless whose owner is out.
///
/// # Safety
/// They are writable, in whole steps of the copy, and nobody needs them.
unsafe fn poison(address: usize, size: usize) {
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
unsafe fn sign(image: usize, size: usize) {
    // SAFETY: the caller's.
    unsafe { ((image + size) as *mut u64).write(checksum(image, size)) }
}

/// Whether an image is as it was signed.
///
/// # Safety
/// It was signed.
unsafe fn is_signed(image: usize, size: usize) -> bool {
    // SAFETY: the caller's.
    unsafe { ((image + size) as *const u64).read() == checksum(image, size) }
}

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
    here() - FRAMES
}

/// A rule was broken: one line, and the end.
#[cold]
#[inline(never)]
fn broken(call: Call, rule: &[u8]) -> ! {
    os::die(&[call.name(), b": ", rule])
}

impl Shared {
    /// A shared stack of at least `size` bytes, or a negative errno.
    fn create(size: usize) -> Result<*mut Self, c_int> {
        if size == 0 {
            return Err(-libc::EINVAL);
        }
        let guard = memory::page_size();
        let size = memory::whole_pages(size).ok_or(-libc::ENOMEM)?;
        let all = size.checked_add(guard).ok_or(-libc::ENOMEM)?;
        let (block, capacity) = slab::take(size_of::<Self>())?;
        let mapped = memory::map(all, libc::MAP_NORESERVE | libc::MAP_STACK).and_then(|low| {
            // SAFETY: memory that nobody has seen yet.
            unsafe {
                memory::protect(low, guard, libc::PROT_NONE).map_err(|_| {
                    let _ = memory::unmap(low, all);
                    -libc::EAGAIN
                })?;
            }
            Ok(low + guard)
        });
        let low = match mapped {
            Ok(low) => low,
            Err(error) => {
                // SAFETY: taken above.
                unsafe { slab::give_back(block, capacity) };
                return Err(error);
            }
        };
        let shared = block as *mut Self;
        // SAFETY: the block is large enough.
        unsafe {
            shared.write(Self {
                low,
                top: low + size,
                guard,
                capacity,
                owner: AtomicPtr::new(null_mut()),
                thread: AtomicUsize::new(0),
                depth: AtomicUsize::new(0),
                tenants: AtomicUsize::new(0),
                copier: UnsafeCell::new(Suspended::new(0, 0)),
                entering: AtomicPtr::new(null_mut()),
                call: UnsafeCell::new(Call::End),
            });
        }
        Ok(shared)
    }

    /// Frees it, unless there are coroutines.
    ///
    /// # Safety
    /// A shared stack that nobody else uses or destroys now.
    unsafe fn destroy(shared: *mut Self) -> Result<(), c_int> {
        // SAFETY: the caller's.
        unsafe {
            let Self {
                low,
                top,
                guard,
                capacity,
                ..
            } = *shared;
            if (*shared).tenants.load(Acquire) != 0 {
                return Err(-libc::EBUSY);
            }
            slab::give_back(shared as usize, capacity);
            let (address, size) = (low - guard, top - low + guard);
            if memory::unmap(address, size).is_err() {
                // At the limit of mappings: give back what takes memory.
                let _ = memory::advise(low, top - low, libc::MADV_DONTNEED);
            }
        }
        Ok(())
    }

    /// The stack's lowest address and its end.
    pub fn bounds(&self) -> (usize, usize) {
        (self.low, self.top)
    }

    fn has(&self, address: usize) -> bool {
        self.low <= address && address < self.top
    }

    fn count_tenants(&self, change: impl Fn(usize) -> usize) {
        loop {
            let found = self.tenants.load(Relaxed);
            if Current::compare_exchange(&self.tenants, found, change(found)) == found {
                return;
            }
        }
    }

    /// One more coroutine runs or waits here. -EBUSY if those of another thread do.
    fn acquire(&self) -> Result<(), c_int> {
        let me = Current::thread_pointer();
        if self.thread.load(Relaxed) != me && Current::compare_exchange(&self.thread, 0, me) != 0 {
            return Err(-libc::EBUSY);
        }
        self.depth.store(self.depth.load(Relaxed) + 1, Relaxed);
        Ok(())
    }

    /// It has come back.
    fn release(&self) {
        let depth = self.depth.load(Relaxed) - 1;
        self.depth.store(depth, Relaxed);
        if depth == 0 {
            self.thread.store(0, Release);
        }
    }

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
        let is_checked = options::is_checked();
        if is_checked && self.has(value as usize) {
            broken(
                call,
                b"the value points into a shared stack that another coroutine gets now",
            );
        }
        let owner = self.owner.load(Relaxed);
        // SAFETY: the caller's; live parts lie between low and top.
        unsafe {
            if !owner.is_null() {
                let (from, size) = (*owner).live_part(call);
                Current::copy(from, (*owner).image, size);
                if is_checked {
                    sign((*owner).image, size);
                    poison(from, size);
                }
            }
            let (to, size) = (*entering).live_part(call);
            let image = (*entering).image;
            if is_checked && !is_signed(image, size) {
                broken(
                    call,
                    b"the image of a coroutine's stack has been written to",
                );
            }
            Current::copy(image, to, size);
        }
        self.owner.store(entering, Release);
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
        copier = const offset_of!(Shared, copier)
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

impl Tenant {
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
            if options::is_checked() {
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
    unsafe fn live_part(&self, call: Call) -> (usize, usize) {
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

    /// Room for `size` bytes in the image of a coroutine that owns the stack, so
    /// that nothing of value is in it. -ENOMEM, and it is as it was.
    ///
    /// # Safety
    /// It owns the stack.
    #[inline(always)]
    unsafe fn reserve(&mut self, mut size: usize) -> Result<(), c_int> {
        if options::is_checked() {
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
        match slab::take(size) {
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
            if self.shared.is_null() || (*self.shared).owner.load(Acquire).cast_const() == self {
                return address;
            }
            let low = (*self.context).sp as usize & !(COPY_STEP - 1);
            self.image + (address - low)
        }
    }

    /// The shared stack of a tenant, if it has one.
    ///
    /// # Safety
    /// Null, or a tenant of a shared stack or of none.
    unsafe fn shared<'a>(tenant: *const Self) -> Option<&'a Shared> {
        // SAFETY: the caller's; the stack stays as long as it has tenants.
        unsafe { tenant.as_ref()?.shared.as_ref() }
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
            os::abort() // nobody resumes what went nowhere
        }
        if shared.bring_in(entering, value, call).is_err() {
            broken(
                call,
                b"no memory for what is on the shared stack of its resumer",
            );
        }
    }
}

unsafe extern "C" fn shared_create(place: *mut *mut Shared, size: usize) -> c_int {
    if place.is_null() {
        return -libc::EINVAL;
    }
    match Shared::create(size) {
        Ok(shared) => {
            // SAFETY: the caller's.
            unsafe { place.write(shared) };
            0
        }
        Err(error) => error,
    }
}

unsafe extern "C" fn shared_destroy(shared: *mut Shared) -> c_int {
    if shared.is_null() {
        return -libc::EINVAL;
    }
    // SAFETY: the caller's.
    match unsafe { Shared::destroy(shared) } {
        Ok(()) => 0,
        Err(error) => error,
    }
}

/// Makes a stack of at least `size` bytes that many coroutines run on, and stores
/// it in `*shared`. Coroutines made with FASTCTX_STACK_SHARED and this in their
/// attributes take turns there: when one goes on, what is in use of the stack by
/// the one before is copied away, and what it had in use itself is copied back.
/// So a coroutine that waits takes as much memory as its stack is deep, a few
/// hundred bytes for most, and copying is what a switch costs. All that runs on it
/// needs room: one large stack costs no more than a small one, for pages that
/// nobody touched take no memory. Below the stack is a guard page.
///
/// While a coroutine is off its stack, other bytes are where its variables were:
/// nobody else may use pointers to them then, neither other coroutines nor
/// threads nor the kernel (a read() that goes on, a futex). What others are to
/// see belongs on the heap; fastctx_stack_read() reads it wherever it is. The
/// coroutine itself sees its variables where they always were. With FASTCTX_CHECK=1
/// in the environment broken rules are looked for, and end the process with a
/// line that tells which call found it.
///
/// A shared stack is used by one thread at a time: from the fastctx_resume() of
/// a coroutine on it to its return, a fastctx_resume() of one in another thread
/// returns -EBUSY. A shared stack per thread avoids that.
///
/// Returns 0, or a negative errno, and nothing was made: -EINVAL: `shared` is NULL
/// or `size` is zero; -ENOMEM; -EAGAIN: no more mappings for a guard page
/// (vm.max_map_count).
///
/// Thread-safe; not async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_shared_create(
    shared: *mut *mut fastctx_shared_t,
    size: usize,
) -> c_int {
    landing_pad_jump!(shared_create)
}

/// Frees a shared stack.
///
/// Returns 0; -EINVAL if `shared` is NULL; -EBUSY if a coroutine that was made
/// for it has not been destroyed, and then nothing changes.
///
/// Thread-safe for different shared stacks; not async-signal-safe. Since 0.2.
#[unsafe(no_mangle)]
#[unsafe(naked)]
pub unsafe extern "C" fn fastctx_shared_destroy(shared: *mut fastctx_shared_t) -> c_int {
    landing_pad_jump!(shared_destroy)
}
