/*
 * no_libc.c: a program without a C library and its start files: fastctx_init and
 * fastctx_switch on memory of its own. The exit status is 0 if all is as it should
 * be; with an argument an entry function returns without a link.
 */
#include "system_call.h"
#include <fastctx.h>

__asm__(".globl _start\n" PROGRAM_START);
static __attribute__((noreturn)) void leave(long status) {
    for (;;)
        system_call(EXIT_GROUP, status, 0, 0, 0);
}

static char stacks[2][4096] __attribute__((aligned(16)));
static fastctx_t here, there[2];
static long sum;

/* Adds what comes and hands it on to the next, in a ring of three. */
static void *adds(void *arg, void *value) {
    long self = (long)arg;
    for (int i = 0; i < 1000; i++) {
        sum += (long)value;
        fastctx_t *next = self == 0 ? &there[1] : &here;
        value = (i % 2 ? fastctx_switch : fastctx_switch_fp)(&there[self], next, value);
    }
    return (void *)sum;
}

static void *no_link(void *arg, void *value) {
    (void)arg;
    return value;
}

void start(long *arguments);
void start(long *arguments) {
    if (arguments[0] > 1) {
        fastctx_init(&there[0], stacks[0], sizeof stacks[0], no_link, 0, 0);
        fastctx_switch(&here, &there[0], 0);
        leave(1);
    }
    for (long i = 0; i < 2; i++)
        if (fastctx_init(&there[i], stacks[i], sizeof stacks[i], adds, (void *)i, &here) != 0)
            leave(2);
    long passed = 0;
    for (long i = 1; i <= 1000; i++) {
        passed += i;
        if (fastctx_switch(&here, &there[0], (void *)i) != (void *)i)
            leave(3);
    }
    if (sum != 2 * passed)
        leave(4);
    /* There the loops end; the results come here, one by one. */
    if (fastctx_switch(&here, &there[0], 0) != (void *)sum)
        leave(5);
    if (fastctx_switch_fp(&here, &there[1], 0) != (void *)sum)
        leave(6);
    if (fastctx_init(&here, 0, 4096, adds, 0, 0) >= 0)
        leave(7);
    leave(0);
}
