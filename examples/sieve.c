/*
 * A prime sieve of chained contexts, in plain POSIX ucontext: it knows nothing of libfastctx.
 *
 * Each filter is a context of its own that holds one prime. It takes a number, drops it when its
 * prime divides it, and otherwise hands it on to the next filter in the chain. What survives the
 * whole chain is prime, and becomes a filter itself while its square is within the limit.
 *
 *     source --> 2 --> 3 --> 5 --> 7 ... --> source
 *
 *     cc -O2 sieve.c -o sieve && ./sieve 500000
 *     LD_PRELOAD=libfastctx.so ./sieve 500000
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

enum { MAX_FILTERS = 1024, STACK_SIZE = 16 * 1024 };

static struct filter {
    ucontext_t context;
    unsigned prime;
} chain[MAX_FILTERS];
static int filters;

static ucontext_t source;    /* main: where the numbers come from */
static unsigned number;      /* the number on its way through the chain */
static bool survived;        /* what the last filter it met thought of it */
static unsigned long passed; /* how many times it was handed on */

static void hand_on(ucontext_t *from, const ucontext_t *to) {
    passed++;
    if (swapcontext(from, to) != 0) {
        perror("swapcontext");
        exit(1);
    }
}

static void filter(int place) {
    for (;;) {
        survived = number % chain[place].prime != 0;
        bool more = survived && place + 1 < filters;
        hand_on(&chain[place].context, more ? &chain[place + 1].context : &source);
    }
}

static void append_filter(unsigned prime) {
    struct filter *new = &chain[filters];
    new->prime = prime;
    void *stack = malloc(STACK_SIZE);
    if (filters == MAX_FILTERS || stack == NULL || getcontext(&new->context) != 0) {
        fputs("sieve: no room for another filter\n", stderr);
        exit(1);
    }
    new->context.uc_stack.ss_sp = stack;
    new->context.uc_stack.ss_size = STACK_SIZE;
    new->context.uc_link = NULL; /* a filter never returns */
    makecontext(&new->context, (void (*)(void))filter, 1, filters);
    filters++;
}

int main(int argc, char **argv) {
    unsigned limit = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 500000;
    unsigned long primes = 0, sum = 0;

    for (number = 2; number <= limit; number++) {
        survived = true;
        if (filters > 0)
            hand_on(&source, &chain[0].context);
        if (survived) {
            primes++;
            sum += number;
            if ((unsigned long)number * number <= limit)
                append_filter(number);
        }
    }
    printf("%lu primes up to %u, their sum %lu; %lu switches among %d contexts\n", primes, limit,
           sum, passed, filters + 1);
    return 0;
}
