# shellcheck shell=sh disable=SC2034 # read by who sources it
# arch.sh: what the scripts ask of aarch64 (c-tests/arch/README.md).

predefined=__aarch64__
property='AArch64 feature: BTI, PAC'
landing_pad='bti c|hint #0x22'
glibc_fails=
kernel_machine="qemu-system-aarch64 -M virt -cpu max,pauth-impdef=on"
kernel_machine_package=qemu-system-arm
kernel_console=ttyAMA0

# Addresses are taken by two instructions here: the emulator enforces landing pads.
check_code() { :; }

inline_options() { # COMPILER C++-COMPILER
    with "$@" -O2 -fno-pie -static
    with "$@" -O2 -mbranch-protection=standard
    with "$@" -O2 -march=armv8.2-a+sve
}

inline_controls() {
    not_told "$CC" x3 x4 x5 x6 x7 x8 x12 x13 x14 x15 x17 x18 x20 x21 x22 x23 x24 x25 x26 x27 x28 x30
    not_told "$CC" v0 v1 v2 v3 v4 v5 v6 v7 v8 v9 v10 v11 v12 v13 v14 v15 v16 v17 v18 v19 v20 v21 \
        v22 v23 v24 v25 v26 v27 v28 v29 v30 v31
    lost x19 's/ldp x29, x19, \[x1/ldr x29, [x1/'
    lost x29 's/ldp x29, x19, \[x1, #%c\[fp\]/ldr x19, [x1, #%c[base]/'
}
