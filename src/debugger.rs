//! What a debugger has to know to find coroutines: `fastctx_debugger`, a table of words in
//! memory that is never written to. tools/fastctx-gdb.py reads it, so that no layout is
//! guessed, whatever the version of the library and whether or not it has symbols.
//!
//! Each part stands in the module whose data it tells of, in the order of `PARTS` in that
//! script; a change of what a word means, or of their order, is a new VERSION.

use crate::coroutine;
use crate::stack;

/// A number, or where something is.
#[derive(Clone, Copy)]
#[repr(C)]
pub union Word {
    number: usize,
    address: *const (),
}

// SAFETY: never written to.
unsafe impl Sync for Word {}

/// One that is a number: most are offsets in bytes.
pub const fn number(number: usize) -> Word {
    Word { number }
}

/// One that is an address.
pub const fn address<T>(address: *const T) -> Word {
    Word {
        address: address.cast(),
    }
}

/// "FCXD".
const MAGIC: usize = 0x4643_5844;
const VERSION: usize = 1;

/// The whole of it.
#[repr(C)]
pub struct Table {
    head: [Word; 3],
    coroutine: coroutine::ForDebuggers,
    shared: stack::shared::ForDebuggers,
    chunk: stack::ChunkForDebuggers,
    slab: stack::slab::ForDebuggers,
}

/// See the script.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals)]
pub static fastctx_debugger: Table = Table {
    head: [
        number(MAGIC),
        number(VERSION),
        number(size_of::<Table>() / size_of::<Word>()),
    ],
    coroutine: coroutine::FOR_DEBUGGERS,
    shared: stack::shared::FOR_DEBUGGERS,
    chunk: stack::CHUNK_FOR_DEBUGGERS,
    slab: stack::slab::FOR_DEBUGGERS,
};
