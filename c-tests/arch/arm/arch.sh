# shellcheck shell=sh disable=SC2034 # read by who sources it
# arch.sh: what the scripts ask of arm (c-tests/arch/README.md).

predefined=__arm__
property=
# glibc's stack pointer is only aligned where the stack ends at a multiple of 8.
glibc_fails=made_context_stays_inside_its_stack
landing_pad=
kernel_machine="qemu-system-arm -M virt -cpu cortex-a15"
kernel_machine_package=qemu-system-arm
kernel_console=ttyAMA0
kernel_flavour=armmp

check_code() { :; }

inline_options() { # COMPILER C++-COMPILER
    with "$@" -O2 -marm
    # shellcheck disable=SC2154 # of who sources it
    case $target in
    *hf)
        with "$@" -O2 -mthumb -mfpu=neon
        with "$@" -O2 -marm -mfpu=neon
        ;;
    *) with "$@" -O2 -marm -mfloat-abi=softfp -mfpu=vfp ;;
    esac
}

inline_controls() {
    not_told "$CC" r8 r10 lr
    not_told "$CC" d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 d10 d11 d12 d13 d14 d15
    not_told "$CC -mfpu=neon" d16 d17 d18 d19 d20 d21 d22 d23 d24 d25 d26 d27 d28 d29 d30 d31
    lost r6 's/{r6, r7, r9, r11}/{r7, r9, r11, r12}/'
    lost r7 's/{r6, r7, r9, r11}/{r6, r9, r11, r12}/'
    lost r9 's/{r6, r7, r9, r11}/{r6, r7, r11, r12}/'
    lost r11 's/{r6, r7, r9, r11}/{r6, r7, r9, r12}/'
}
