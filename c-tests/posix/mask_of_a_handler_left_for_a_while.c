/*
 * A handler that swaps away and is resumed later, with other handlers entered
 * and left in between: each context has its mask at every step, and so has the
 * interrupted one when the handler returns at last.
 */
#include "../mask_change.h"

enum { TASKS = 3 };
static ucontext_t scheduler, tasks[TASKS];
static char stacks[TASKS][STACK_SIZE];
static struct expected in_handler, in_task, in_scheduler;
static volatile int current, returned;

static uint64_t mask_of(int task) { return bit(SIGHUP) | bit(50 + task); }

static void leave_it(int self) { swapcontext(&tasks[self], &scheduler); }

static void handler(int signal) {
    const int self = current;
    const uint64_t mask = mask_of(self) | bit(signal);
    expect(&in_handler, mask, saved_mask());
    leave_it(self);
    expect(&in_handler, mask, kernel_mask());
    expect(&in_handler, mask, saved_mask());
    leave_it(self);
    expect(&in_handler, mask, kernel_mask());
}

static void task(int self) {
    for (;;) {
        raise(self % 2 ? SIGUSR1 : SIGUSR2);
        returned++;
        expect(&in_task, mask_of(self), saved_mask());
        expect(&in_task, mask_of(self), kernel_mask());
        leave_it(self);
        expect(&in_task, mask_of(self), kernel_mask());
    }
}

int main(void) {
    struct sigaction action = {.sa_handler = handler};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    begin_known(bit(SIGTERM));
    for (int i = 0; i < TASKS; i++) {
        START(&tasks[i], stacks[i], NULL, task, 1, i);
        give_mask(&tasks[i], mask_of(i));
    }
    for (int i = 0; i < 20 * TASKS * CHANGE_ROUNDS; i++) {
        current = i * 7 % TASKS;
        swapcontext(&scheduler, &tasks[current]);
        expect(&in_scheduler, bit(SIGTERM), kernel_mask());
    }
    CHECK(returned >= 2 * CHANGE_ROUNDS, "handlers returned: %d", returned);
    CHECK_EXPECTED(in_handler, "the mask in handlers, before and after they were left");
    CHECK_EXPECTED(in_task, "the mask of the contexts that they interrupted");
    CHECK_EXPECTED(in_scheduler, "the mask of the one that resumes them");
    return check_done();
}
