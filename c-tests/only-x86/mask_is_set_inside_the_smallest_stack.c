/*
 * On the smallest stack that makecontext takes a context starts with a mask that has to
 * be set as the last step, and nothing is written below that stack. The function needs
 * no stack: it traps, and the handler has its own.
 */
#include "../context.h"
#include "../mask.h"
#include <errno.h>

static ucontext_t main_context, other;
static unsigned char memory[1024] __attribute__((aligned(16)));
static char signal_stack[STACK_SIZE];
static volatile int trapped, honoured, refused, size;

extern void trap(void);
__asm__("trap: int3\n\tud2");

static void handler(int signal) {
    trapped = signal;
    setcontext(&main_context);
}

int main(void) {
    enum { BELOW = 512 };
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    stack_t own = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
    sigaltstack(&own, NULL);
    sigaction(SIGTRAP, &action, NULL);
    for (size = 0; size < 128; size++) {
        set_kernel_mask(0);
        getcontext(&other);
        other.uc_stack.ss_sp = memory + BELOW;
        other.uc_stack.ss_size = (size_t)size;
        other.uc_link = NULL;
        memset(memory, 0xa5, sizeof memory);
        errno = 0;
        makecontext(&other, trap, 0);
        set_kernel_mask(bit(SIGUSR1)); /* which the other context does not block */
        trapped = 0;
        if (swapcontext(&main_context, &other) != 0) {
            refused++;
            continue;
        }
        honoured += trapped == SIGTRAP;
        int below = 0;
        for (int i = 0; i < BELOW; i++)
            below += memory[i] != 0xa5;
        if (below)
            CHECK(0, "%d bytes of stack: %d bytes below it have been written", size, below);
    }
    CHECK(refused > 0, "%d stacks are too small", refused);
    CHECK(honoured == 128 - refused, "%d contexts started", honoured);
    return check_done();
}
