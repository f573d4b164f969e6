/* context.h: a context on a stack of its own, in one call. */
#ifndef CONTEXT_H
#define CONTEXT_H

#include "check.h"
#include <ucontext.h>

enum { STACK_SIZE = 64 * 1024 };

/* In a function of its own, for the caller of getcontext is one that may return twice. */
static __attribute__((noinline, unused)) void on_stack(ucontext_t *context, void *stack,
                                                       size_t size, ucontext_t *link) {
    if (getcontext(context) != 0) {
        perror("Bail out! getcontext");
        exit(1);
    }
    context->uc_stack.ss_sp = stack;
    context->uc_stack.ss_size = size;
    context->uc_link = link;
}

/* START(&context, stack array, link, entry, argument count, arguments ...) */
#define START(context, stack, link, entry, ...)                                                    \
    do {                                                                                           \
        on_stack((context), (stack), sizeof(stack), (link));                                       \
        makecontext((context), (void (*)(void))(entry), __VA_ARGS__);                              \
    } while (0)

#endif
