/*
 * The context that a signal handler is given resumes with every register,
 * flag and vector register as they were: by setcontext from inside the
 * handler, from the copy of it, and later from another stack by setcontext
 * and by swapcontext. (glibc restores the callee-saved ones only.)
 */
#include "../mask.h"
#include "../registers.h"

#ifndef DELIVERED_CONTEXT_SIZE
#define DELIVERED_CONTEXT_SIZE 1
#endif

extern void interrupt_with_state(const struct whole_state *want, struct whole_state *got,
                                 int variant);

static ucontext_t scheduler, handler_context, *delivered;
static char stack[STACK_SIZE], task_stack[STACK_SIZE];
static int way, task_done, variant;
static struct whole_state want, got;

enum { INSIDE, COPY, LATER_SET, LATER_SWAP, WAYS };
static const char *const way_names[WAYS] = {
    "by setcontext inside the handler", "by setcontext of a copy inside the handler",
    "later by setcontext from another stack", "later by swapcontext from another stack"};

static void handler(int signal, siginfo_t *info, void *context) {
    static union {
        ucontext_t context;
        char all[DELIVERED_CONTEXT_SIZE];
    } copy;
    (void)signal, (void)info;
    delivered = context;
    skip_trap(delivered);
    switch (way) {
    case INSIDE:
        setcontext(delivered);
        break;
    case COPY:
        memcpy(&copy, delivered, sizeof copy);
        setcontext(&copy.context);
        break;
    default:
        setcontext(&scheduler);
    }
    _exit(9);
}

static void task(void) {
    char room[DELIVERED_CONTEXT_SIZE]; /* above the frame, which may be shorter */
    __asm__ volatile("" ::"r"(room) : "memory");
    interrupt_with_state(&want, &got, variant);
    task_done++;
    setcontext(&scheduler);
}

static void resume_later(void) {
    if (way == LATER_SET)
        setcontext(delivered);
    swapcontext(&handler_context, delivered);
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(TRAP_SIGNAL, &action, NULL);
    choose_state(&want);
    variant = state_variant();
    ignore_in_state(&want);
    for (way = 0; way < WAYS; way++) {
        static ucontext_t context, resumer;
        memset(&got, 0, sizeof got);
        task_done = 0;
        delivered = NULL;
        set_kernel_mask(bit(SIGUSR2));
        START(&context, task_stack, NULL, task, 0);
        set_kernel_mask(0);
        swapcontext(&scheduler, &context);
        if (!task_done) {
            START(&resumer, stack, NULL, resume_later, 0);
            swapcontext(&scheduler, &resumer);
        }
        ignore_in_state(&got);
        CHECK(delivered && task_done == 1, "resumed %s", way_names[way]);
        CHECK(memcmp(&want, &got, sizeof want) == 0, "with the whole state");
        for (size_t i = 0; i < sizeof want / sizeof(long); i++)
            if (((unsigned long *)&want)[i] != ((unsigned long *)&got)[i])
                printf("# word %zu: want %#lx, got %#lx\n", i, ((unsigned long *)&want)[i],
                       ((unsigned long *)&got)[i]);
    }
    return check_done();
}
