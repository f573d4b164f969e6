//! mips64, n64 (MIPSpro N32 ABI Handbook, table 2-1): s0-s7, gp, sp, fp and f24-f31
//! belong to the caller. It says nothing of the FCSR, which is what fesetround(3) and
//! feenableexcept(3) set: its control bits go with the context. The other ABIs, o32
//! and n32, have other contexts and other registers; they are not here.
//!
//! A made context at its first instruction:
//!
//! ```text
//!   ss_sp + ss_size ->  +--------------------+
//!                       | (up to 15 bytes)   |
//!                       | arguments 9, 10 .. |
//!     sp (0 mod 16) ->  +--------------------+
//!   a0-a7: arguments 1-8        ra: the trampoline, where func returns to
//!   fp: 0, the last frame       s0: the context to resume at the end, or null
//! ```
//!
//! There is no red zone: nothing below the stack pointer is in use. A function finds
//! its own address in t9 and its data by that: whoever resumes a context has the
//! address there that it goes on at.
//!
//! The kernel leaves `uc_flags` of a signal frame at zero, and glibc's getcontext
//! does not write them. What tells such a frame is what only the kernel stores:
//! zero in the slot of register 0, and that there are FP registers. A thread that
//! has never used the FPU has none: its frames are told by the siginfo_t in front.

use super::{Architecture, Arguments, KernelAction, Linux, SigactionLayout, field, layout};
use super::{SignalMask, ucontext_t};
use core::arch::asm;

pub struct Mips64;

macro_rules! assemble {
    ($($body:tt)*) => { core::arch::naked_asm!($($body)*) };
}
macro_rules! landing_pad {
    ($($name:expr),*) => { "" }; // the machine has none
}
/// What a function that was just entered, with its address in t9, goes on with.
macro_rules! jump {
    () => {
        concat!(
            ".set push\n",
            ".set noreorder\n",
            "9: lui $13, %hi(%neg(%gp_rel(9b)))\n",
            "daddu $13, $13, $25\n",
            "daddiu $13, $13, %lo(%neg(%gp_rel(9b)))\n",
            "ld $25, %got_disp({function})($13)\n",
            "jr $25\n",
            "nop\n",
            ".set pop",
        )
    };
}
pub(crate) use {assemble, jump, landing_pad};

/// FCSR of this thread.
fn fcsr() -> u32 {
    let fcsr;
    // SAFETY: reads a register.
    unsafe { asm!("cfc1 $2, $31", out("$2") fcsr, options(nomem, nostack)) };
    fcsr
}

// SAFETY: MIPSpro N32 ABI Handbook, chapter 2; the layout is asserted by the C tests.
unsafe impl Architecture for Mips64 {
    const NAME: &'static str = "mips64";
    const STACK_ALIGN: usize = 16;
    const ENTRY_REGISTERS: usize = 8;
    const MAKECONTEXT_REGISTERS: usize = 5;
    const ENTRY_FRAME_WORDS: usize = 2; // what func begins with: fp or gp, and ra

    unsafe fn prepare(
        ucp: *mut ucontext_t,
        sp: *mut usize,
        entry: usize,
        return_to: usize,
        link: *mut ucontext_t,
        arguments: Arguments,
    ) {
        // SAFETY: the caller's: `ucp` is a context, `sp` has the room. Below the
        // stack arguments, where func starts, is room for its first frame
        // record: a stack without any cannot be honoured.
        unsafe {
            let sp = sp.add(Self::ENTRY_FRAME_WORDS);
            let registers = field::<usize>(ucp, layout::UC_A0);
            for i in 0..arguments.count {
                let place = match i.checked_sub(Self::ENTRY_REGISTERS) {
                    None => registers.add(i),
                    Some(i) => sp.add(i),
                };
                place.write(arguments.get(i));
            }
            field::<*mut ucontext_t>(ucp, layout::UC_S0).write(link);
            field::<usize>(ucp, layout::UC_FP).write(0); // the last frame pointer
            field::<usize>(ucp, layout::UC_RA).write(return_to);
            field::<*mut usize>(ucp, layout::UC_SP).write(sp);
            field::<usize>(ucp, layout::UC_PC).write(entry);
        }
    }

    unsafe fn save_fp_control(ucp: *mut ucontext_t) {
        // SAFETY: the caller's. The FP registers are whatever the context held:
        // those of a function that is about to start.
        unsafe {
            field::<u32>(ucp, layout::UC_FCSR).write(fcsr());
            field::<usize>(ucp, layout::UC_SECOND_MARK).write(layout::UC_MARK_SAVED as usize);
        }
    }

    fn prefetch(address: usize) {
        // SAFETY: a hint, which never faults: for a store.
        unsafe { asm!("pref 1, 0({})", in(reg) address, options(nostack)) };
    }

    fn trap() -> ! {
        // SAFETY: raises SIGTRAP.
        unsafe { asm!("break", options(noreturn, nomem, nostack)) }
    }
}

