//! What an architecture supplies, and the choice of one.
//!
//! Adding an architecture is one folder in `asm/` (its `layout.h` and the
//! bodies named below), one file here, one row in the table of this file.
//!
//! The assembly bodies are written once per architecture and bound to Rust in
//! one place for all of them, [`crate::ucontext`]; a body that is missing, or
//! that does not use exactly the names it is given, does not compile.

mod interface;
pub use interface::*;

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The platform's own ucontext_t. What is in it is known by offsets alone, those
/// of `layout.h`: it is shorter with one C library than with another, and where
/// there is none it is the one of <fastctx_ucontext.h>.
#[allow(non_camel_case_types)]
#[repr(C)]
pub struct ucontext_t {
    _private: [u8; 0],
}

/// `layout.h` and `marks.h` as constants.
#[allow(missing_docs, dead_code)]
pub mod layout {
    include!(concat!(env!("OUT_DIR"), "/layout.rs"));
}

/// The place of one field of a context, by its offset in `layout.h`.
pub fn field<T>(ucp: *const ucontext_t, offset: isize) -> *mut T {
    ucp.wrapping_byte_offset(offset).cast_mut().cast()
}

/// Takes a word of a table for a value, unless it is taken: whether the word
/// stands for that value. Such words are filled and never emptied; zero is free.
pub fn claim(word: &AtomicUsize, value: usize) -> bool {
    let mut found = word.load(Relaxed);
    if found == 0 {
        found = Current::compare_exchange(word, 0, value);
    }
    found == 0 || found == value
}

/// The table of architectures: the file here, which is also the folder in `asm/`, the
/// type, what Rust calls it, and the systems it is there for (`target_os`). Each file
/// has three macros beside:
///
/// - `assemble!(...)`: naked_asm! with its options;
/// - `landing_pad!(names...)`: what an exported function written in Rust begins
///   with; `names` are its symbols;
/// - `jump!()`: goes on in `{function}`.
macro_rules! architectures {
    ($($file:ident $type:ident: $($name:literal)|+ on $($os:literal)|+;)*) => {
        $(
            #[cfg(any($(target_arch = $name),+))]
            mod $file;
            #[cfg(any($(target_arch = $name),+))]
            pub use $file::$type as Current;
            #[cfg(any($(target_arch = $name),+))]
            pub(crate) use $file::{assemble, jump, landing_pad};
            #[cfg(all(any($(target_arch = $name),+), not(any($(target_os = $os),+))))]
            compile_error!(concat!(
                "libfastctx does not know this target's system on ", stringify!($file), "; it has:"
                $(, " ", $os)+, " (none: bare metal)"
            ));
        )*
        #[cfg(not(any($($(target_arch = $name),+),*)))]
        compile_error!(concat!(
            "libfastctx does not know this target's architecture; it has:"
            $($(, " ", $name)+)*
        ));
    };
}

architectures! {
    x86_64      X86_64:      "x86_64"              on "linux";
    aarch64     Aarch64:     "aarch64"             on "linux";
    arm         Arm:         "arm"                 on "linux" | "none";
    x86         X86:         "x86"                 on "linux";
    riscv       Riscv:       "riscv64" | "riscv32" on "linux" | "none";
    powerpc64   PowerPc64:   "powerpc64"           on "linux";
    s390x       S390x:       "s390x"               on "linux";
    loongarch64 LoongArch64: "loongarch64"         on "linux";
    mips64      Mips64:      "mips64"              on "linux";
}

/// The body of a naked function from `asm/<arch>/<name>.S`. Behind
/// a semicolon: a type, and those of its fields whose offsets the body names.
macro_rules! body {
    (
        $name:literal $(, $operand:ident = sym $symbol:path)*
        $(; $type:ident: $($field:ident $(of $parent:ident)?),*)? $(,)?
    ) => {
        $crate::arch::assemble!(
            include_str!(concat!(env!("OUT_DIR"), "/", $name, ".s")),
            $($operand = sym $symbol,)*
            $($($field = const core::mem::offset_of!($type, $($parent.)? $field),)*)?
        )
    };
}

