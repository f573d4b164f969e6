# shellcheck shell=sh disable=SC2034 # read by who sources it
# arch.sh: what the scripts ask of RISC-V (c-tests/arch/README.md).

predefined=__riscv
property=
landing_pad=
# A handler that returns in another thread takes the thread pointer of the first along.
glibc_fails=mask_moves_between_threads
# This glibc registers rseq nowhere here, so that we ask the kernel.
emulated_without_rseq="the kernel has no rseq"
kernel_machine="qemu-system-riscv64 -M virt -cpu rv64,v=true"
kernel_machine_package=qemu-system-misc
kernel_console=ttyS0
kernel_suites="trixie trixie-backports" # the first that has the architecture is trixie

check_code() { :; }

inline_options() { # COMPILER C++-COMPILER
    with "$@" -O2 -fno-pie -static
    with "$@" -O2 -mno-relax
    with "$@" -O2 -march=rv64gc_zba_zbb
}

inline_controls() {
    not_told "$CC" ra t0 t1 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t5 t6
    not_told "$CC" ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 fs0 fs1 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7 fs2 fs3 \
        fs4 fs5 fs6 fs7 fs8 fs9 fs10 fs11 ft8 ft9 ft10 ft11
    lost s1 's/" s1, %c\[base\](a1)"/" t1, %c[base](a1)"/'
    lost s0 's/" s0, %c\[fp\](a1)/" t1, %c[fp](a1)/'
}