/// The kernel's struct sigaction (Linux include/linux/signal_types.h,
/// __ARCH_HAS_IRIX_SIGACTION). Handlers return to the kernel's own code, in the vdso.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct IrixAction {
    flags: u32,
    handler: usize,
    mask: [usize; 2],
}

impl KernelAction for IrixAction {
    fn new(handler: usize, flags: u32, mask: SignalMask) -> Self {
        Self {
            flags,
            handler,
            // SAFETY: integers, of one size.
            mask: unsafe { core::mem::transmute::<SignalMask, [usize; 2]>(mask) },
        }
    }
    fn handler(&self) -> usize {
        self.handler
    }
    fn flags(&self) -> u32 {
        self.flags
    }
    fn mask(&self) -> SignalMask {
        // SAFETY: as above.
        unsafe { core::mem::transmute::<[usize; 2], SignalMask>(self.mask) }
    }
}

/// Stores the operand `word` at an offset from the thread pointer, in one thread.
///
/// Two instructions name a thread's word: one reads the thread pointer, one
/// goes by it, and a signal handler may have moved us to another thread in
/// between, perhaps forth and back. What tells is LLbit: every exception return
/// clears it (MIPS64 volume II-A, ERET), and a conditional store fails without it. So
/// if `scd` succeeds, all since `lld` was executed without a break, and the
/// thread pointer that was read there is that of both.
///
/// Where the kernel emulates `rdhwr` that is an exception itself, and no such store
/// succeeds: after some attempts a plain one is made, in the thread that was the same
/// before and behind `lld`.
macro_rules! without_a_break {
    ($word:literal, $loaded:literal, $at_last:literal, $offset:expr, $($operand:tt)*) => {
        asm!(
            ".set push",
            ".set noreorder",
            ".set noat", // compiled code has operands there
            "li {attempts}, 100",
            "2: rdhwr $3, $29",
            "move {thread}, $3",
            "daddu {place}, $3, {offset}",
            concat!("lld ", $loaded, ", 0({place})"),
            "rdhwr $3, $29",
            "bne {thread}, $3, 2b",
            concat!(" move {stored}, ", $word),
            "scd {stored}, 0({place})",
            "bnez {stored}, 3f",
            " addiu {attempts}, {attempts}, -1",
            "bnez {attempts}, 2b",
            " nop",
            $at_last,
            "3:",
            ".set pop",
            attempts = out(reg) _,
            thread = out(reg) _,
            place = out(reg) _,
            stored = out(reg) _,
            offset = in(reg) $offset,
            out("$3") _,
            $($operand)*,
            options(nostack),
        )
    };
}

// SAFETY: the sources named at each item; the layout is asserted by the C tests.
unsafe impl Linux for Mips64 {
    const STACK_POINTER: isize = layout::UC_SP;
    const SAVED: &[(isize, isize)] = &[
        (layout::UC_V0, layout::UC_RA + 8),
        (layout::UC_F24, layout::UC_F31 + 8),
        (layout::UC_PC, layout::UC_PC + 8),
    ];
    type SignalMask = u128;
    type KernelAction = IrixAction;
    const SIGACTION: SigactionLayout = SigactionLayout {
        flags: 0,
        handler: 8,
        mask: 16,
    };
    const RSEQ_SIGNATURE: u32 = 0x0350_000d; // `break 0x350`: Linux .../rseq/rseq-mips.h

    unsafe fn client_request(default: usize, request: &[usize; 6]) -> usize {
        let result;
        // SAFETY: instructions that change nothing; the request is the caller's.
        unsafe {
            asm!(
                "dsll $0, $0, 3",
                "dsll $0, $0, 13",
                "dsll $0, $0, 29",
                "dsll $0, $0, 19",
                "or $13, $13, $13",
                in("$12") request,
                inlateout("$11") default => result,
                options(nostack)
            );
        }
        result
    }

    unsafe fn is_signal_frame(ucp: *const ucontext_t) -> bool {
        const USED_FP: u32 = 1; // Linux arch/mips/include/uapi/asm/sigcontext.h
        const ALL_OF_MATH: u32 = 0xf;
        // SAFETY: the kernel's struct ucontext is as long as that. What we saved stays
        // ours when somebody clears its flags: that slot has a mark. In front of what
        // is as the kernel leaves it there is the rest of its frame.
        unsafe {
            if field::<usize>(ucp, layout::UC_FLAGS).read() != 0
                || field::<usize>(ucp, layout::UC_LINK).read() != 0
                || field::<usize>(ucp, layout::UC_SECOND_MARK).read() != 0
            {
                return false;
            }
            let math = field::<u32>(ucp, layout::UC_USED_MATH).read();
            if math != 0 {
                return math & USED_FP != 0 && math <= ALL_OF_MATH;
            }
            let frame = ucp as usize - layout::SIGFRAME_UCONTEXT as usize;
            let siginfo = -(size_of::<libc::siginfo_t>() as isize);
            frame.is_multiple_of(16)
                && field::<usize>(ucp, layout::UC_SP).read() > ucp as usize
                && (1..=SignalMask::BITS).contains(&field::<u32>(ucp, siginfo).read())
        }
    }

