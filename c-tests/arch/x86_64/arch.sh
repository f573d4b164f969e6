# shellcheck shell=sh disable=SC2034 # read by who sources it
# arch.sh: what the scripts ask of x86_64 (c-tests/arch/README.md).

predefined=__x86_64__
property='x86 feature: IBT, SHSTK'
landing_pad=endbr64
glibc_fails=
kernel_machine="qemu-system-x86_64 -M q35 -cpu max"
kernel_machine_package=qemu-system-x86
kernel_console=ttyS0

# Of the library's disassembly.
check_code() { # DISASSEMBLY
    # Where a context goes on need not be a landing pad; where one of the native
    # layer does (r10) has to be one.
    check "a jump to where a context goes on is notrack" none \
        "$(echo "$1" | grep -E 'jmp +\*%r' | grep -v notrack | grep -v '%r10$')"
    # What the code takes the address of may be called through it. (The restorer is
    # where a signal handler returns to.)
    check "each function whose address is taken begins with a landing pad" none "$(echo "$1" | awk '
        /^[0-9a-f]+ <.*>:$/ { at = $1; sub(/^0+/, "", at); begins = 1; next }
        begins { first[at] = $0; begins = 0 }
        /\tlea .*# [0-9a-f]+ <[^>+]+>$/ { taken[$(NF - 1)] = 1 }
        END { for (at in taken) if (at in first && first[at] !~ /endbr64|mov +.0xf,%rax/) print first[at] }')"
}

inline_options() { # COMPILER C++-COMPILER
    with "$@" -O2 -fno-pie -no-pie
    with "$@" -O2 -fcf-protection
    with "$@" -O2 -mcmodel=large -fPIC
    ! grep -q avx512f /proc/cpuinfo || with "$@" -O2 -mavx512f
}

inline_controls() {
    not_told "$CC" rax r8 r10 r11 r12 r13 r14 r15
    not_told "$CC" xmm0 xmm1 xmm2 xmm3 xmm4 xmm5 xmm6 xmm7 xmm8 xmm9 xmm10 xmm11 xmm12 xmm13 \
        xmm14 xmm15
    not_told "$CC" mm0 mm1 mm2 mm3 mm4 mm5 mm6 mm7
    if grep -q avx512f /proc/cpuinfo; then
        not_told "clang -mavx512f" zmm16 zmm17 zmm18 zmm19 zmm20 zmm21 zmm22 zmm23 zmm24 zmm25 \
            zmm26 zmm27 zmm28 zmm29 zmm30 zmm31
        not_told "clang -mavx512f" k1 k2 k3 k4 k5 k6 k7
    fi
    lost st 's/^#define FASTCTX_INLINE_X87 .*/#define FASTCTX_INLINE_X87/'
    lost rbx '/\[base\](%%rsi), %%rbx/d'
    lost rbp '/\[fp\](%%rsi), %%rbp/d'
    add something spoil 's/"movq %%rsp, %c/"pushq %%rbp; pushq %%rbp; leaq 16(%%rsp), %%rsp; movq %%rsp, %c/' \
        c-tests/native/inline_leaves_the_red_zone_alone.c "$CC" -O2
}
