/*
 * What a program writes into a saved context arrives: r2, LR, all eight argument
 * registers, and in r12 the address that it goes on at, as a function expects it.
 */
#include "../context.h"
#include "arch.h"

static ucontext_t main_context, other;
static uint64_t got[16];

extern void note_registers(void);
__asm__(".text\n"
        ".globl note_registers\n"
        ".type note_registers, @function\n"
        "note_registers:\n"
        "std 2, 0(31)\n"
        "std 3, 8(31)\n"
        "std 4, 16(31)\n"
        "std 5, 24(31)\n"
        "std 6, 32(31)\n"
        "std 7, 40(31)\n"
        "std 8, 48(31)\n"
        "std 9, 56(31)\n"
        "std 10, 64(31)\n"
        "std 12, 72(31)\n"
        "mflr 0\n"
        "std 0, 80(31)\n"
        "mr 3, 30\n"
        "mr 12, 29\n"
        "mtctr 12\n"
        "bctrl\n"
        "trap\n"
        ".size note_registers, .-note_registers\n");

/* getcontext with 2004 to 2010 in r4 to r10. */
static __attribute__((noinline)) void get_with_arguments(void) {
    register ucontext_t *context __asm__("r3") = &other;
    /* Below the red zone, on a frame of its own. */
    __asm__ volatile("stdu 1, -400(1)\n\t"
                     "std 2, 24(1)\n\t"
                     "li 4, 2004\n\t"
                     "li 5, 2005\n\t"
                     "li 6, 2006\n\t"
                     "li 7, 2007\n\t"
                     "li 8, 2008\n\t"
                     "li 9, 2009\n\t"
                     "li 10, 2010\n\t"
                     "mr 12, %1\n\t"
                     "mtctr 12\n\t"
                     "bctrl\n\t"
                     "ld 2, 24(1)\n\t"
                     "addi 1, 1, 400"
                     : "+r"(context)
                     : "r"(getcontext)
                     : "r0", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "ctr", "lr",
                       "cr0", "cr1", "cr5", "cr6", "cr7", "fr0", "memory");
}

int main(void) {
    volatile int back = 0;
    get_with_arguments();
    for (unsigned long i = 4; i <= 10; i++)
        CHECK(other.uc_mcontext.gp_regs[i] == 2000 + i, "getcontext saves r%lu", i);
    REQUIRE(getcontext(&other) == 0, "getcontext");
    unsigned long *registers = other.uc_mcontext.gp_regs;
    CHECK(registers[36] == registers[32], "LR is where getcontext returns to");
    CHECK(registers[3] == 0, "with 0");
    for (unsigned long i = 2; i <= 10; i++)
        registers[i] = 1000 + i;
    registers[36] = 1036; /* LR */
    registers[29] = (uintptr_t)setcontext;
    registers[30] = (uintptr_t)&main_context;
    registers[31] = (uintptr_t)got;
    registers[32] = (uintptr_t)note_registers;
    getcontext(&main_context);
    if (!back) {
        back = 1;
        setcontext(&other);
    }
    for (unsigned long i = 2; i <= 10; i++)
        CHECK(got[i - 2] == 1000 + i, "r%lu: %lu", i, (unsigned long)got[i - 2]);
    CHECK(got[9] == (uintptr_t)note_registers, "r12 is where it went on");
    CHECK(got[10] == 1036, "LR: %lu", (unsigned long)got[10]);
    return check_done();
}
