//! Signal handlers: both the entry to one and the return from it change the
//! thread's mask.
//!
//! The kernel tells of the entry (see [`crate::rseq`]), but not of the return,
//! and Linux 6.19 and later not even of an entry that comes with the end of a
//! system call. So the kernel is given a stub instead of the program's handler
//! (`asm/<arch>/handler_stubs.S`): it says that the mask is not known, calls
//! the handler, says so again and returns to where the kernel wants it.
//!
//! A stub belongs to one handler for good, so that nothing has to be kept in
//! step with what is installed for which signal, in which process of a vfork,
//! or saved by whom. Programs see their own handlers only.

use super::changes::{change_by_mask, mask_of};
use super::{Policy, choose, policy};
use crate::arch::{Architecture, Current, exported, layout};
use crate::options::is_verbose;
use crate::os::{self, behind, message};
use crate::rseq;
use core::ffi::c_int;
use core::mem::MaybeUninit;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use libc::{SA_RESTART, SIG_BLOCK, SIG_DFL, SIG_ERR, SIG_IGN, SIG_UNBLOCK};

const COUNT: usize = layout::HANDLER_STUBS as usize;

/// The handler behind each stub; zero: free.
pub static HANDLERS: [AtomicUsize; COUNT] = [const { AtomicUsize::new(0) }; COUNT];

/// The stubs, one behind the other.
#[unsafe(naked)]
#[unsafe(link_section = ".text.fastctx")]
extern "C" fn handler_stubs() {
    crate::arch::body!(
        "handler_stubs",
        handlers = sym HANDLERS,
        forget = sym rseq::forget,
        returns = sym rseq::handler_returns,
    )
}

fn first_stub() -> usize {
    handler_stubs as *const () as usize
}

/// What the kernel is to be given for a handler.
fn stub_for(handler: usize) -> usize {
    if matches!(handler, SIG_DFL | SIG_IGN | SIG_ERR) || !rseq::is_available() {
        return handler;
    }
    // Who saved a stub past us and gives it back means its handler.
    if let Some(index) = stub_index(handler) {
        return first_stub() + index * layout::HANDLER_STUB_SIZE as usize;
    }
    for (index, place) in HANDLERS.iter().enumerate() {
        let mut found = place.load(Relaxed);
        if found == 0 {
            found = Current::compare_exchange(place, 0, handler);
        }
        if found == 0 || found == handler {
            return first_stub() + index * layout::HANDLER_STUB_SIZE as usize;
        }
    }
    give_up();
    handler
}

/// Which stub an address is.
fn stub_index(address: usize) -> Option<usize> {
    let offset = address.wrapping_sub(first_stub());
    let index = offset / layout::HANDLER_STUB_SIZE as usize;
    (index < COUNT && offset % layout::HANDLER_STUB_SIZE as usize == 0).then_some(index)
}

/// The handler that a program is to be told of.
fn handler_of(given: usize) -> usize {
    let place = stub_index(given).and_then(|index| HANDLERS.get(index));
    place.map_or(given, |handler| handler.load(Relaxed))
}

/// There is no stub left: a handler that we do not see ends all knowledge.
fn give_up() {
    rseq::give_up();
    if policy() == Policy::Auto {
        choose(Policy::Always);
        if is_verbose() {
            let [cause, _] = rseq::Cause::TOO_MANY_HANDLERS.text();
            message::print([&b"signal mask: always from now on: "[..], cause]);
        }
    }
}

/// sigaction(3) with the kernel's own eyes, for static programs that have no
/// other: the kernel's struct, and its size of a signal set.
#[repr(C)]
struct KernelAction {
    handler: usize,
    flags: usize,
    restorer: usize,
    mask: os::SignalMask,
}

/// # Safety
/// As sigaction(3).
unsafe fn kernel_sigaction(
    signal: c_int,
    new: *const libc::sigaction,
    old: *mut libc::sigaction,
) -> c_int {
    if mask_of(signal).is_none() {
        os::set_errno(libc::EINVAL);
        return -1;
    }
    // SAFETY: the caller's.
    unsafe {
        let mut before = MaybeUninit::<KernelAction>::uninit();
        let given = (!new.is_null()).then(|| KernelAction {
            handler: (*new).sa_sigaction,
            flags: (*new).sa_flags as u32 as usize | Current::RESTORER_FLAG,
            restorer: Current::restorer(),
            mask: (&raw const (*new).sa_mask).cast::<os::SignalMask>().read(),
        });
        if given
            .as_ref()
            .is_some_and(|given| given.handler > SIG_IGN && given.flags & SA_RESTART as usize == 0)
        {
            os::waits_may_fail();
        }
        let result = Current::system_call(
            libc::SYS_rt_sigaction as usize,
            [
                signal as usize,
                given.as_ref().map_or(0, |given| given as *const _ as usize),
                if old.is_null() {
                    0
                } else {
                    before.as_mut_ptr() as usize
                },
                size_of::<os::SignalMask>(),
                0,
                0,
            ],
        );
        if result < 0 {
            os::set_errno(-result as c_int);
            return -1;
        }
        if !old.is_null() {
            let before = before.assume_init();
            (*old).sa_sigaction = before.handler;
            (*old).sa_flags = before.flags as c_int;
            (&raw mut (*old).sa_mask)
                .cast::<os::SignalMask>()
                .write(before.mask);
        }
    }
    0
}

