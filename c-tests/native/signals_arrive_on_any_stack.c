/*
 * A timer's handler runs wherever a signal finds the thread: on main's stack, on
 * coroutines', and between. What it leaves on the stack, in registers and in
 * FP control harms nobody; it may ask which coroutine runs and what that is doing.
 */
#include "arch.h"
#include "coroutine.h"
#include <fenv.h>
#include <signal.h>
#include <sys/time.h>

enum { COROUTINES = 8, CANARIES = 16, ROUNDS = 20000, LEAST_SIGNALS = 20 };
static volatile int signals, in_a_coroutine, wrong;
static fastctx_co_t *all[COROUTINES];

static void handler(int number_of) {
    (void)number_of;
    volatile char below[2000]; /* what a coroutine would have below its stack pointer */
    memset((char *)below, 0x5a, sizeof below);
#ifndef EMULATOR_LOSES_FP_CONTROL
    fesetround(FE_DOWNWARD); /* sigreturn puts back what was */
#endif
    fastctx_co_t *co = fastctx_current();
    if (co) {
        int known = 0;
        for (int i = 0; i < COROUTINES; i++)
            known |= co == all[i];
        wrong += !known;
        int status = fastctx_status(co);
        wrong += status < FASTCTX_SUSPENDED || status > FASTCTX_DEAD;
        in_a_coroutine++;
    }
    signals++;
}

/* Resumes the next one, for some levels, and yields, with canaries around. */
static void *body(void *arg, void *value) {
    uintptr_t self = of_number(arg);
    for (;;) {
        volatile uintptr_t canary[CANARIES];
        for (int i = 0; i < CANARIES; i++)
            canary[i] = of_number(value) + (uintptr_t)i;
        if (self + 1 < COROUTINES && of_number(value) % 4 != 0) {
            void *passed = number(of_number(value) / 4);
            wrong += fastctx_resume(all[self + 1], &passed) != FASTCTX_YIELDED;
            wrong += passed != number(of_number(value) / 4 + 1);
        }
        for (int i = 0; i < CANARIES; i++)
            wrong += canary[i] != of_number(value) + (uintptr_t)i;
        value = number(of_number(value) + 1);
        if (fastctx_yield(&value) != 0)
            return NULL;
    }
}

static void check_all(const char *what, int mode, unsigned flags) {
    for (uintptr_t i = 0; i < COROUTINES; i++)
        all[i] = make(mode, flags, body, number(i));
    signals = in_a_coroutine = wrong = 0;
    for (uintptr_t round = 0; round < ROUNDS || signals < LEAST_SIGNALS; round++) {
        void *value = number(round);
        wrong += fastctx_resume(all[0], &value) != FASTCTX_YIELDED || value != number(round + 1);
        wrong += fegetround() != FE_TONEAREST;
    }
    CHECK(wrong == 0, "%s, %s: %d mistakes", what, mode_names[mode], wrong);
    printf("# %d signals, %d of them in coroutines\n", signals, in_a_coroutine);
    for (int i = 0; i < COROUTINES; i++)
        CHECK(fastctx_cancel(all[i]) == 0 && fastctx_destroy(all[i]) == 0, "coroutine %d ends", i);
}

int main(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    struct itimerval every = {{0, 1000}, {0, 1000}}, never = {{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &every, NULL);
    for (int i = 0; i < MODES; i++) {
        check_all("plain", all_modes[i], 0);
        check_all("with both flags", all_modes[i], FASTCTX_CO_FP_CONTROL | FASTCTX_CO_EXCEPTIONS);
    }
    setitimer(ITIMER_REAL, &never, NULL);
    return check_done();
}
