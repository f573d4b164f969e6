# shellcheck shell=sh disable=SC2034 # read by who sources it
# arch.sh: what the scripts ask of mips64 (c-tests/arch/README.md).

predefined=__mips64
property=
glibc_fails=
landing_pad=
kernel_machine="qemu-system-mips64el -M malta -cpu MIPS64R2-generic -smp 1"
kernel_machine_package=qemu-system-mips
kernel_console=ttyS0
kernel_flavour=5kc-malta
kernel_suites=bookworm # the last one that has the architecture
kernel_programs=bookworm

check_code() { :; }

inline_options() { # COMPILER C++-COMPILER
    with "$@" -O2 -fno-pie -static
    with "$@" -O2 -mno-shared -static
    with "$@" -O2 -mxgot -fPIC
}

inline_controls() {
    # shellcheck disable=SC2016,SC2046 # that is what registers are called; words
    {
        not_told "$CC" $(printf '$%s ' 2 3 7 8 9 10 11 13 14 15 16 17 18 19 20 21 22 24)
        not_told "$CC" $(printf '$f%s ' 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 \
            23 24 25 26 27 28 29 30 31)
    }
    # shellcheck disable=SC2016 # that is what registers are called
    {
        lost '$23' 's/ld $23, %c\[base\]($5)/nop/'
        lost '$30' 's/ld $30, %c\[fp\]($5)/nop/'
    }
}
