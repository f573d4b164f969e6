//! The C library's symbols, and libgcc's.

use super::action::Sigaction;
use crate::os::weak::weak_symbols;
use core::ffi::{c_char, c_int, c_uint, c_ulong, c_void};
use core::ptr::NonNull;

/// sigaction(3).
pub type SigactionFunction = unsafe extern "C" fn(c_int, *const Sigaction, *mut Sigaction) -> c_int;

/// longjmp(3) and its relatives.
pub type LongjmpFunction = unsafe extern "C" fn(*mut c_void, c_int) -> !;

/// libgcc's state of a split stack, as its functions take it.
pub type SplitStack = *mut [usize; 10];

weak_symbols! {
    /// exit(3).
    exit: unsafe extern "C" fn(c_int) -> !;
    /// abort(3).
    abort: unsafe extern "C" fn() -> !;
    /// Where errno is; the name is the same in glibc and musl.
    __errno_location: unsafe extern "C" fn() -> *mut c_int;
    /// The environment. The object, so the value is where the pointer is.
    environ: NonNull<*const *const c_char>;
    /// getauxval(3), for AT_SECURE.
    getauxval: unsafe extern "C" fn(c_ulong) -> c_ulong;
    /// dlsym(3), in programs that have a loader.
    dlsym: unsafe extern "C" fn(*const c_void, *const c_char) -> *const c_void;
    /// dlerror(3): reading an error clears it.
    dlerror: unsafe extern "C" fn() -> *const c_char;
    /// glibc's, in programs that have a loader.
    gnu_get_libc_version: unsafe extern "C" fn() -> *const c_char;
    /// glibc's, in static programs.
    __libc_setup_tls: unsafe extern "C" fn();
    /// musl's, in static programs.
    __init_libc: unsafe extern "C" fn();
    /// sigaction(3) as static glibc and static musl call it inside.
    __libc_sigaction: SigactionFunction;
    /// How far each thread's struct rseq is from its thread pointer (glibc).
    __rseq_offset: NonNull<isize>;
    /// How much of it is in use; zero: it is not registered.
    __rseq_size: NonNull<c_uint>;
    /// musl: whether a handler has been installed that makes waits fail.
    __eintr_valid_flag: NonNull<c_int>;
    /// pthread_key_create(3): the destructor is what a thread's end calls.
    pthread_key_create: unsafe extern "C" fn(*mut c_uint, unsafe extern "C" fn(*mut c_void)) -> c_int;
    /// pthread_setspecific(3).
    pthread_setspecific: unsafe extern "C" fn(c_uint, *const c_void) -> c_int;
    /// What scripts/build.sh calls `_longjmp` in the static library.
    fastctx_static_longjmp: LongjmpFunction;
    /// libgcc: copies the state of the running split stack.
    __splitstack_getcontext: unsafe extern "C" fn(SplitStack);
    /// libgcc: makes a state that of the running stack.
    __splitstack_setcontext: unsafe extern "C" fn(SplitStack);
    /// libgcc: maps a stack of a size; tells its base and how much can be used.
    __splitstack_makecontext: unsafe extern "C" fn(usize, SplitStack, *mut usize) -> usize;
    /// libgcc: makes a state that of an empty stack again.
    __splitstack_resetcontext: unsafe extern "C" fn(SplitStack, *mut usize) -> usize;
    /// libgcc: unmaps the segments.
    __splitstack_releasecontext: unsafe extern "C" fn(SplitStack);
    /// libgcc: whether signals are blocked while a segment is entered and left.
    __splitstack_block_signals_context: unsafe extern "C" fn(SplitStack, *mut c_int, *mut c_int);
}
