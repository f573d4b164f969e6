/*
 * A recursive generator, linked with libfastctx: what the preload does for a finished program, the
 * linker does here. The calls are the same POSIX ones; fastctx.h only adds the choice of policy.
 *
 * permute() recurses over all orders of some letters and hands each one out from the depth of the
 * recursion; the caller takes them one by one, as if from an iterator, and counts the derangements:
 * the orders in which no letter stands in its own place.
 *
 *     cc -O2 permutations.c $(pkg-config --cflags --libs fastctx) -o permutations
 *     ./permutations 9
 */
#include <fastctx.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

enum { MAX_LETTERS = 12, STACK_SIZE = 64 * 1024 };

static ucontext_t caller, generator;
static char order[MAX_LETTERS + 1];
static bool finished;

/* Hands the current order to the caller, and continues when the next one is wanted. */
static void yield(void) { swapcontext(&generator, &caller); }

/* All orders of the first `letters` letters (Heap's algorithm). */
static void permute(int letters) {
    if (letters <= 1) {
        yield();
        return;
    }
    for (int i = 0; i < letters; i++) {
        permute(letters - 1);
        int other = letters % 2 == 0 ? i : 0;
        char letter = order[other];
        order[other] = order[letters - 1];
        order[letters - 1] = letter;
    }
}

static void generate(int letters) {
    permute(letters);
    finished = true; /* and on to uc_link, which is the caller */
}

/* Steps to the next order; false when there is none. */
static bool next(void) {
    swapcontext(&caller, &generator);
    return !finished;
}

static bool is_derangement(int letters) {
    for (int i = 0; i < letters; i++)
        if (order[i] == 'a' + i)
            return false;
    return true;
}

int main(int argc, char **argv) {
    int letters = argc > 1 ? atoi(argv[1]) : 9;
    if (letters < 1 || letters > MAX_LETTERS) {
        fprintf(stderr, "usage: permutations 1..%d\n", MAX_LETTERS);
        return 2;
    }
    for (int i = 0; i < letters; i++)
        order[i] = 'a' + i;

    /* This program never touches its signal mask: no switch needs to carry it. */
    if (fastctx_set_sigmask_policy(FASTCTX_SIGMASK_NEVER) != 0)
        return 1;

    char *stack = malloc(STACK_SIZE);
    if (stack == NULL || getcontext(&generator) != 0) {
        perror("permutations");
        return 1;
    }
    generator.uc_stack.ss_sp = stack;
    generator.uc_stack.ss_size = STACK_SIZE;
    generator.uc_link = &caller;
    makecontext(&generator, (void (*)(void))generate, 1, letters);

    unsigned long orders = 0, derangements = 0;
    while (next()) {
        orders++;
        derangements += is_derangement(letters);
    }
    printf("%lu orders of %d letters, %lu of them derangements (fastctx %s)\n", orders, letters,
           derangements, fastctx_version());
    free(stack);
    return 0;
}
