//! s390x, LINUX for zSeries ELF ABI supplement ("Function Calling Sequence",
//! "Registers"): r6-r13, r15 and f8-f15 belong to the caller, and so do the
//! exception masks and the rounding modes of FPC. Of the vector registers no more
//! than f8-f15, which are halves of v8-v15. The thread pointer is in the access
//! registers a0 and a1; a2-a15 are nobody's, and go with a context as in glibc.
//!
//! A made context where it goes on, at the trampoline's call of func:
//!
//! ```text
//!   ss_sp + ss_size ->  +-----------------------+
//!                       | (up to 7 bytes)       |
//!                       | arguments 6, 7 ..     |
//!                       +-----------------------+
//!                       | a register save area: |
//!                       | 160 bytes, for func   |
//!     sp (0 mod 8) ->   | 0, the last frame     |
//!                       +-----------------------+
//!   r2-r6: arguments 1-5        r14: the trampoline
//!   r7: func                    r8: the context to resume at the end, or null
//! ```
//!
//! glibc's contexts have no program counter but r14: they go on where getcontext
//! would have returned to. Ours are the same, so that programs which write one
//! there are served as by glibc. There is no red zone: nothing below the stack
//! pointer is in use.
//!
//! The kernel's contexts are told by the program status word, which glibc does not
//! store, and we do with a mask of zero: in the mask there are the bits of code that
//! runs with 64-bit addresses.
//!
//! The machine is big-endian: what of a 64-bit word is looked at by halves or bytes
//! is at its end.

use super::{Architecture, Arguments, field, layout, ucontext_t};
use core::arch::asm;

pub struct S390x;

macro_rules! assemble {
    ($($body:tt)*) => { core::arch::naked_asm!($($body)*) };
}
macro_rules! landing_pad {
    ($($name:expr),*) => { "" }; // the machine has none
}
macro_rules! jump {
    () => { "jg {function}" };
}
pub(crate) use {assemble, jump, landing_pad};

/// The floating-point control register.
fn fpc() -> u32 {
    let fpc: u64;
    // SAFETY: reads a register.
    unsafe { asm!("efpc {}", out(reg) fpc, options(nomem, nostack, preserves_flags)) };
    fpc as u32
}

// SAFETY: zSeries ELF ABI supplement, "The Stack Frame" (alignment, the save area),
// "Parameter Passing"; the layout is asserted below.
unsafe impl Architecture for S390x {
    const NAME: &'static str = "s390x";
    const STACK_ALIGN: usize = 8;
    const ENTRY_REGISTERS: usize = 5;
    const MAKECONTEXT_REGISTERS: usize = 2;
    const ENTRY_FRAME_WORDS: usize = 20; // the register save area

    unsafe fn prepare(
        ucp: *mut ucontext_t,
        sp: *mut usize,
        entry: usize,
        return_to: usize,
        link: *mut ucontext_t,
        arguments: Arguments,
    ) {
        // SAFETY: the caller's: `ucp` is a context, `sp` has the room.
        unsafe {
            let registers = field::<usize>(ucp, layout::UC_R2);
            for i in 0..arguments.count {
                let place = match i.checked_sub(Self::ENTRY_REGISTERS) {
                    None => registers.add(i),
                    Some(i) => sp.add(Self::ENTRY_FRAME_WORDS + i),
                };
                place.write(arguments.get(i));
            }
            sp.write(0); // the last of the chain of frames
            field::<usize>(ucp, layout::UC_PSW_MASK).write(0);
            field::<usize>(ucp, layout::UC_PSW_ADDR).write(return_to);
            field::<usize>(ucp, layout::UC_R7).write(entry);
            field::<*mut ucontext_t>(ucp, layout::UC_R8).write(link);
            field::<usize>(ucp, layout::UC_R11).write(0); // the last frame pointer
            field::<usize>(ucp, layout::UC_R14).write(return_to);
            field::<*mut usize>(ucp, layout::UC_R15).write(sp);
        }
    }

    unsafe fn save_fp_control(ucp: *mut ucontext_t) {
        // SAFETY: the caller's.
        unsafe { field::<u32>(ucp, layout::UC_FPC).write(fpc()) }
    }

    fn prefetch(address: usize) {
        // SAFETY: a hint, which never faults.
        unsafe { asm!("pfd 2, 0({})", in(reg_addr) address, options(nostack, preserves_flags)) }
    }

