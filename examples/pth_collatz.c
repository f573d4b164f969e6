/*
 * Threads of GNU Pth (Debian: libpth-dev), which switches them with swapcontext.
 *
 * Each thread takes the next number, counts the steps of its Collatz sequence, enters the result in
 * the common record and yields. There is no lock: Pth's threads run one at a time. The digest
 * depends on the order in which the threads ran, so it shows that the schedule was the same.
 *
 *     cc -O2 pth_collatz.c -lpth -o pth_collatz && ./pth_collatz 500000
 */
#include <pth.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 16 };

static unsigned long limit = 500000;
static unsigned long next = 1;            /* the next number to look at */
static unsigned long longest, longest_of; /* the record */
static unsigned long digest;              /* of (thread, number, steps), in order */

static unsigned long collatz_steps(unsigned long n) {
    unsigned long steps = 0;
    for (; n != 1; steps++)
        n = n % 2 == 0 ? n / 2 : 3 * n + 1;
    return steps;
}

static void *work(void *argument) {
    unsigned long thread = *(unsigned long *)argument;
    while (next <= limit) {
        unsigned long number = next++;
        unsigned long steps = collatz_steps(number);
        if (steps > longest) {
            longest = steps;
            longest_of = number;
        }
        digest = (digest * 31 + thread) * 31 + number * steps;
        pth_yield(NULL);
    }
    return NULL;
}

int main(int argc, char **argv) {
    if (argc > 1)
        limit = strtoul(argv[1], NULL, 10);
    if (!pth_init()) {
        perror("pth_init");
        return 1;
    }
    pth_t threads[THREADS];
    unsigned long names[THREADS];
    for (int i = 0; i < THREADS; i++) {
        names[i] = i;
        threads[i] = pth_spawn(PTH_ATTR_DEFAULT, work, &names[i]);
        if (threads[i] == NULL) {
            perror("pth_spawn");
            return 1;
        }
    }
    for (int i = 0; i < THREADS; i++)
        pth_join(threads[i], NULL);
    printf("longest Collatz sequence up to %lu: %lu, %lu steps; digest %016lx\n", limit, longest_of,
           longest, digest);
    pth_kill();
    return 0;
}
