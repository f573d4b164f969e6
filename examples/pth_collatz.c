/*
 * Threads of GNU Pth (Debian: libpth-dev), which switches them with swapcontext.
 *
 * Each thread takes the next number, counts the steps of its Collatz sequence, enters the result in
 * the common record and yields. There is no lock: Pth's threads run one at a time. The digest
 * depends on the order in which the threads ran, so it shows that the schedule was the same. When a
 * thread is through it sends the process a signal, which arrives if its mask is right: Pth's
 * scheduler blocks all signals, and it is the switch that unblocks them.
 *
 *     cc -O2 pth_collatz.c -lpth -o pth_collatz && ./pth_collatz 500000
 */
#include <pth.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 16 };

static unsigned long limit = 500000;
static unsigned long next = 1;            /* the next number to look at */
static unsigned long longest, longest_of; /* the record */
static unsigned long digest;              /* of (thread, number, steps), in order */
static volatile sig_atomic_t signals;     /* that arrived */

static void count_signal(int number) {
    (void)number;
    signals = signals + 1;
}

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
    raise(SIGUSR1);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc > 1)
        limit = strtoul(argv[1], NULL, 10);
    if (!pth_init()) {
        perror("pth_init");
        return 1;
    }
    signal(SIGUSR1, count_signal);
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
    printf("longest Collatz sequence up to %lu: %lu, %lu steps; digest %016lx; %d signals\n", limit,
           longest_of, longest, digest, (int)signals);
    pth_kill();
    return 0;
}
