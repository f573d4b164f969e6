# shellcheck shell=sh disable=SC2034 # read by who sources it
# arch.sh: what the scripts ask of loongarch64 (c-tests/arch/README.md).

predefined=__loongarch64
property=
# glibc 2.41 saves no FP register and no FP control; and a handler's return sets the
# thread pointer to that of the thread that was interrupted, which only our stubs mend.
glibc_fails='registers_are_preserved fp_control_belongs_to_the_context mask_moves_between_threads'
landing_pad=
kernel_machine="qemu-system-loongarch64 -M virt -cpu max"
kernel_machine_package=qemu-system-misc
kernel_machine_version=10 # an older one starts no kernel without firmware
kernel_console=ttyS0
kernel_options=initcall_blacklist=i8042_init # it looks for a keyboard where nothing is
kernel_suites=forky
kernel_programs=forky

check_code() { :; }

inline_options() { # COMPILER C++-COMPILER
    with "$@" -O2 -fno-pie -static
    with "$@" -O2 -mlsx
    with "$@" -O2 -mlasx
}

inline_controls() {
    # shellcheck disable=SC2016,SC2046 # that is what registers are called; words
    {
        not_told "$CC" $(printf '$r%s ' 1 7 8 9 10 11 14 16 17 18 19 20 23 24 25 26 27 28 29 30)
        not_told "$CC" $(printf '$f%s ' 0 1 2 3 4 5 6 7 8 9 10 11 14 16 17 18 19 20 21 22 \
            23 24 25 26 27 28 29 30 31)
        lost '$r31' '/ld.d $r31, $r5/d'
        lost '$r22' 's/ld.d $r22, $r5, %c\[fp\]/nop/'
    }
}
