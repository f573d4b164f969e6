/*
 * Every way of leaving a context and coming back preserves every callee-saved
 * register and FP control word, by name, also where the context that comes back
 * blocks fewer signals than the one that was left. The negative control breaks one
 * register at a time, in the suspended context, and each must be caught.
 */
#include "../registers.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static uint64_t got[REGISTER_COUNT + 1], scratch[REGISTER_COUNT];
static int broken = -1, other_blocks;

static void break_register(void) {
    if (broken >= 0)
        lose_register((char *)&main_context + saved_registers[broken].offset, broken);
}

/* Leaves by swapcontext with other values in every register. */
static void swaps_back(void) {
    for (;;) {
        break_register();
        call_with_registers((void *)swapcontext, &other, &main_context, patterns[1], scratch);
    }
}
static void sets_back(void) {
    break_register();
    call_with_registers((void *)setcontext, &main_context, NULL, patterns[1], scratch);
}
static void returns_to_link(void) { break_register(); }

static void block(int is_blocked) {
#ifndef FREESTANDING /* there is no mask */
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(is_blocked ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
#else
    (void)is_blocked;
#endif
}

static void leave_and_return(void (*body)(void)) {
    if (other_blocks)
        block(1);
    START(&other, stack, &main_context, body, 0);
    block(0);
    memset(got, 0, sizeof got);
    call_with_registers((void *)swapcontext, &main_context, &other, patterns[0], got);
}

int main(void) {
    static const struct {
        const char *name;
        void (*body)(void);
        int other_blocks;
    } ways[] = {{"back by swapcontext: swapcontext", swaps_back, 0},
                {"back by setcontext: swapcontext", sets_back, 0},
                {"back by uc_link: swapcontext", returns_to_link, 0},
                {"back by swapcontext, signals unblocked: swapcontext", swaps_back, 1},
                {"back by setcontext, signals unblocked: swapcontext", sets_back, 1}};
    for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++) {
        broken = -1;
        other_blocks = ways[way].other_blocks;
        leave_and_return(ways[way].body);
        check_registers(ways[way].name, patterns[0], got);
        for (broken = 0; broken < REGISTER_COUNT; broken++) {
            if (saved_registers[broken].offset < 0)
                continue;
            leave_and_return(ways[way].body);
            int caught = wrong_register(patterns[0], got, 0);
            CHECK(caught == broken && wrong_register(patterns[0], got, caught + 1) < 0,
                  "negative control: a lost %s is caught", saved_registers[broken].name);
        }
        broken = -1;
    }

    memset(got, 0, sizeof got);
    memset(&main_context, 0x5a, sizeof main_context); /* not what was saved before */
    return_twice((void *)getcontext, (void *)setcontext, &main_context, patterns, got);
    check_registers("getcontext, returning again by setcontext,", patterns[0], got);

    call_with_registers((void *)getcontext, &main_context, NULL, patterns[0], got);
    check_registers("getcontext", patterns[0], got);
    on_stack(&other, stack, sizeof stack, NULL);
    call_with_registers((void *)makecontext, &other, (void *)swaps_back, patterns[0], got);
    check_registers("makecontext", patterns[0], got);
    return check_done();
}
