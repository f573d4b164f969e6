# shellcheck shell=sh disable=SC2034 # read by who sources it
# arch.sh: what the scripts ask of powerpc64 (c-tests/arch/README.md).

predefined=__powerpc64__
property=
# The TOC pointer, from the address that a call through a pointer leaves in r12.
landing_pad='addis +r2,r12,'
# A handler's return sets r13, the thread pointer, to that of the thread that was
# interrupted; only the library's stubs mend that.
glibc_fails=mask_moves_between_threads
kernel_machine="qemu-system-ppc64 -M pseries,cap-cfpc=broken,cap-sbbc=broken,cap-ibs=broken -cpu power9"
kernel_machine_package=qemu-system-ppc
kernel_console=hvc0
kernel_flavour=powerpc64le

check_code() { :; }

inline_options() { # COMPILER C++-COMPILER
    with "$@" -O2 -fno-pie -no-pie
    with "$@" -O2 -fPIC -mcmodel=large
    with "$@" -O2 -mcpu=power9
}

inline_controls() {
    not_told "$CC" r0 r6 r7 r8 r10 r14 r15 r16 r17 r18 r19 r20 r21 r22 r23 r24 r25 r26 r27 r28 r29
    lost r30 '/ld 30, %c\[base\](4)/d; s/"ld 31, %c\[fp\](4)\\n\\t"/"ld 31, %c[fp](4)"/'
    lost r31 '/ld 31, %c\[fp\](4)/d'
}
