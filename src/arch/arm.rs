//! arm, AAPCS32 (6.1): r4-r11 and sp belong to the caller; where there is a VFP also
//! d8-d15 and the control bits of FPSCR. 32-bit, little-endian, A32 or T32 code.
//!
//! A made context at its first instruction:
//!
//! ```text
//!   ss_sp + ss_size ->  +--------------------+
//!                       | (up to 7 bytes)    |
//!                       | arguments 5, 6 ... |
//!      sp (0 mod 8) ->  +--------------------+
//!   r0-r3: arguments 1-4        lr: the trampoline, where func returns to
//!   r7, r11: 0, the last frame  r4: the context to resume at the end, or null
//! ```
//!
//! There is no red zone: nothing below the stack pointer is in use.
//!
//! The hard-float ABI has a VFP. With the soft-float ABI a program may have one and
//! use it, or not: that is asked for at run time, as the C library does; and so is
//! the register that has the thread pointer, which came with ARMv6K.
//!
//! The kernel leaves `uc_flags` of a signal frame at zero. What tells such a frame
//! is the processor's mode in its cpsr, where contexts that were saved have zero,
//! and how its `uc_regspace` begins. iWMMXt registers, whose processors have no VFP,
//! are not kept: compilers use them on demand only.

use super::{Architecture, Arguments, field, layout, ucontext_t};
use core::arch::asm;

pub struct Arm;

macro_rules! assemble {
    ($($body:tt)*) => { core::arch::naked_asm!($($body)*) };
}
macro_rules! landing_pad {
    ($($name:expr),*) => {
        concat!(".cfi_sections .debug_frame", $("\n.type ", $name, ", %function"),*)
    };
}
macro_rules! jump {
    () => { "b {function}" };
}
pub(crate) use {assemble, jump, landing_pad};

// Unwinding information of functions that C++ may come through refers to a function
// of libgcc by which that finds its own code; it is never called by that name. This
// one, which no other object sees, is as good.
core::arch::global_asm!(
    ".pushsection .text.fastctx_unwind,\"ax\",%progbits",
    ".weak __aeabi_unwind_cpp_pr0, __aeabi_unwind_cpp_pr1",
    ".hidden __aeabi_unwind_cpp_pr0",
    ".hidden __aeabi_unwind_cpp_pr1",
    "__aeabi_unwind_cpp_pr0:",
    "__aeabi_unwind_cpp_pr1:",
    "udf #0",
    ".popsection",
);

/// FPSCR, where there is a VFP.
fn fpscr() -> usize {
    let value;
    // SAFETY: reads a register that exists.
    unsafe {
        #[cfg(target_abi = "eabihf")]
        asm!("vmrs {}, fpscr", out(reg) value, options(nomem, nostack, preserves_flags));
        #[cfg(not(target_abi = "eabihf"))]
        asm!(".fpu vfp", "vmrs {}, fpscr", out(reg) value, options(nomem, nostack, preserves_flags));
    }
    value
}

/// Sets it.
///
/// # Safety
/// There is a VFP, and the code that follows may run with that.
unsafe fn set_fpscr(value: usize) {
    // SAFETY: the caller's.
    unsafe {
        #[cfg(target_abi = "eabihf")]
        asm!("vmsr fpscr, {}", in(reg) value, options(nomem, nostack, preserves_flags));
        #[cfg(not(target_abi = "eabihf"))]
        asm!(".fpu vfp", "vmsr fpscr, {}", in(reg) value, options(nomem, nostack, preserves_flags));
    }
}