/// The body of a function that is written in Rust: the landing pad that stable
/// Rust does not emit, then the function. `symbol => function` for one that is
/// exported; `function as name` gives it the hidden name too that the assembly's
/// BEGIN gives; `function` alone for one that is reached through a pointer only.
macro_rules! landing_pad_jump {
    ($symbol:ident => $function:path) => {
        $crate::arch::landing_pad_jump!(@ $function, stringify!($symbol))
    };
    ($function:path as $name:ident) => {
        $crate::arch::assemble!(
            concat!(".globl fastctx_asm_", stringify!($name)),
            concat!(".hidden fastctx_asm_", stringify!($name)),
            concat!("fastctx_asm_", stringify!($name), ":"),
            ".cfi_startproc",
            $crate::arch::landing_pad!(
                stringify!($name),
                concat!("fastctx_asm_", stringify!($name))
            ),
            $crate::arch::jump!(),
            ".cfi_endproc",
            function = sym $function,
        )
    };
    (@ $function:path $(, $symbol:expr)?) => {
        $crate::arch::assemble!(
            ".cfi_startproc",
            $crate::arch::landing_pad!($($symbol)?),
            $crate::arch::jump!(),
            ".cfi_endproc",
            function = sym $function,
        )
    };
    ($function:path) => {
        $crate::arch::landing_pad_jump!(@ $function)
    };
}
pub(crate) use {body, landing_pad_jump};

/// The property note: what all of the library's code keeps to, as a bit mask of
/// `kind`. One unmarked object unmarks the whole library, so there is one note,
/// for the one object we link.
#[allow(unused_macros)] // by architectures without such properties
macro_rules! property_note {
    ($kind:literal, $bits:literal) => {
        #[cfg(target_pointer_width = "64")]
        $crate::arch::property_note!($kind, $bits, "3", "16", ", 0");
        #[cfg(target_pointer_width = "32")]
        $crate::arch::property_note!($kind, $bits, "2", "12", "");
    };
    ($kind:literal, $bits:literal, $align:literal, $size:literal, $padding:literal) => {
        core::arch::global_asm!(
            ".pushsection .note.gnu.property,\"a\",%note",
            concat!(".p2align ", $align),
            concat!(".long 4, ", $size, ", 5"),
            ".asciz \"GNU\"",
            concat!(".long ", $kind, ", 4, ", $bits, $padding),
            ".popsection",
        );
    };
}
#[allow(unused_imports)]
pub(crate) use property_note;

/// Exports functions that are written in Rust: by their C name, and by the
/// hidden one that [`crate::names`] compares with.
#[cfg(target_os = "linux")]
macro_rules! exported {
    ($($(#[$doc:meta])* $name:ident = $function:ident;)*) => {
        /// The exported names; what they do is in the module around.
        mod exports {$(
            $(#[$doc])*
            #[doc = concat!("`", stringify!($name), "` of the C library, seen by us.")]
            #[unsafe(no_mangle)]
            #[unsafe(naked)]
            pub extern "C" fn $name() {
                $crate::arch::landing_pad_jump!(super::$function as $name)
            }
        )*}
    };
}
#[cfg(target_os = "linux")]
pub(crate) use exported;

/// Asserts the offsets of `layout.h` against the platform's own type.
#[allow(unused_macros)] // the libc crate has not every type
macro_rules! assert_layout {
    ($($constant:ident = $($field:ident).+;)*) => {
        const _: () = {
            use $crate::arch::layout;
            $(assert!(
                layout::$constant as usize
                    == core::mem::offset_of!(libc::ucontext_t, $($field).+),
                concat!("asm/<arch>/layout.h: ", stringify!($constant)),
            );)*
        };
    };
}
#[allow(unused_imports)]
pub(crate) use assert_layout;

/// Asserts what every ucontext_t has, wherever the architecture puts it; `$flags`
/// is the name of its uc_flags in the libc crate.
#[allow(unused_macros)]
macro_rules! assert_common_layout {
    ($flags:ident) => {
        $crate::arch::assert_layout! {
            UC_FLAGS = $flags;
            UC_LINK = uc_link;
            UC_STACK_SP = uc_stack.ss_sp;
            UC_STACK_FLAGS = uc_stack.ss_flags;
            UC_STACK_SIZE = uc_stack.ss_size;
            UC_SIGMASK = uc_sigmask;
        }
    };
}
#[allow(unused_imports)]
pub(crate) use assert_common_layout;