    unsafe fn save_fp_environment(ucp: *mut ucontext_t) {
        // SAFETY: the caller's. Control and flags are one register.
        unsafe { field::<u32>(ucp, layout::UC_FCSR).write(fcsr()) };
    }

    unsafe fn load_fp_environment(ucp: *const ucontext_t) {
        const FLAGS: u32 = layout::FCSR_FLAGS as u32;
        const CAUSES: u32 = layout::FCSR_CAUSES as u32;
        // SAFETY: the caller's; no Rust code asks for the exception flags, and
        // without causes storing them raises nothing.
        unsafe {
            let saved = field::<u32>(ucp, layout::UC_FCSR).read();
            let fcsr = fcsr() & !(FLAGS | CAUSES) | saved & FLAGS;
            asm!("ctc1 $2, $31", in("$2") fcsr, options(nomem, nostack));
        }
    }

    unsafe fn system_call(number: usize, arguments: [usize; 6]) -> isize {
        let [a, b, c, d, e, f] = arguments;
        let (result, failed): (isize, usize);
        // SAFETY: the kernel's convention (arch/mips/kernel/scall64-n64.S): number in
        // v0, arguments in a0-a5; the result is in v0, and in a3 whether it is an
        // errno; the temporaries are lost. So are at, hi and lo, which compiled code uses
        // as any other and which asm! cannot be told of.
        unsafe {
            asm!(
                ".set push",
                ".set noat",
                "move $16, $1",
                "mfhi $17",
                "mflo $18",
                "syscall",
                "mtlo $18",
                "mthi $17",
                "move $1, $16",
                ".set pop",
                out("$16") _,
                out("$17") _,
                out("$18") _,
                inlateout("$2") number => result,
                in("$4") a,
                in("$5") b,
                in("$6") c,
                inlateout("$7") d => failed,
                inlateout("$8") e => _,
                inlateout("$9") f => _,
                lateout("$3") _,
                lateout("$10") _,
                lateout("$11") _,
                lateout("$12") _,
                lateout("$13") _,
                lateout("$14") _,
                lateout("$15") _,
                lateout("$24") _,
                lateout("$25") _,
                options(nostack),
            );
        }
        if failed == 0 { result } else { -result }
    }

    fn thread_words() -> isize {
        thread_words()
    }

    fn load_thread_word(offset: isize) -> usize {
        let word;
        // SAFETY: an offset that the C library or the loader told. The store
        // puts back what was there and has been since, for this thread alone
        // and its kernel, on exceptions, write to it.
        unsafe {
            without_a_break!("{word}", "{word}", "ld {word}, 0({place})", offset,
                word = out(reg) word);
        }
        word
    }

    fn store_thread_word(offset: isize, word: usize) {
        // SAFETY: as above; nobody else's word is there.
        unsafe {
            without_a_break!("{word}", "{stored}", "sd {word}, 0({place})", offset,
                word = in(reg) word);
        }
    }

    fn thread_pointer() -> usize {
        let pointer;
        // SAFETY: reads a register; the kernel emulates that of others slowly.
        unsafe { asm!("rdhwr $3, $29", out("$3") pointer, options(nomem, nostack)) };
        pointer
    }
}

/// Our thread-local words, zero in every new thread, and how far they are from
/// the thread pointer. __tls_get_addr() is the one way that every loader has, also
/// for a library that is opened late. It is given two words: the module, and the
/// offset in that less 0x8000. Where nobody defines it the program is a static one and
/// its linker filled them in: the thread pointer is 0x7000 behind the beginning of
/// the program's thread-local storage (NPTL on MIPS, "TLS Data Structures").
#[unsafe(naked)]
extern "C" fn thread_words() -> isize {
    core::arch::naked_asm!(
        ".weak __tls_get_addr",
        ".cfi_startproc",
        ".set push",
        ".set noreorder",
        "9: lui $13, %hi(%neg(%gp_rel(9b)))",
        "daddu $13, $13, $25",
        "daddiu $13, $13, %lo(%neg(%gp_rel(9b)))",
        "daddiu $29, $29, -16",
        ".cfi_def_cfa_offset 16",
        "sd $31, 8($29)",
        ".cfi_offset 31, -8",
        "daddiu $4, $13, %tlsgd(fastctx_thread_words)",
        "ld $25, %got_disp(__tls_get_addr)($13)",
        "beqz $25, 3f",
        " nop",
        "jalr $25",
        " nop",
        "rdhwr $3, $29",
        "dsubu $2, $2, $3",
        "2: ld $31, 8($29)",
        ".cfi_remember_state",
        ".cfi_restore 31",
        "daddiu $29, $29, 16",
        ".cfi_def_cfa_offset 0",
        "jr $31",
        " nop",
        ".cfi_restore_state",
        "3: ld $2, 8($4)",
        "b 2b",
        " daddiu $2, $2, 0x8000 - 0x7000",
        ".set pop",
        ".cfi_endproc",
    )
}

const _: () = {
    assert!(cfg!(target_pointer_width = "64"));
    assert!(layout::SIGFRAME_UCONTEXT as usize == 24 + size_of::<libc::siginfo_t>());
};