// SAFETY: AAPCS32 6.2.1 (alignment), 6.4 (argument registers); the layout is
// asserted below.
unsafe impl Architecture for Arm {
    const NAME: &'static str = "arm";
    const STACK_ALIGN: usize = 8;
    const ENTRY_REGISTERS: usize = 4;
    const MAKECONTEXT_REGISTERS: usize = 1;
    /// The frame record that func begins with, or what waits below the stack pointer
    /// while a context's signal mask is set (asm/arm/frame.h).
    const ENTRY_FRAME_WORDS: usize = 6;
    const CXA_GLOBALS_WORDS: usize = 3; // C++ ABI for the Arm Architecture, 8.2: and propagatingExceptions

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
            let sp = sp.add(Self::ENTRY_FRAME_WORDS);
            let registers = field::<usize>(ucp, layout::UC_R0);
            for i in 0..arguments.count {
                let place = match i.checked_sub(Self::ENTRY_REGISTERS) {
                    None => registers.add(i),
                    Some(i) => sp.add(i),
                };
                place.write(arguments.get(i));
            }
            field::<*mut ucontext_t>(ucp, layout::UC_R4).write(link);
            field::<usize>(ucp, layout::UC_R7).write(0); // the last frame pointers
            field::<usize>(ucp, layout::UC_R11).write(0);
            field::<usize>(ucp, layout::UC_LR).write(return_to);
            field::<*mut usize>(ucp, layout::UC_SP).write(sp);
            field::<usize>(ucp, layout::UC_PC).write(entry);
            field::<usize>(ucp, layout::UC_CPSR).write(0);
        }
    }

    unsafe fn save_fp_control(ucp: *mut ucontext_t) {
        if has_vfp() {
            // The exception flags and condition flags are left at zero.
            const FLAGS: usize = 0xf800_009f;
            // SAFETY: the caller's. The other registers are whatever the context
            // held: those of a function that is about to start.
            unsafe { field::<usize>(ucp, layout::UC_FPSCR).write(fpscr() & !FLAGS) };
        }
    }

    fn trap() -> ! {
        // SAFETY: raises SIGILL.
        unsafe { asm!("udf #0", options(noreturn, nomem, nostack)) }
    }

    /// By loads and stores of several words. (From Rust's the compiler would make
    /// a call of memcpy or memmove.)
    unsafe fn copy(from: usize, to: usize, size: usize) {
        if size == 0 {
            return;
        }
        const { assert!(super::COPY_STEP == 32) };
        // SAFETY: the caller's. Live parts and images begin at multiples of a word.
        unsafe {
            asm!(
                "2: ldmia {from}!, {{r2, r3, r12, lr}}",
                "stmia {to}!, {{r2, r3, r12, lr}}",
                "ldmia {from}!, {{r2, r3, r12, lr}}",
                "cmp {from}, {end}",
                "stmia {to}!, {{r2, r3, r12, lr}}",
                "bne 2b",
                from = inout(reg) from => _,
                to = inout(reg) to => _,
                end = in(reg) from + size,
                out("r2") _,
                out("r3") _,
                out("r12") _,
                out("lr") _,
                options(nostack),
            );
        }
    }
}

/// Whether there is a VFP: bare metal is built for one or not.
#[cfg(not(target_os = "linux"))]
fn has_vfp() -> bool {
    cfg!(target_abi = "eabihf")
}
#[cfg(target_os = "linux")]
use linux::has_vfp;

#[cfg(target_os = "linux")]
mod linux {
    use super::super::{KernelAction, Linux, assert_common_layout, assert_layout};
    use super::*;
    use crate::os::environment;
    use crate::os::weak::weak_symbols;
    use core::mem::offset_of;
    use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    // What the processor has: see layout.h.
    core::arch::global_asm!(
        ".pushsection .bss.fastctx_asm_features,\"aw\",%nobits",
        ".p2align 2",
        ".globl fastctx_asm_features",
        ".hidden fastctx_asm_features",
        "fastctx_asm_features:",
        ".zero 4",
        ".popsection",
    );
    unsafe extern "C" {
        static fastctx_asm_features: AtomicUsize;
    }

    /// What the processor has, found out when it is first asked: FEATURE_ constants.
    extern "C" fn features() -> usize {
        // SAFETY: the word above.
        let word = unsafe { &fastctx_asm_features };
        match word.load(Relaxed) {
            0 => {
                let hwcap = environment::auxiliary(libc::AT_HWCAP).unwrap_or(0);
                let all = (layout::FEATURE_VFP | layout::FEATURE_TLS) as usize;
                let found = hwcap & all | layout::FEATURES_KNOWN as usize;
                word.store(found, Relaxed);
                found
            }
            known => known,
        }
    }