    fn trap() -> ! {
        // SAFETY: raises SIGILL: an instruction that never exists.
        unsafe { asm!(".short 0", options(noreturn, nomem, nostack)) }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::super::{
        Linux, RestorerAction, SigactionLayout, SplitStack, assert_common_layout,
    };
    use super::*;
    use core::mem::{offset_of, size_of};

    // SAFETY: the sources named at each item; the layout is asserted below.
    unsafe impl Linux for S390x {
        const SPLIT_STACK: Option<SplitStack> = Some(SplitStack {
            state: layout::UC_SPLIT_STACK,
        });
        const STACK_POINTER: isize = layout::UC_R15;
        const SAVED: &[(isize, isize)] = &[
            (layout::UC_PSW_ADDR, layout::UC_R15 + 8),
            (layout::UC_F8, layout::UC_F15 + 8),
        ];
        type SignalMask = u64;
        // Handlers return to the kernel's own code, and yet there is the field.
        type KernelAction = RestorerAction;
        // glibc sysdeps/unix/sysv/linux/s390/bits/sigaction.h
        const SIGACTION: SigactionLayout = SigactionLayout {
            handler: 0,
            mask: 24,
            flags: 12,
        };
        const FRAMES_HOLD_THREAD_POINTER: bool = true;
        const RSEQ_SIGNATURE: u32 = 0xb2ff_0fff; // a trap: Linux .../rseq/rseq-s390.h

        unsafe fn client_request(default: usize, request: &[usize; 6]) -> usize {
            let result;
            // SAFETY: instructions that change nothing; the request is the caller's.
            unsafe {
                asm!(
                    "lr %r15, %r15",
                    "lr %r1, %r1",
                    "lr %r2, %r2",
                    "lr %r3, %r3",
                    "lr %r2, %r2",
                    in("r2") request,
                    inlateout("r3") default => result,
                    options(nostack, preserves_flags)
                );
            }
            result
        }

        unsafe fn is_signal_frame(ucp: *const ucontext_t) -> bool {
            const KERNEL_FLAGS: usize = 3; // UC_GPRS_HIGH, UC_VXRS
            // 64-bit addresses, and the bits that are always zero (z/Architecture
            // Principles of Operation, "Program-Status-Word Format").
            const TELLING: u64 = 0xb808_007f_ffff_ffff | ADDRESSING;
            const ADDRESSING: u64 = 0x0000_0001_8000_0000;
            // SAFETY: the kernel's struct ucontext is as long as ours.
            unsafe {
                let flags = field::<usize>(ucp, layout::UC_FLAGS).read();
                let mask = field::<u64>(ucp, layout::UC_PSW_MASK).read();
                flags & !KERNEL_FLAGS == 0 && mask & TELLING == ADDRESSING
            }
        }

        unsafe fn save_fp_environment(ucp: *mut ucontext_t) {
            // SAFETY: the caller's. The register holds all of it, and getcontext has
            // stored it already.
            unsafe { field::<u32>(ucp, layout::UC_FPC).write(fpc()) }
        }

        unsafe fn load_fp_environment(ucp: *const ucontext_t) {
            // SAFETY: the caller's; no Rust code asks for the exception flags.
            unsafe {
                let fpc = field::<u32>(ucp, layout::UC_FPC).read() as u64;
                asm!("sfpc {}", in(reg) fpc, options(nomem, nostack, preserves_flags));
            }
        }

        unsafe fn system_call(number: usize, arguments: [usize; 6]) -> isize {
            let [a, b, c, d, e, f] = arguments;
            let result;
            // SAFETY: the kernel's convention: number in r1, arguments in r2-r7,
            // nothing but the result is lost.
            unsafe {
                asm!(
                    "svc 0",
                    in("r1") number,
                    inlateout("r2") a => result,
                    in("r3") b,
                    in("r4") c,
                    in("r5") d,
                    in("r6") e,
                    in("r7") f,
                    options(nostack),
                );
            }
            result
        }

        /// The arguments are in memory (Linux arch/s390/kernel/syscall.c).
        unsafe fn map_pages(arguments: [usize; 6]) -> isize {
            let address = arguments.as_ptr() as usize;
            // SAFETY: the caller's.
            unsafe { Self::system_call(libc::SYS_mmap as usize, [address, 0, 0, 0, 0, 0]) }
        }

        fn thread_words() -> isize {
            thread_words()
        }

        fn load_thread_word(offset: isize) -> usize {
            // SAFETY: an offset that the C library or the loader told.
            unsafe { fastctx_asm_load_thread_word(offset) }
        }

        fn store_thread_word(offset: isize, word: usize) {
            // SAFETY: as above; nobody else's word is there.
            unsafe { fastctx_asm_store_thread_word(offset, word) }
        }

        fn thread_pointer() -> usize {
            let mut pointer = 0u64;
            // SAFETY: stores two registers, at once.
            unsafe {
                asm!("stam %a0, %a1, 0({})", in(reg_addr) &raw mut pointer,
                    options(nostack, preserves_flags));
            }
            pointer as usize
        }
    }

    // A thread's word takes several instructions: two read the halves of the thread
    // pointer, one puts them together and one goes by it. A signal handler may move us to
    // another thread in between. Whoever resumes a context that a signal interrupted
    // lets it go on at the first of them instead (RESTART_THREAD_WORD in
    // asm/s390x/frame.h), as often as it takes: none of them overwrites what they
    // need before the last one has done what they are for. What is not seen are
    // handlers without a stub of ours (crate::sigmask).
    core::arch::global_asm!(
        ".pushsection .text.fastctx_thread_word,\"ax\",@progbits",
        ".p2align 5",
        ".globl fastctx_asm_thread_word",
        ".hidden fastctx_asm_thread_word",
        ".globl fastctx_asm_load_thread_word",
        ".hidden fastctx_asm_load_thread_word",
        ".type fastctx_asm_load_thread_word, @function",
        "fastctx_asm_thread_word:",
        "fastctx_asm_load_thread_word:",
        ".cfi_startproc",
        "ear %r1, %a0",
        "sllg %r1, %r1, 32",
        "ear %r1, %a1",
        "lg %r2, 0(%r2, %r1)",
        ".if (. - fastctx_asm_load_thread_word) - {end}",
        ".error \"THREAD_WORD_CODE_END\"",
        ".endif",
        "br %r14",
        ".cfi_endproc",
        ".size fastctx_asm_load_thread_word, . - fastctx_asm_load_thread_word",
        ".org fastctx_asm_thread_word + {size}",
        ".globl fastctx_asm_store_thread_word",
        ".hidden fastctx_asm_store_thread_word",
        ".type fastctx_asm_store_thread_word, @function",
        "fastctx_asm_store_thread_word:",
        ".cfi_startproc",
        "ear %r1, %a0",
        "sllg %r1, %r1, 32",
        "ear %r1, %a1",
        "stg %r3, 0(%r2, %r1)",
        "br %r14",
        ".cfi_endproc",
        ".size fastctx_asm_store_thread_word, . - fastctx_asm_store_thread_word",
        ".popsection",
        size = const layout::THREAD_WORD_CODE_SIZE,
        end = const layout::THREAD_WORD_CODE_END,
    );

    unsafe extern "C" {
        fn fastctx_asm_load_thread_word(offset: isize) -> usize;
        fn fastctx_asm_store_thread_word(offset: isize, word: usize);
    }

    /// Our thread-local words, zero in every new thread, and how far they are from
    /// the thread pointer: what __tls_get_offset tells, which the C library has, and
    /// for the static programs the linker makes constants of it all (zSeries ELF ABI
    /// supplement for thread-local storage). The function wants the GOT in r12.
    #[unsafe(naked)]
    extern "C" fn thread_words() -> isize {
        core::arch::naked_asm!(
            ".weak __tls_get_offset",
            ".cfi_startproc",
            "stmg %r12, %r15, 96(%r15)",
            ".cfi_offset %r12, -64",
            ".cfi_offset %r14, -48",
            ".cfi_offset %r15, -40",
            "aghi %r15, -160",
            ".cfi_def_cfa_offset 320",
            "larl %r12, _GLOBAL_OFFSET_TABLE_",
            "lgrl %r2, 2f",
            "brasl %r14, __tls_get_offset@PLT:tls_gdcall:fastctx_thread_words",
            "lmg %r12, %r15, 256(%r15)",
            ".cfi_restore %r12",
            ".cfi_restore %r14",
            ".cfi_restore %r15",
            ".cfi_def_cfa_offset 160",
            "br %r14",
            ".cfi_endproc",
            ".p2align 3",
            "2: .quad fastctx_thread_words@TLSGD",
        )
    }

    macro_rules! assert_register {
        ($($constant:ident = $($field:ident).+, $offset:expr;)*) => {
            const _: () = {
                $(assert!(
                    layout::$constant as usize
                        == offset_of!(libc::ucontext_t, uc_mcontext.$($field).+) + $offset,
                    concat!("asm/s390x/layout.h: ", stringify!($constant)),
                );)*
            };
        };
    }

    assert_register! {
        UC_PSW_MASK = psw.mask, 0;
        UC_PSW_ADDR = psw.addr, 0;
        UC_R2 = gregs, 8 * 2;
        UC_R3 = gregs, 8 * 3;
        UC_R4 = gregs, 8 * 4;
        UC_R5 = gregs, 8 * 5;
        UC_R6 = gregs, 8 * 6;
        UC_R7 = gregs, 8 * 7;
        UC_R8 = gregs, 8 * 8;
        UC_R9 = gregs, 8 * 9;
        UC_R10 = gregs, 8 * 10;
        UC_R11 = gregs, 8 * 11;
        UC_R12 = gregs, 8 * 12;
        UC_R13 = gregs, 8 * 13;
        UC_R14 = gregs, 8 * 14;
        UC_R15 = gregs, 8 * 15;
        UC_A0 = aregs, 0;
        UC_A2 = aregs, 4 * 2;
        UC_FPC = fpregs.fpc, 0;
        UC_SPLIT_STACK = fpregs.fprs, 0;
        UC_F8 = fpregs.fprs, 8 * 8;
        UC_F9 = fpregs.fprs, 8 * 9;
        UC_F10 = fpregs.fprs, 8 * 10;
        UC_F11 = fpregs.fprs, 8 * 11;
        UC_F12 = fpregs.fprs, 8 * 12;
        UC_F13 = fpregs.fprs, 8 * 13;
        UC_F14 = fpregs.fprs, 8 * 14;
        UC_F15 = fpregs.fprs, 8 * 15;
    }

    assert_common_layout!(uc_flags);

    const _: () = {
        const SAVE_AREA: usize = 160; // __SIGNAL_FRAMESIZE
        const INSTRUCTION: usize = 8; // a halfword, padded
        const VECTOR_REGISTERS: usize = 16 * 8 + 16 * 16 + 128; // _sigregs_ext
        let context = layout::SIGFRAME_UCONTEXT as usize;
        assert!(context == SAVE_AREA + INSTRUCTION + size_of::<libc::siginfo_t>());
        assert!(
            layout::SIGFRAME_SIZE as usize
                == context + size_of::<libc::ucontext_t>() + VECTOR_REGISTERS
        );
        assert!(layout::UC_MARK == layout::UC_FLAGS + 4);
        // Eight words.
        assert!(layout::UC_SPLIT_STACK + 8 * 8 == layout::UC_F8);
        assert!(layout::SYS_VFORK as usize == libc::SYS_vfork as usize);
    };

    #[cfg(test)]
    mod tests {
        use super::*;

        /// A context as the kernel builds it, after `change`.
        fn is_frame(change: impl FnOnce(&mut libc::ucontext_t)) -> bool {
            // SAFETY: all zero is a value of this C type.
            let mut context: libc::ucontext_t = unsafe { core::mem::zeroed() };
            context.uc_flags = layout::UC_VXRS as _;
            context.uc_mcontext.psw.mask = 0x0705_0001_8000_0000;
            change(&mut context);
            // SAFETY: a whole ucontext_t.
            unsafe { S390x::is_signal_frame((&raw const context).cast()) }
        }

        #[test]
        fn a_signal_frame_is_told_by_every_field_that_the_kernel_writes() {
            const CONDITION_CODE: u64 = 0x3000_0000_0000;
            assert!(is_frame(|_| ()));
            assert!(is_frame(|uc| uc.uc_flags = 0));
            assert!(is_frame(|uc| uc.uc_mcontext.psw.mask ^= CONDITION_CODE));
            assert!(!is_frame(|uc| uc.uc_flags = 4));
            assert!(!is_frame(|uc| uc.uc_flags |= 1 << 32));
            assert!(!is_frame(|uc| uc.uc_mcontext.psw.mask = 0));
            assert!(!is_frame(|uc| uc.uc_mcontext.psw.mask |= 1));
            assert!(!is_frame(|uc| uc.uc_mcontext.psw.mask ^= 1 << 31));
        }
    }
}
