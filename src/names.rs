//! Which definition a program's calls of our names reach: ours, or that of
//! somebody in front of us.

use crate::os;
use core::ffi::c_void;

/// One of our names, and whether calls of it reach us.
type Bound = (&'static [u8], bool);

/// For each name a word that refers to it as the program's own calls do: the
/// loader binds it to the first definition it finds. Ours also has a hidden
/// name (see `exported!` and the assembly's BEGIN).
macro_rules! bound_words {
    ($(#[$doc:meta])* $list:ident: $($name:ident)*) => {
        $(core::arch::global_asm!(
            ".pushsection .data.rel.ro,\"aw\"",
            ".p2align 3",
            concat!(".globl fastctx_bound_", stringify!($name)),
            concat!(".hidden fastctx_bound_", stringify!($name)),
            concat!("fastctx_bound_", stringify!($name), ":"),
            concat!(".dc.a ", stringify!($name)),
            ".popsection",
        );)*

        $(#[$doc])*
        fn $list() -> impl Iterator<Item = Bound> {
            [$({
                unsafe extern "C" {
                    #[link_name = concat!("fastctx_bound_", stringify!($name))]
                    static BOUND: *const c_void;
                    #[link_name = concat!("fastctx_asm_", stringify!($name))]
                    fn own();
                }
                // SAFETY: the word above; relocation is over.
                let bound = unsafe { (&raw const BOUND).read_volatile() };
                (stringify!($name).as_bytes(), bound == own as *const c_void)
            }),*]
            .into_iter()
        }
    };
}

bound_words! {
    /// The four functions themselves.
    contexts: getcontext setcontext makecontext swapcontext
}

bound_words! {
    /// What changes a signal mask or sets a handler, which we have to see to
    /// know the mask.
    wrappers: sigprocmask pthread_sigmask sigblock sigsetmask sighold sigrelse sigset
        sigaction signal bsd_signal ssignal sysv_signal __sysv_signal siginterrupt
        syscall vfork
}

bound_words! {
    /// The same, but in a static program it is enough to see what these call.
    jumps: longjmp siglongjmp _longjmp __longjmp_chk
}

/// The names of the four functions by which calls reach this library.
pub fn in_force() -> impl Iterator<Item = &'static [u8]> {
    contexts().filter_map(|(name, ours)| ours.then_some(name))
}

fn needed() -> impl Iterator<Item = Bound> {
    let is_static = os::behind::is_static();
    contexts()
        .chain(wrappers())
        .chain(jumps().map(move |(name, ours)| (name, ours || is_static)))
}

/// Whether the library must have been there when the program started: in a
/// static program, or if its names stand in front of the C library's.
pub fn are_in_front() -> bool {
    os::behind::is_static() || foreign_wrapper().is_none()
}

/// The number of the first function that ought to be ours and is not.
pub fn foreign_wrapper() -> Option<u8> {
    needed().position(|(_, ours)| !ours).map(|n| n as u8)
}

/// The name of a function by its number.
pub fn wrapper(number: u8) -> &'static [u8] {
    needed().nth(number.into()).map_or(b"?", |(name, _)| name)
}