    // The same for the assembly: it keeps r0-r3.
    core::arch::global_asm!(
        ".pushsection .text.fastctx_asm_find_features,\"ax\",%progbits",
        ".p2align 2",
        ".globl fastctx_asm_find_features",
        ".hidden fastctx_asm_find_features",
        ".type fastctx_asm_find_features, %function",
        "fastctx_asm_find_features:",
        ".cfi_sections .debug_frame",
        ".cfi_startproc",
        "push {{r0-r4, lr}}",
        ".cfi_def_cfa_offset 24",
        ".cfi_offset r4, -8",
        ".cfi_offset lr, -4",
        "bl {features}",
        "pop {{r0-r4, pc}}",
        ".cfi_endproc",
        ".popsection",
        features = sym features,
    );

    /// Whether there is a VFP.
    pub fn has_vfp() -> bool {
        cfg!(target_abi = "eabihf") || features() & layout::FEATURE_VFP as usize != 0
    }

    /// Whether a register has the thread pointer (and there are exclusive loads and
    /// stores, which are as old).
    fn has_thread_register() -> bool {
        layout::HAS_TLS != 0 || features() & layout::FEATURE_TLS as usize != 0
    }

    /// Instructions of ARMv6, which the assembler does not know when it is told to
    /// build for an older processor.
    #[cfg(target_abi = "eabihf")]
    macro_rules! exclusive {
        (load) => {
            "ldrex r2, [r3]"
        };
        (store) => {
            "strex r1, r12, [r3]"
        };
    }
    #[cfg(not(target_abi = "eabihf"))]
    macro_rules! exclusive {
        (load) => {
            ".inst 0xe1932f9f"
        };
        (store) => {
            ".inst 0xe1831f9c"
        };
    }

    /// Loads the word at an offset from the thread pointer into r2, and stores r12
    /// there, in one thread.
    ///
    /// Two instructions name a thread's word: one reads the thread pointer, one
    /// goes by it, and a signal handler may have moved us to another thread in
    /// between, perhaps forth and back. What tells is the exclusive monitor: the
    /// kernel clears it whenever it returns to user code (Linux
    /// arch/arm/kernel/entry-header.S, restore_user_regs; arm64's does by the exception
    /// return itself), and a store-exclusive fails without it. So if `strex` succeeds,
    /// all since `ldrex` was executed without a break, and the thread pointer that
    /// was read there is that of both. Debuggers know such sequences and do not stop
    /// inside.
    macro_rules! without_a_break {
        ($before_store:literal, $offset:expr, $($r12:tt)*) => {
            asm!(
                "2: mrc p15, 0, r1, c13, c0, 3",
                "add r3, r1, {offset}",
                exclusive!(load),
                $before_store,
                "mrc p15, 0, {again}, c13, c0, 3",
                "cmp {again}, r1",
                "bne 2b",
                exclusive!(store),
                "cmp r1, #0",
                "bne 2b",
                offset = in(reg) $offset,
                again = out(reg) _,
                out("r1") _,
                out("r3") _,
                $($r12)*,
                options(nostack),
            )
        };
    }

    /// Calls a function of the kernel's page: its value, which is all that it changes
    /// (Linux Documentation/arch/arm/kernel_user_helpers.rst, kuser_get_tls).
    fn thread_pointer_of_kernel() -> usize {
        const KUSER_GET_TLS: usize = 0xffff_0fe0;
        let pointer;
        // SAFETY: every kernel for processors without the register has it.
        unsafe {
            asm!(
                "blx {function}",
                function = in(reg) KUSER_GET_TLS,
                out("r0") pointer,
                out("lr") _,
                options(nomem, nostack),
            );
        }
        pointer
    }

    extern "C" fn thread_pointer() -> usize {
        if !has_thread_register() {
            return thread_pointer_of_kernel();
        }
        let pointer;
        // SAFETY: reads a register.
        unsafe {
            asm!("mrc p15, 0, {}, c13, c0, 3", out(reg) pointer, options(nomem, nostack, preserves_flags));
        }
        pointer
    }

