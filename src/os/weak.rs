//! Symbols of whatever C library is there.
//!
//! Stable Rust has no weak references, so each is a hidden pointer word in
//! `.data.rel.ro` that the linker or loader fills in: with the address, or
//! with zero when nobody defines the name (static programs that do not use
//! it, bare metal). The words are read volatile, for the compiler sees their
//! link-time value only.

macro_rules! weak_symbols {
    ($($(#[$doc:meta])* $name:ident: $type:ty;)*) => {
        $(
            core::arch::global_asm!(
                concat!(".weak ", stringify!($name)),
                concat!(".pushsection .data.rel.ro.", stringify!($name), ",\"aw\""),
                ".p2align 3",
                concat!(".globl fastctx_weak_", stringify!($name)),
                concat!(".hidden fastctx_weak_", stringify!($name)),
                concat!("fastctx_weak_", stringify!($name), ":"),
                concat!(".dc.a ", stringify!($name)),
                ".popsection",
            );

            $(#[$doc])*
            pub fn $name() -> Option<$type> {
                unsafe extern "C" {
                    #[link_name = concat!("fastctx_weak_", stringify!($name))]
                    static WORD: Option<$type>;
                }
                // SAFETY: the word above, which nobody writes after relocation.
                unsafe { (&raw const WORD).read_volatile() }
            }
        )*
    };
}
pub(crate) use weak_symbols;
