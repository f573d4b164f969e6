/* shadow.h: what the tests of shadow stacks ask of aarch64. */

/* chkfeat x16, and gcspr_el0. */
static inline uintptr_t shadow_stack_pointer(void) {
    uintptr_t pointer;
    __asm__ volatile("mov x16, #1\n\t"
                     "hint #40\n\t"
                     "mov %0, #0\n\t"
                     "tbnz x16, #0, 1f\n\t"
                     "mrs %0, s3_3_c2_c5_1\n"
                     "1:"
                     : "=&r"(pointer)
                     :
                     : "x16");
    return pointer;
}

/* Where a function that begins with FORGES has its return address. It is not signed
 * there, for that would end the process in another way. */
#ifdef __aarch64__
#define FORGES __attribute__((noinline, target("branch-protection=none")))
#else
#define FORGES /* for the checks of the sources */
#endif
static inline __attribute__((always_inline)) void *volatile *return_address(void *frame) {
    __asm__ volatile("" ::: "x30"); /* so that it is there */
    return (void *volatile *)frame + 1;
}
#define RETURN_ADDRESS return_address(__builtin_frame_address(0))

/* A function `descend` that calls itself, with the smallest frames there are. */
#define DESCEND                                                                                    \
    "descend:\n\t"                                                                                 \
    ".cfi_startproc\n\t"                                                                           \
    "hint #34\n\t"                                                                                 \
    "cbz x0, 1f\n\t"                                                                               \
    "str x30, [sp, #-16]!\n\t"                                                                     \
    ".cfi_def_cfa_offset 16\n\t"                                                                   \
    ".cfi_offset x30, -16\n\t"                                                                     \
    "sub x0, x0, #1\n\t"                                                                           \
    "bl descend\n\t"                                                                               \
    "add x0, x0, #1\n\t"                                                                           \
    "ldr x30, [sp], #16\n\t"                                                                       \
    ".cfi_def_cfa_offset 0\n\t"                                                                    \
    ".cfi_restore x30\n"                                                                           \
    "1:\tret\n\t"                                                                                  \
    ".cfi_endproc\n\t"
