/*
 * What a program writes into eax and edx of a saved context arrives, as with glibc:
 * getcontext, which stores ecx and edx as they came, returns that eax. (ecx is what the
 * way there takes.) The segment registers do not matter: with nonsense in them
 * thread-local variables are what they were.
 */
#include "../context.h"
#include "../mask.h"
#include "arch.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static __thread int local = 17;
static volatile long eax, edx;

static __attribute__((regparm(2))) void body(long a, long b) {
    eax = a, edx = b;
    setcontext(&main_context);
}

/* With an aligned stack, for what may be called. */
static int getcontext_with(long ecx, long edx, ucontext_t *context) {
    int result;
    __asm__ volatile("movl %%esp, %%ebx\n\t"
                     "andl $-16, %%esp\n\t"
                     "subl $12, %%esp\n\t"
                     "pushl %[context]\n\t"
                     "call *%[function]\n\t"
                     "movl %%ebx, %%esp"
                     : "=a"(result), "+c"(ecx), "+d"(edx)
                     : [context] "D"(context), [function] "S"(getcontext)
                     : "ebx", "memory", "cc");
    return result;
}

static void edit(ucontext_t *context) {
    greg_t *r = context->uc_mcontext.gregs;
    r[REG_GS] = r[REG_FS] = r[REG_ES] = r[REG_DS] = r[REG_SS] = r[REG_CS] = 0xfff8;
    r[REG_EFL] = 0x40100; /* traps and alignment checks */
}

int main(void) {
    for (volatile int slowly = 0; slowly < 2; slowly++) {
        START(&other, stack, NULL, body, 0);
        edit(&other);
        other.uc_mcontext.gregs[REG_EAX] = 1234;
        other.uc_mcontext.gregs[REG_EDX] = 5678;
        if (slowly)
            set_kernel_mask(bit(SIGUSR1)); /* which the switch has to take back */
        eax = edx = 0;
        swapcontext(&main_context, &other);
        CHECK(eax == 1234 && edx == 5678, "eax and edx arrive: %ld, %ld", eax, edx);

        volatile int again = 0;
        int result = getcontext(&main_context);
        if (!again) {
            again = 1;
            CHECK(result == 0, "getcontext returns 0: %d", result);
            main_context.uc_mcontext.gregs[REG_EAX] = 99;
            if (slowly)
                set_kernel_mask(bit(SIGHUP));
            edit(&main_context);
            setcontext(&main_context);
        }
        CHECK(result == 99, "and then what was written: %d", result);
        CHECK(local == 17, "a thread-local variable is what it was: %d", local);
    }
    int result = getcontext_with(0x12345678, 0x23456789, &other);
    const greg_t *r = other.uc_mcontext.gregs;
    CHECK(result == 0 && r[REG_ECX] == 0x12345678 && r[REG_EDX] == 0x23456789,
          "getcontext stores ecx and edx as they came: %#x, %#x", r[REG_ECX], r[REG_EDX]);
    return check_done();
}
