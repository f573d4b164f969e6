/* x86_64.h: the state a callee must preserve, and where a context keeps it. */
#include "../../asm/x86_64/layout.h"

/* name, offset in ucontext_t, the bits that count, two values to tell apart */
#define REGISTERS(X)                                                                               \
    X("rbx", UC_RBX, ~0ul, 0x1111111111111111ul, 0xa1a1a1a1a1a1a1a1ul)                             \
    X("rbp", UC_RBP, ~0ul, 0x2222222222222222ul, 0xa2a2a2a2a2a2a2a2ul)                             \
    X("r12", UC_R12, ~0ul, 0x3333333333333333ul, 0xa3a3a3a3a3a3a3a3ul)                             \
    X("r13", UC_R13, ~0ul, 0x4444444444444444ul, 0xa4a4a4a4a4a4a4a4ul)                             \
    X("r14", UC_R14, ~0ul, 0x5555555555555555ul, 0xa5a5a5a5a5a5a5a5ul)                             \
    X("r15", UC_R15, ~0ul, 0x6666666666666666ul, 0xa6a6a6a6a6a6a6a6ul)                             \
    X("mxcsr", UC_MXCSR, 0xffc0ul, 0xdf80ul, 0x3f80ul)                                             \
    X("x87 control word", UC_FPCW, 0xfffful, 0x0a7ful, 0x067ful)
