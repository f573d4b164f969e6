//! FASTCTX_VERBOSE=1: a stack overflow names the coroutine it happened in.
//!
//! A handler for SIGSEGV prints one line if the address lies in one of our
//! guards. Then, as for any other SIGSEGV, it goes on as without us: to the
//! handler that was installed before, or to the process's death at the same
//! instruction. It runs on the thread's alternate signal stack, for on the
//! one that has overflowed there is no room; a thread that has none gets one.
//!
//! A program that installs its own handler later replaces this one.

use super::thread::{self, Thread};
use super::{Stack, chunk};
use crate::arch::{Current, Linux, landing_pad_jump};
use crate::os::action::{self, Sigaction};
use crate::os::behind::kernel_sigaction;
use crate::os::lock::Lock;
use crate::os::message::Number;
use crate::os::{self, SignalMask, environment, memory, message};
use core::ffi::{c_char, c_int, c_void};
use core::mem::{MaybeUninit, transmute};
use core::ptr::null_mut;
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Whose stack it is: the coroutine's address, or zero where it is nobody's; its
/// name, or null. And the stack.
#[repr(C)]
pub struct Owner {
    pub address: usize,
    pub name: *const c_char,
    pub stack: Stack,
}

/// Tells whose the stack is. It is called in a signal handler, through a pointer: so it
/// begins with a landing pad (`landing_pad_jump`); and the stack may be one that nobody
/// uses. With 0 it is the shared stack that the coroutine which runs here has, if it has one.
pub type OwnerOf = unsafe extern "C" fn(low: usize, top: usize) -> Owner;

/// The function of [`watch_thread`]; zero before that.
static OWNER_OF: AtomicUsize = AtomicUsize::new(0);

/// Sees to it that the calling thread's overflows are told. Called in verbose
/// mode before a thread runs a coroutine; does little when it has been before.
pub fn watch_thread(owner_of: OwnerOf) {
    let Some(thread) = thread::obtain() else {
        return; // the kernel kills it without a word
    };
    if thread.is_watched.get() {
        return;
    }
    thread.is_watched.set(true);
    install(owner_of);
    if os::has_no_signal_stack()
        && let Ok(memory) = memory::map(signal_stack_size(), 0)
    {
        // SAFETY: memory that `unwatch` alone unmaps.
        if unsafe { os::set_signal_stack(memory, signal_stack_size()) } {
            thread.signal_stack.set(memory);
        }
    }
}

/// A thread ends, and with it the signal stack that it got here.
pub fn unwatch(thread: &Thread) {
    let memory = thread.signal_stack.get();
    thread.is_watched.set(false);
    thread.signal_stack.set(0);
    if memory != 0 {
        // SAFETY: the calling thread's; it is not on it. The program may have
        // set another one since, and has none from here on: it ends.
        unsafe {
            if os::set_signal_stack(0, 0) {
                let _ = memory::unmap(memory, signal_stack_size());
            }
        }
    }
}

/// Room for the kernel's frame, which is larger with each vector extension, and
/// for handlers.
fn signal_stack_size() -> usize {
    const AT_MINSIGSTKSZ: core::ffi::c_ulong = 51; // include/uapi/linux/auxvec.h
    const HANDLERS: usize = 32 * 1024;
    let frame = environment::auxiliary(AT_MINSIGSTKSZ).unwrap_or(0);
    memory::whole_pages(frame.saturating_add(HANDLERS)).unwrap_or(HANDLERS)
}

/// What was installed before.
struct Before {
    handler: AtomicUsize,
    flags: AtomicUsize,
}

static BEFORE: Before = Before {
    handler: AtomicUsize::new(os::signals::SIG_DFL),
    flags: AtomicUsize::new(0),
};

/// Installs the handler, once in a process.
fn install(owner_of: OwnerOf) {
    static LOCK: Lock = Lock::new();
    let _held = LOCK.hold();
    if OWNER_OF.load(Relaxed) != 0 {
        return;
    }
    // SAFETY: two structures of that type, of which the kernel's fields are set.
    unsafe {
        let mut old = MaybeUninit::<Sigaction>::uninit();
        if kernel_sigaction(os::signals::SIGSEGV, core::ptr::null(), old.as_mut_ptr()) != 0 {
            return;
        }
        let old = old.as_ptr();
        BEFORE.handler.store(action::handler(old).read(), Relaxed);
        BEFORE
            .flags
            .store(action::flags(old).read() as u32 as usize, Relaxed);
        OWNER_OF.store(owner_of as usize, Relaxed);
        let flags = os::signals::SA_SIGINFO | os::signals::SA_ONSTACK | os::signals::SA_RESTART;
        set_action(
            on_fault as *const () as usize,
            flags,
            action::mask(old).read_unaligned(),
        );
    }
}