    // The processor's mode in its status word: that of user programs, which the kernel
    // leaves in every frame (Linux arch/arm/include/uapi/asm/ptrace.h).
    const CPSR_MODE: usize = 0x1f;
    const CPSR_USER: usize = 0x10;

    /// What uc_regspace of a frame begins with: a VFP's record, iWMMXt's or the place of
    /// one, or none (Linux arch/arm/include/asm/ucontext.h).
    const RECORDS: [usize; 4] = [0x5646_5001, 0x12ef_842a, 0xb0d9_ed01, 0];

    /// The kernel's struct sigaction (Linux include/linux/signal_types.h).
    #[derive(Clone, Copy)]
    #[repr(C)]
    pub struct Action {
        handler: usize,
        flags: usize,
        restorer: usize,
        mask: [usize; 2],
    }

    impl KernelAction for Action {
        fn new(handler: usize, flags: u32, mask: u64) -> Self {
            const SA_RESTORER: usize = 0x0400_0000;
            let restorer = if flags & libc::SA_SIGINFO as u32 != 0 {
                fastctx_asm_rt_restorer
            } else {
                fastctx_asm_restorer
            };
            Self {
                handler,
                flags: flags as usize | SA_RESTORER,
                restorer: restorer as usize,
                mask: [mask as usize, (mask >> 32) as usize],
            }
        }
        fn handler(&self) -> usize {
            self.handler
        }
        fn flags(&self) -> u32 {
            self.flags as u32
        }
        fn mask(&self) -> u64 {
            let [low, high] = self.mask;
            (high as u64) << 32 | low as u64
        }
    }

    unsafe extern "C" {
        fn fastctx_asm_restorer();
        fn fastctx_asm_rt_restorer();
    }

    // What signal handlers return to, with and without a siginfo_t. The kernel has the
    // same, but no unwind information there: above the stack pointer is the frame, whose
    // registers begin so many bytes further on. An unwinder looks up what is before a
    // return address, an instruction that nobody executes. (gdb knows such code by
    // these very instructions.)
    macro_rules! restorer {
        ($name:literal, $offset:literal, $number:literal) => {
            core::arch::global_asm!(
                concat!(".pushsection .text.", $name, ",\"ax\",%progbits"),
                ".p2align 2",
                ".fnstart",
                ".unwind_raw 48, 0x8f, 0xff", // r4-r15
                ".unwind_raw 16, 0xb1, 0x0f", // r0-r3
                ".pad #{registers}",
                "nop",
                concat!(".globl ", $name),
                concat!(".hidden ", $name),
                concat!(".type ", $name, ", %function"),
                concat!($name, ":"),
                "mov r7, #{number}",
                "svc #0",
                ".fnend",
                ".popsection",
                registers = const layout::UC_R0 + $offset,
                number = const $number,
            );
        };
    }
    restorer!("fastctx_asm_restorer", 0, 119); // Linux arch/arm/tools/syscall.tbl: sigreturn
    restorer!("fastctx_asm_rt_restorer", 128, 173);
    const _: () = {
        assert!(layout::SIGFRAME_UCONTEXT == 128 && layout::SYS_RT_SIGRETURN == 173);
        assert!(libc::SYS_sigreturn == 119);
    };

    weak_symbols! {
        /// Where a thread-local variable is, by the linker's two words about it.
        __tls_get_addr: unsafe extern "C" fn(*const usize) -> *const usize;
    }

    // SAFETY: the sources named at each item; the layout is asserted below.
    unsafe impl Linux for Arm {
        const STACK_POINTER: isize = layout::UC_SP;
        const SAVED: &[(isize, isize)] = &[
            (layout::UC_R0, layout::UC_PC + 4),
            (layout::UC_D8, layout::UC_D15 + 8),
        ];
        type SignalMask = u64;
        type KernelAction = Action;
        const RSEQ_SIGNATURE: u32 = 0xe7f5_def3; // `udf #24035`: Linux .../rseq/rseq-arm.h

