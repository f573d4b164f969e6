/*
 * Contender: the floor. Stack pointer, program counter and frame pointer are
 * exchanged in place; all else the compiler spills if it is live. No landing
 * pad, no value, one kind of context: less than this is not a switch. Its
 * contexts start without a trampoline and must not return.
 */
#include "bench.h"
#include <stdint.h>

struct words {
    void *sp, *pc, *fp;
};

static struct words context[CONTEXTS + 1];

static inline __attribute__((always_inline)) void exchange(struct words *from, struct words *to) {
#if defined(__x86_64__)
    __asm__ volatile("leaq 1f(%%rip), %%rax\n\t"
                     "movq %%rsp, (%0)\n\t"
                     "movq %%rax, 8(%0)\n\t"
                     "movq %%rbp, 16(%0)\n\t"
                     "movq (%1), %%rsp\n\t"
                     "movq 16(%1), %%rbp\n\t"
                     "jmp *8(%1)\n"
                     "1:"
                     : "+D"(from), "+S"(to)
                     :
                     : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
                       "r15", "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
                       "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
                       "xmm15");
#elif defined(__aarch64__)
    register struct words *f __asm__("x0") = from;
    register struct words *t __asm__("x1") = to;
    __asm__ volatile("mov x9, sp\n\t"
                     "adr x10, 1f\n\t"
                     "stp x9, x10, [x0]\n\t"
                     "str x29, [x0, #16]\n\t"
                     "ldp x9, x10, [x1]\n\t"
                     "ldr x29, [x1, #16]\n\t"
                     "mov sp, x9\n\t"
                     "br x10\n"
                     "1:"
                     : "+r"(f), "+r"(t)
                     :
                     : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
                       "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24",
                       "x25", "x26", "x27", "x28", "x30", "memory", "cc", "v0", "v1", "v2", "v3",
                       "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15",
                       "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26",
                       "v27", "v28", "v29", "v30", "v31");
#else
#error "floor: which registers, on this architecture?"
#endif
}

/* Whom a context is made as waits here for its first instruction. */
static int starting;
static void enter(void);

static void make_context(int i) {
    /* As at a function's first instruction: what a call pushed is below an
     * aligned address on x86_64. */
    uintptr_t top = ((uintptr_t)stacks[i] + STACK) & ~(uintptr_t)63;
#ifdef __x86_64__
    top -= 8;
#endif
    context[i] = (struct words){(void *)top, (void *)enter, NULL};
    starting = i;
}

#define NAME(x) floor_##x
#define RESUME(i) exchange(&context[MAIN], &context[i])
#define SUSPEND(self) exchange(&context[self], &context[MAIN])
#define PASS(self, next) exchange(&context[self], &context[next])
#define MAKE_CONTEXT(i) make_context(i)
#include "shapes.h"

static void enter(void) {
    floor_body(starting);
    __builtin_trap();
}

static double run(const struct contender *self, enum shape shape, int depth) {
    (void)self;
    return shape == MAKE || shape == LIFE ? -1 : floor_shape(shape, depth);
}

const struct contender three_words = {"floor: three words", "", run, 0};