/// rt_sigaction(2) for SIGSEGV.
fn set_action(handler: usize, flags: c_int, mask: SignalMask) {
    let mut new = MaybeUninit::<Sigaction>::uninit();
    // SAFETY: a structure of our own.
    unsafe {
        action::fill(new.as_mut_ptr(), handler, flags, mask);
        kernel_sigaction(os::signals::SIGSEGV, new.as_ptr(), null_mut());
    }
}

/// The handler, which the kernel goes to.
#[unsafe(naked)]
unsafe extern "C" fn on_fault(
    signal: c_int,
    information: *mut libc::siginfo_t,
    context: *mut c_void,
) {
    landing_pad_jump!(fault)
}

unsafe extern "C" fn fault(signal: c_int, information: *mut libc::siginfo_t, context: *mut c_void) {
    // SAFETY: what the kernel passes to a handler.
    unsafe {
        // Negative, or zero: sent by somebody, and there is no address.
        let is_fault = (*information).si_code > 0;
        if is_fault {
            tell((*information).si_addr() as usize);
        }
        let handler = BEFORE.handler.load(Relaxed);
        if handler > os::signals::SIG_IGN {
            pass_on(handler, signal, information, context);
            return;
        }
        // The instruction is executed again when we return, and the process dies
        // there. A signal that was sent has to be sent again; but one that was
        // sent and is ignored was that before.
        if is_fault || handler == os::signals::SIG_DFL {
            set_action(os::signals::SIG_DFL, 0, 0);
        }
        if !is_fault && handler == os::signals::SIG_DFL {
            let process = Current::system_call(libc::SYS_getpid as usize, [0; 6]) as usize;
            let thread = Current::system_call(libc::SYS_gettid as usize, [0; 6]) as usize;
            let arguments = [process, thread, signal as usize, 0, 0, 0];
            Current::system_call(libc::SYS_tgkill as usize, arguments);
        }
    }
}

/// Calls the handler that was installed before, with the signals blocked that it
/// asked for. The return from our handler sets the mask as it was.
///
/// # Safety
/// What the kernel passed to our handler.
unsafe fn pass_on(
    handler: usize,
    signal: c_int,
    information: *mut libc::siginfo_t,
    context: *mut c_void,
) {
    type Handler = unsafe extern "C" fn(c_int, *mut libc::siginfo_t, *mut c_void);
    let flags = BEFORE.flags.load(Relaxed) as c_int;
    // BEFORE's mask was given to the kernel with our own handler.
    if flags & os::signals::SA_NODEFER != 0
        && let Some(mask) = os::signal_mask(signal)
    {
        // SAFETY: a mask of ours.
        unsafe { os::change_signal_mask(os::signals::SIG_UNBLOCK, &mask, null_mut()) };
    }
    if flags & os::signals::SA_RESETHAND != 0 {
        BEFORE.handler.store(os::signals::SIG_DFL, Relaxed);
    }
    // SAFETY: a handler with or without SA_SIGINFO; the further arguments do no
    // harm to one without.
    unsafe { transmute::<usize, Handler>(handler)(signal, information, context) };
}

/// Prints whose stack has overflowed, if `address` is in a guard.
fn tell(address: usize) {
    // SAFETY: stored by `install`.
    let owner_of = unsafe { transmute::<usize, OwnerOf>(OWNER_OF.load(Relaxed)) };
    let (owner, size) = if let Some(chunk) = chunk::containing(address) {
        let (index, in_guard) = chunk.locate(address);
        if !in_guard {
            return;
        }
        let stack = chunk.class.stack(chunk.low(index));
        // SAFETY: a stack of the pool's.
        (unsafe { owner_of(stack.low, stack.top) }, chunk.class.size)
    } else {
        // SAFETY: no stack.
        let owner = unsafe { owner_of(0, 0) };
        let below = owner.stack.low.wrapping_sub(address);
        if owner.address == 0 || below == 0 || below > memory::page_size() {
            return;
        }
        let size = owner.stack.top - owner.stack.low;
        (owner, size)
    };
    let numbers =
        [address, owner.stack.low, owner.stack.top, owner.address].map(Number::hexadecimal);
    let [address, low, top, coroutine] = numbers.each_ref().map(Number::text);
    let size = Number::decimal(size);
    let (kind, name): (&[u8], &[u8]) = if owner.address == 0 {
        (b"a stack that no coroutine uses", b"")
    } else if owner.name.is_null() {
        (b"coroutine ", coroutine)
    } else {
        // SAFETY: the caller of fastctx_create promised a C string that stays.
        (b"coroutine ", unsafe {
            environment::bytes(owner.name.cast())
        })
    };
    let name = name.get(..64).unwrap_or(name);
    message::print([
        &b"stack overflow in "[..],
        kind,
        name,
        b": ",
        address,
        b" is in the guard below its stack ",
        low,
        b"-",
        top,
        b" of ",
        size.text(),
        b" bytes",
    ]);
}
