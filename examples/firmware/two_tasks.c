/*
 * two_tasks: firmware with two tasks on given stacks, while a timer interrupts them
 * all the time.
 *
 * `counter` works and yields. `greedy` goes deeper with each turn, until it leaves
 * its stack. Below each stack is a canary, words that nobody writes to: the
 * scheduler looks at them whenever a task has yielded, and stops the one that went
 * too far. No memory is allocated and no C library is needed.
 *
 *   make -C examples/firmware run BOARD=mps2-an386     (or riscv-virt)
 */
#include "board.h"
#include <fastctx.h>
#include <stdint.h>

enum { STACK_WORDS = 256, CANARY_WORDS = 64, TURNS = 1000 };
#define CANARY 0xc0ffee11u

/* The canary is at the low end, where a stack overflows. */
struct task {
    const char *name;
    fastctx_co_t *co;
    uint32_t canary[CANARY_WORDS];
    uint32_t stack[STACK_WORDS] __attribute__((aligned(16)));
};

static void prepare(struct task *task, const char *name, fastctx_entry_t entry) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack = task->stack;
    attr.stack_size = sizeof task->stack;
    task->name = name;
    for (int i = 0; i < CANARY_WORDS; i++)
        task->canary[i] = CANARY;
    if (fastctx_create(&task->co, &attr, entry, task) != 0)
        board_exit(1);
}

static int has_overflowed(const struct task *task) {
    for (int i = 0; i < CANARY_WORDS; i++)
        if (task->canary[i] != CANARY)
            return 1;
    return 0;
}

static volatile unsigned ticks;

static void on_tick(void) { ticks++; }

static void *counter(void *arg, void *value) {
    (void)arg;
    (void)value;
    for (uintptr_t turn = 1; turn <= TURNS; turn++) {
        void *passed = (void *)turn;
        fastctx_yield(&passed);
    }
    return 0;
}

/* A frame of some 32 bytes and more for each level. */
static __attribute__((noinline)) unsigned descend(unsigned depth) {
    volatile uint32_t frame[4] = {depth, depth, depth, depth};
    if (depth == 0) {
        fastctx_yield(0);
        return frame[0];
    }
    return descend(depth - 1) + frame[1];
}

static void *greedy(void *arg, void *value) {
    (void)arg;
    (void)value;
    for (unsigned depth = 0; depth < TURNS; depth++)
        descend(depth);
    return 0;
}

static struct task tasks[2];

int main(void) {
    struct task *counting = &tasks[0], *growing = &tasks[1];
    int is_stopped = 0;
    uintptr_t turns = 0;
    prepare(counting, "counter", counter);
    prepare(growing, "greedy", greedy);
    board_start_ticks(500, on_tick);
    for (;;) {
        void *value = 0;
        if (!is_stopped) {
            fastctx_resume(growing->co, 0);
            if (has_overflowed(growing)) {
                board_print("greedy: the stack has overflowed, stopped\n");
                is_stopped = 1;
            }
        }
        if (fastctx_resume(counting->co, &value) != FASTCTX_YIELDED)
            break;
        if ((uintptr_t)value != ++turns)
            board_exit(1);
    }
    board_stop_ticks();
    if (turns != TURNS || has_overflowed(counting) || !is_stopped || ticks == 0)
        board_exit(1);
    board_print("counter: finished\n");
    return 0;
}
