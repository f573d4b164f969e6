/*
 * A program that was compiled with -fsplit-stack and knows nothing of it: its
 * contexts run on small makecontext stacks, recurse deep on segments that
 * libgcc maps, and are suspended there in turns. Without FASTCTX_SPLITSTACK=auto, or
 * on the C library alone, they use each other's segments: the child that the test
 * starts that way has to fail, else nothing is tested.
 */
#include "../check.h"
#include <sys/wait.h>
#include <ucontext.h>

enum { CONTEXTS = 8, STACK = 16 << 10, ROUNDS = 3 };

static ucontext_t scheduler, contexts[CONTEXTS];
static char *stacks[CONTEXTS];
static int depth, damaged, ended;

/* A frame of some size with a pattern in it; the deepest one is suspended. */
__attribute__((noinline)) static long deeper(int self, int n) {
    volatile char frame[300];
    for (unsigned i = 0; i < sizeof frame; i++)
        frame[i] = (char)(self * 31 + n + i);
    if (n % 100 == 0)
        swapcontext(&contexts[self], &scheduler);
    long below = n ? deeper(self, n - 1) : 0;
    for (unsigned i = 0; i < sizeof frame; i++)
        if (frame[i] != (char)(self * 31 + n + i))
            damaged++;
    return below + 1;
}

static void entry(int self) {
    for (int i = 0; i < ROUNDS; i++)
        if (deeper(self, depth + 100 * self + i) != depth + 100 * self + i + 1)
            damaged++;
    ended++;
}

static void make(int i) {
    getcontext(&contexts[i]);
    if (!stacks[i])
        stacks[i] = malloc(STACK);
    contexts[i].uc_stack.ss_sp = stacks[i];
    contexts[i].uc_stack.ss_size = STACK;
    contexts[i].uc_link = &scheduler;
    makecontext(&contexts[i], (void (*)(void))entry, 1, i);
}

/* Runs all contexts to their end, one step each in turns. */
static int run(void) {
    for (int i = 0; i < CONTEXTS; i++)
        make(i);
    ended = damaged = 0;
    for (int left = CONTEXTS, step[CONTEXTS] = {0}; left;)
        for (int i = 0; i < CONTEXTS; i++) {
            int before = ended;
            if (step[i] < 0)
                continue;
            step[i]++;
            swapcontext(&scheduler, &contexts[i]);
            if (ended != before)
                step[i] = -1, left--;
        }
    return damaged == 0 && ended == CONTEXTS;
}

int main(int argc, char **argv) {
    depth = 2000;
    if (argc > 1)
        return !run();
#ifdef EMULATED
    (void)argv; /* it cannot start itself */
#else
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        unsetenv("LD_PRELOAD");
        unsetenv("FASTCTX_SPLITSTACK");
        execl("/proc/self/exe", argv[0], "run", (char *)0);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(status != 0, "without the option it ends with status %#x, not in order", status);
#endif
    int whole = run();
    CHECK(whole, "%d contexts recurse in turns (%d ended, %d bytes damaged)", CONTEXTS, ended,
          damaged);
    CHECK(run(), "and again on the same stacks");
    return check_done();
}