/// # Safety
/// As sigaction(3).
unsafe extern "C" fn sigaction(
    signal: c_int,
    new: *const libc::sigaction,
    old: *mut libc::sigaction,
) -> c_int {
    // SAFETY: the caller's: the copy differs in the handler only.
    unsafe {
        let mut copy;
        let mut given = new;
        if !new.is_null() {
            copy = MaybeUninit::<libc::sigaction>::uninit();
            copy_words(new, copy.as_mut_ptr());
            let handler = &raw mut (*copy.as_mut_ptr()).sa_sigaction;
            handler.write(stub_for(handler.read()));
            given = copy.as_ptr();
        }
        let result = match behind::sigaction() {
            Some(function) => function(signal, given, old),
            None => kernel_sigaction(signal, given, old),
        };
        if result == 0 && !old.is_null() {
            (*old).sa_sigaction = handler_of((*old).sa_sigaction);
        }
        result
    }
}

/// Copies a structure word by word. (A plain copy would call memcpy, and we
/// link no libc.)
///
/// # Safety
/// Both are whole; the type is made of words.
unsafe fn copy_words<T>(from: *const T, to: *mut T) {
    for i in 0..size_of::<T>() / size_of::<usize>() {
        // SAFETY: the caller's.
        unsafe {
            let word = from.cast::<usize>().add(i).read_volatile();
            to.cast::<usize>().add(i).write_volatile(word);
        }
    }
}

/// The flags of sysv_signal: once, and not blocked meanwhile. The last is
/// SA_INTERRUPT, which the kernel does not know and programs may look for.
const SYSV_FLAGS: c_int = libc::SA_RESETHAND | libc::SA_NODEFER | 0x2000_0000;

/// Installs a handler by its signal and flags alone; the one that was there, or
/// SIG_ERR with errno.
fn install(signal: c_int, handler: usize, flags: c_int, mask: os::SignalMask) -> usize {
    if handler == SIG_ERR || mask_of(signal).is_none() {
        os::set_errno(libc::EINVAL);
        return SIG_ERR;
    }
    let mut new = MaybeUninit::<libc::sigaction>::zeroed();
    let mut old = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: all zero is a value of this C type, and an empty set.
    unsafe {
        let action = new.as_mut_ptr();
        (*action).sa_sigaction = handler;
        (*action).sa_flags = flags;
        (&raw mut (*action).sa_mask)
            .cast::<os::SignalMask>()
            .write(mask);
        if sigaction(signal, action, old.as_mut_ptr()) != 0 {
            return SIG_ERR;
        }
        (*old.as_ptr()).sa_sigaction
    }
}

/// The signals that siginterrupt(3) wants signal(3) not to restart calls for.
static INTERRUPTING: AtomicU64 = AtomicU64::new(0);

extern "C" fn signal(number: c_int, handler: usize) -> usize {
    let mask = mask_of(number).unwrap_or(0);
    let restart = INTERRUPTING.load(Relaxed) & mask == 0;
    install(number, handler, if restart { SA_RESTART } else { 0 }, mask)
}

extern "C" fn sysv_signal(number: c_int, handler: usize) -> usize {
    install(number, handler, SYSV_FLAGS, 0)
}

extern "C" fn siginterrupt(number: c_int, interrupt: c_int) -> c_int {
    let mut action = MaybeUninit::<libc::sigaction>::zeroed();
    // SAFETY: all zero is a value of this C type.
    unsafe {
        if sigaction(number, core::ptr::null(), action.as_mut_ptr()) != 0 {
            return -1;
        }
        let mask = mask_of(number).unwrap_or(0);
        let others = INTERRUPTING.load(Relaxed) & !mask;
        let flags = &raw mut (*action.as_mut_ptr()).sa_flags;
        if interrupt != 0 {
            flags.write(flags.read() & !SA_RESTART);
            INTERRUPTING.store(others | mask, Relaxed);
        } else {
            flags.write(flags.read() | SA_RESTART);
            INTERRUPTING.store(others, Relaxed);
        }
        sigaction(number, action.as_ptr(), core::ptr::null_mut())
    }
}

/// System V's: a disposition that may also be SIG_HOLD, to block the signal.
extern "C" fn sigset(number: c_int, disposition: usize) -> usize {
    const SIG_HOLD: usize = 2;
    let Some(mask) = mask_of(number) else {
        os::set_errno(libc::EINVAL);
        return SIG_ERR;
    };
    let (before, old_mask) = if disposition == SIG_HOLD {
        let mut old = MaybeUninit::<libc::sigaction>::zeroed();
        // SAFETY: all zero is a value of this C type.
        let before = unsafe {
            if sigaction(number, core::ptr::null(), old.as_mut_ptr()) != 0 {
                return SIG_ERR;
            }
            (*old.as_ptr()).sa_sigaction
        };
        (before, change_by_mask(SIG_BLOCK, mask))
    } else {
        let before = install(number, disposition, 0, 0);
        if before == SIG_ERR {
            return SIG_ERR;
        }
        (before, change_by_mask(SIG_UNBLOCK, mask))
    };
    if old_mask & mask != 0 {
        SIG_HOLD
    } else {
        before
    }
}

exported! {
    sigaction = sigaction;
    /// glibc exports this name too.
    __sigaction = sigaction;
    signal = signal;
    bsd_signal = signal;
    ssignal = signal;
    sysv_signal = sysv_signal;
    /// What `signal` means to programs compiled for System V.
    __sysv_signal = sysv_signal;
    siginterrupt = siginterrupt;
    sigset = sigset;
}
