# shellcheck shell=sh disable=SC2034 # read by who sources it
# arch.sh: what the scripts ask of i386 (c-tests/arch/README.md).

predefined=__i386__
property='x86 feature: IBT'
landing_pad=endbr32
# glibc's own functions here do not keep MXCSR, and of a signal mask 32 signals.
glibc_fails='registers_are_preserved fp_control_belongs_to_the_context mask_*'
kernel_machine="qemu-system-i386 -M q35 -cpu max"
kernel_machine_package=qemu-system-x86
kernel_console=ttyS0
kernel_flavour=686-pae
kernel_suites=bookworm # later ones have no kernel for it

# Of the library's disassembly.
check_code() { # DISASSEMBLY
    # Where a context goes on need not be a landing pad; where one of the native
    # layer does (edi) has to be one.
    check "a jump to where a context goes on is notrack" none \
        "$(echo "$1" | grep -E 'jmp +\*%e' | grep -v notrack | grep -v '%edi$')"
}

inline_options() { # COMPILER C++-COMPILER
    with "$@" -O2 -fno-pie -no-pie
    with "$@" -O2 -fcf-protection
    with "$@" -O2 -msse2 -mfpmath=sse
    ! grep -q avx512f /proc/cpuinfo || [ "$QEMU" ] || with "$@" -O2 -mavx512f
}

# The assembly uses all general registers itself but the two that it loads again; and gcc
# leaves no value in mm0 to mm7, told or not.
inline_controls() {
    not_told "$CC -msse2" xmm0 xmm1 xmm2 xmm3 xmm4 xmm5 xmm6 xmm7
    lost st 's/^#define FASTCTX_INLINE_X87 .*/#define FASTCTX_INLINE_X87/'
    lost esi '/\[base\](%%ecx), %%esi/d'
    lost ebp '/\[fp\](%%ecx), %%ebp/d'
}