        unsafe fn client_request(default: usize, request: &[usize; 6]) -> usize {
            let result;
            // SAFETY: instructions that change nothing; the request is the caller's.
            unsafe {
                asm!(
                    "mov r12, r12, ror #3",
                    "mov r12, r12, ror #13",
                    "mov r12, r12, ror #29",
                    "mov r12, r12, ror #19",
                    "orr r10, r10, r10",
                    in("r4") request,
                    inlateout("r3") default => result,
                    options(nostack, preserves_flags)
                );
            }
            result
        }

        unsafe fn is_signal_frame(ucp: *const ucontext_t) -> bool {
            // SAFETY: the kernel's struct ucontext is as long as ours.
            unsafe {
                let mode = field::<usize>(ucp, layout::UC_CPSR).read() & CPSR_MODE;
                let first_record = field::<usize>(ucp, layout::UC_REGSPACE).read();
                field::<usize>(ucp, layout::UC_FLAGS).read() == 0
                    && mode == CPSR_USER
                    && RECORDS.contains(&first_record)
            }
        }

        unsafe fn save_fp_environment(ucp: *mut ucontext_t) {
            if has_vfp() {
                // SAFETY: the caller's.
                unsafe { field::<usize>(ucp, layout::UC_FPSCR).write(fpscr()) };
            }
        }

        unsafe fn load_fp_environment(ucp: *const ucontext_t) {
            if has_vfp() {
                // SAFETY: the caller's; no Rust code asks for the exception flags.
                unsafe { set_fpscr(field::<usize>(ucp, layout::UC_FPSCR).read()) };
            }
        }

        unsafe fn system_call(number: usize, arguments: [usize; 6]) -> isize {
            let [a, b, c, d, e, f] = arguments;
            let result;
            // SAFETY: the kernel's convention: number in r7, arguments in r0-r5, nothing
            // but the result is lost. r7 may be the frame pointer.
            unsafe {
                asm!(
                    "mov {kept}, r7",
                    "mov r7, {number}",
                    "svc #0",
                    "mov r7, {kept}",
                    kept = out(reg) _,
                    number = in(reg) number,
                    inlateout("r0") a => result,
                    in("r1") b,
                    in("r2") c,
                    in("r3") d,
                    in("r4") e,
                    in("r5") f,
                    options(nostack),
                );
            }
            result
        }

        fn thread_words() -> isize {
            let index = thread_words_index();
            // SAFETY: the linker's words, which the loader has filled in.
            let (module, offset) = unsafe { (index.read(), index.add(1).read()) };
            let pointer = thread_pointer();
            let address = match __tls_get_addr() {
                // SAFETY: the C library's own.
                Some(function) if module != 0 => (unsafe { function(index) }) as usize,
                _ => pointer + first_block() + offset,
            };
            address.wrapping_sub(pointer) as isize
        }

        fn load_thread_word(offset: isize) -> usize {
            if !has_thread_register() {
                return load_without_register(offset);
            }
            let word;
            // SAFETY: an offset that the C library or the loader told. The store
            // puts back what was there and has been since, for this thread alone
            // and its kernel, on exceptions, write to it.
            unsafe {
                without_a_break!("mov r12, r2", offset, out("r2") word, out("r12") _);
            }
            word
        }

        fn store_thread_word(offset: isize, word: usize) {
            if !has_thread_register() {
                return store_without_register(offset, word);
            }
            // SAFETY: as above; nobody else's word is there.
            unsafe {
                without_a_break!("", offset, out("r2") _, in("r12") word);
            }
        }

        fn thread_pointer() -> usize {
            thread_pointer()
        }
    }

    /// [`Linux::load_thread_word`] where the thread pointer is asked for: twice, to see
    /// that it is the same thread's. What remains is a handler that moves us to another
    /// thread and back between the two, or, for a store, to another behind it.
    fn load_without_register(offset: isize) -> usize {
        loop {
            let pointer = thread_pointer_of_kernel();
            // SAFETY: an offset that the C library or the loader told.
            let word = unsafe { (pointer.wrapping_add_signed(offset) as *const usize).read_volatile() };
            if thread_pointer_of_kernel() == pointer {
                return word;
            }
        }
    }

    fn store_without_register(offset: isize, word: usize) {
        let pointer = thread_pointer_of_kernel();
        // SAFETY: as above.
        unsafe { (pointer.wrapping_add_signed(offset) as *mut usize).write_volatile(word) };
    }

