/*
 * Interrupts at every instruction of every switch: nothing is kept below the stack
 * pointer, and every callee-saved register arrives.
 *
 * An interrupt is handled on the stack of what it interrupts, which it overwrites
 * from the stack pointer down; the handler also has other values in all registers
 * that it may. The next one comes after a number of cycles that changes, so that in
 * time each instruction is interrupted; the emulator counts instructions
 * (-icount), and runs the same way each time.
 *
 * No C library. Ends with status 0, or says what was wrong.
 */
#include "../../examples/firmware/board.h"
#include "../register_list.h"
#include <fastctx.h>
#include <fastctx_ucontext.h>

enum { ROUNDS = 1000, STACK_BYTES = 2048, SHORTEST_TICK = 40 };

static volatile unsigned ticks;

static unsigned random_number(void) { /* xorshift */
    static unsigned state = 2463534242u;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static void on_tick(void) {
    volatile unsigned long below[64];
    for (int i = 0; i < 64; i++)
        below[i] = 0x0badbadul;
    (void)below[0];
    ticks++;
    board_set_ticks(SHORTEST_TICK + random_number() % 200);
}

static void fail(const char *what, const char *name) {
    board_stop_ticks();
    board_print("interrupts: ");
    board_print(what);
    board_print(" lost ");
    board_print(name);
    board_print("\n");
    board_exit(1);
}

static uint64_t got[REGISTER_COUNT + 1], scratch[REGISTER_COUNT + 1];

static void check(const char *what, int keeps_fp_control) {
    for (int i = 0; i < REGISTER_COUNT; i++) {
        int other = i >= NATIVE_REGISTERS && !keeps_fp_control;
        if ((patterns[other][i] ^ got[i]) & saved_registers[i].mask)
            fail(what, saved_registers[i].name);
    }
}

/* ---- the native layer ------------------------------------------------------- */

static fastctx_t here, there;
static uint64_t stack[STACK_BYTES / 8];
typedef void *switch_function(fastctx_t *from, fastctx_t *to, void *value);

static void *switches_back(void *arg, void *value) {
    (void)value;
    for (;;)
        call_with_registers(arg, &there, &here, patterns[1], scratch);
    return 0;
}

static void native(switch_function *function, const char *name, int keeps_fp_control) {
    fastctx_init(&there, stack, sizeof stack, switches_back, (void *)function, 0);
    for (int i = 0; i < ROUNDS; i++) {
        call_with_registers((void *)function, &here, &there, patterns[0], got);
        check(name, keeps_fp_control);
    }
}

/* ---- ucontext --------------------------------------------------------------- */

static ucontext_t main_context, other;

static void swaps_back(void) {
    for (;;)
        call_with_registers((void *)swapcontext, &other, &main_context, patterns[1], scratch);
}

static void posix(void) {
    getcontext(&other);
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = sizeof stack;
    other.uc_link = 0;
    makecontext(&other, swaps_back, 0);
    for (int i = 0; i < ROUNDS; i++) {
        call_with_registers((void *)swapcontext, &main_context, &other, patterns[0], got);
        check("swapcontext", 1);
    }
}

/* ---- coroutines ------------------------------------------------------------- */

static void *yields(void *arg, void *value) {
    (void)arg;
    (void)value;
    for (;;)
        call_with_registers((void *)fastctx_yield, 0, 0, patterns[1], scratch);
    return 0;
}

static void coroutine(unsigned flags, const char *name) {
    fastctx_co_t *co;
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack = stack;
    attr.stack_size = sizeof stack;
    attr.flags = flags;
    if (fastctx_create(&co, &attr, yields, 0) != 0)
        fail(name, "the coroutine");
    for (int i = 0; i < ROUNDS; i++) {
        call_with_registers((void *)fastctx_resume, co, 0, patterns[0], got);
        check(name, flags != 0);
    }
}

int main(void) {
    board_start_ticks(100, on_tick);
    native(fastctx_switch, "fastctx_switch", 0);
    native(fastctx_switch_fp, "fastctx_switch_fp", 1);
    posix();
    coroutine(0, "fastctx_resume");
    coroutine(FASTCTX_CO_FP_CONTROL, "fastctx_resume, FP control");
    board_stop_ticks();
    if (ticks < 10000) {
        board_print("interrupts: too few\n");
        return 1;
    }
    board_print("interrupts: nothing lost\n");
    return 0;
}
