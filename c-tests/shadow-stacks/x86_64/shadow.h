/* shadow.h: what the tests of shadow stacks ask of x86_64. */

/* The instruction leaves its register alone where there is none. */
static inline uintptr_t shadow_stack_pointer(void) {
    uintptr_t pointer = 0;
    __asm__ volatile("rdsspq %0" : "+r"(pointer));
    return pointer;
}

/* Where a function that begins with FORGES has its return address. */
#define FORGES __attribute__((noinline))
#define RETURN_ADDRESS ((void *volatile *)__builtin_frame_address(0) + 1)

/* A function `descend` that calls itself, with the smallest frames there are. */
#define DESCEND                                                                                    \
    "descend:\n\t"                                                                                 \
    ".cfi_startproc\n\t"                                                                           \
    "endbr64\n\t"                                                                                  \
    "xorl %eax, %eax\n\t"                                                                          \
    "testq %rdi, %rdi\n\t"                                                                         \
    "jz 1f\n\t"                                                                                    \
    "subq $8, %rsp\n\t"                                                                            \
    ".cfi_def_cfa_offset 16\n\t"                                                                   \
    "decq %rdi\n\t"                                                                                \
    "call descend\n\t"                                                                             \
    "incq %rax\n\t"                                                                                \
    "addq $8, %rsp\n\t"                                                                            \
    ".cfi_def_cfa_offset 8\n"                                                                      \
    "1:\tret\n\t"                                                                                  \
    ".cfi_endproc\n\t"
