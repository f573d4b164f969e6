# shellcheck shell=sh disable=SC2034 # read by who sources it
# arch.sh: what the scripts ask of s390x (c-tests/arch/README.md).

predefined=__s390x__
property=
# A handler that swaps away and returns in another thread takes its first thread's
# pointer there, by the access registers in the kernel's frame: glibc's functions
# leave that so.
glibc_fails='mask_moves_between_threads'
landing_pad=
kernel_machine="qemu-system-s390x -M s390-ccw-virtio -cpu max"
kernel_machine_package=qemu-system-misc
kernel_console=ttysclp0

check_code() { :; }

inline_options() { # COMPILER C++-COMPILER
    with "$@" -O2 -fno-pie -no-pie
    with "$@" -O2 -march=z10
    with "$@" -O2 -march=z13
    with "$@" -O0 -march=z13
    with "$@" -O2 -mbackchain
}

inline_controls() {
    not_told "$CC" r6 r7 r8 r9 r10 r14
    not_told "$CC -fno-pie -no-pie" r12
    not_told "$CC" f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12 f13 f14 f15
    not_told "$CC -march=z13" v0 v1 v2 v3 v4 v5 v6 v7 v8 v9 v10 v11 v12 v13 v14 v15 v16 v17 v18 \
        v19 v20 v21 v22 v23 v24 v25 v26 v27 v28 v29 v30 v31
    lost r11 's/"lg %%r11, %c\[fp\](%%r3)" /""/'
    lost r13 's/lg %%r13, %c\[base\](%%r3)//'
    lost r12 's/"\\n\\tlg %%r12, 0(%%r15)/"/'
}