    /// The two words by which __tls_get_addr knows our thread-local words: the number of
    /// a module and an offset in it (ELF for the Arm Architecture, R_ARM_TLS_GD32).
    /// (TLS descriptors would be quicker, and LLVM's linker has none for arm.)
    #[unsafe(naked)]
    extern "C" fn thread_words_index() -> *const usize {
        core::arch::naked_asm!(
            ".cfi_sections .debug_frame",
            ".cfi_startproc",
            "ldr r0, 2f",
            "1: add r0, pc",
            "bx lr",
            ".p2align 2",
            "2: .word fastctx_thread_words(TLSGD) + (. - 1b - {ahead})",
            ".cfi_endproc",
            ahead = const layout::PC_AHEAD,
        )
    }

    /// From the thread pointer to the first module's block, the program's, in a static
    /// program whose C library brings no __tls_get_addr unless something else needs it:
    /// behind two words, aligned (ELF for the Arm Architecture, 8.3). There are no
    /// other modules, and the linker has filled in the offset.
    fn first_block() -> usize {
        #[repr(C)]
        struct ProgramHeader {
            kind: u32,
            offset: u32,
            address: usize,
            physical: usize,
            file_size: usize,
            memory_size: usize,
            flags: u32,
            align: usize,
        }
        const PT_TLS: u32 = 7;
        let headers = environment::auxiliary(libc::AT_PHDR).unwrap_or(0) as *const ProgramHeader;
        let count = environment::auxiliary(libc::AT_PHNUM).unwrap_or(0);
        let mut align = 16;
        for i in 0..if headers.is_null() { 0 } else { count } {
            // SAFETY: the program's headers, which the kernel told.
            unsafe {
                let header = headers.add(i);
                if (*header).kind == PT_TLS {
                    align = (*header).align;
                }
            }
        }
        const HEAD: usize = 2 * size_of::<usize>();
        HEAD.next_multiple_of(if align == 0 { 1 } else { align })
    }

    assert_common_layout!(uc_flags);
    assert_layout! {
        UC_R0 = uc_mcontext.arm_r0;
        UC_R1 = uc_mcontext.arm_r1;
        UC_R2 = uc_mcontext.arm_r2;
        UC_R3 = uc_mcontext.arm_r3;
        UC_R4 = uc_mcontext.arm_r4;
        UC_R5 = uc_mcontext.arm_r5;
        UC_R6 = uc_mcontext.arm_r6;
        UC_R7 = uc_mcontext.arm_r7;
        UC_R8 = uc_mcontext.arm_r8;
        UC_R9 = uc_mcontext.arm_r9;
        UC_R10 = uc_mcontext.arm_r10;
        UC_R11 = uc_mcontext.arm_fp;
        UC_SP = uc_mcontext.arm_sp;
        UC_LR = uc_mcontext.arm_lr;
        UC_PC = uc_mcontext.arm_pc;
        UC_CPSR = uc_mcontext.arm_cpsr;
        UC_REGSPACE = uc_regspace;
    }

    // glibc's own record there: eight double words, and FPSCR.
    const _: () = {
        assert!(cfg!(target_endian = "little"), "libfastctx has no armeb");
        const D8: isize = offset_of!(libc::ucontext_t, uc_regspace) as isize;
        const D: isize = size_of::<u64>() as isize;
        assert!(layout::UC_D8 == D8);
        assert!(layout::UC_D9 == D8 + D);
        assert!(layout::UC_D10 == D8 + 2 * D);
        assert!(layout::UC_D11 == D8 + 3 * D);
        assert!(layout::UC_D12 == D8 + 4 * D);
        assert!(layout::UC_D13 == D8 + 5 * D);
        assert!(layout::UC_D14 == D8 + 6 * D);
        assert!(layout::UC_D15 == D8 + 7 * D);
        assert!(layout::UC_FPSCR == D8 + 8 * D);
        assert!(layout::SIGFRAME_UCONTEXT as usize == size_of::<libc::siginfo_t>());
        assert!(layout::SYS_VFORK as usize == libc::SYS_vfork as usize);
    };
}
