/*
 * A signal at every instruction of every function that switches, while shadow stacks are
 * on: the trap flag has the processor raise SIGTRAP behind each. The handler returns; goes
 * to another context and comes back; leaves for a scheduler, which resumes what was
 * interrupted from a stack of its own; or leaves setcontext for where that was going.
 *
 * (c-tests/ours has the same for the paths without shadow stacks, by ptrace: there a trap
 * would be the preemption after which they are not taken.)
 */
#include "../../context.h"
#include "../../native/coroutine.h"
#include "../shadow_stack.h"
#include <fastctx_inline.h>
#include <signal.h>

enum { RETURNS, SWAPS, SWITCHES, LEAVES, HANDLERS };
static const char *const handler_names[] = {"returns", "swaps to another context and back",
                                            "switches to another context and back",
                                            "leaves for a scheduler"};
static char stacks[5][STACK_SIZE] __attribute__((aligned(64)));
static ucontext_t in_handler, handlers_own, scheduler, here, there;
static ucontext_t *volatile interrupted;
static fastctx_t native_in_handler, native_handlers_own, native_here, native_there;
static volatile int handler, traps, wrong;
static volatile int leave_at; /* for where setcontext is going: at this trap */

static void mirror(void) {
    for (;;)
        swapcontext(&handlers_own, &in_handler);
}
static void *native_mirror(void *arg, void *value) {
    for (;;)
        value = fastctx_switch(&native_handlers_own, &native_in_handler, value);
    return arg;
}
static void schedule(void) {
    for (;;) {
        ucontext_t *const resume = interrupted;
        swapcontext(&scheduler, resume);
    }
}

__attribute__((noinline)) static int calls(int depth) {
    volatile int sum = depth;
    if (depth)
        sum += calls(depth - 1);
    return sum;
}

/* The one instruction at which an interrupted context must be gone on with: the processor has
 * taken the token of the shadow stack that it goes to, and not yet left one behind. */
static int has_no_token(const ucontext_t *context) {
    return memcmp((const void *)(uintptr_t)context->uc_mcontext.gregs[REG_RIP], "\xf3\x0f\x01\xea",
                  4) == 0;
}

static void on_trap(int number_of, siginfo_t *info, void *context) {
    (void)number_of, (void)info;
    wrong += calls(4) != 10;
    if (++traps == leave_at && !has_no_token(context))
        setcontext(&there);
    switch (handler) {
    case SWAPS:
        wrong += swapcontext(&in_handler, &handlers_own) != 0;
        break;
    case SWITCHES:
        wrong += fastctx_switch(&native_in_handler, &native_handlers_own, &here) != &here;
        break;
    case LEAVES:
        interrupted = context;
        setcontext(&scheduler);
        break;
    }
}

/* The trap flag; what is below the stack pointer stays as it is. */
#define TRAPS(instruction)                                                                         \
    __asm__ volatile("leaq -128(%%rsp), %%rsp\n\tpushfq\n\t" instruction                           \
                     ", (%%rsp)\n\tpopfq\n\tleaq 128(%%rsp), %%rsp" ::                             \
                         : "cc", "memory")
#define BEGIN() TRAPS("orq $0x100")
#define END() TRAPS("andq $~0x100")

static void swaps_back(void) {
    for (;;)
        swapcontext(&there, &here);
}
static void swap(int signal_here, int signal_there) {
    sigset_t set, before;
    sigemptyset(&set);
    if (signal_there)
        sigaddset(&set, signal_there);
    sigprocmask(SIG_BLOCK, &set, &before);
    START(&there, stacks[0], NULL, swaps_back, 0);
    sigprocmask(SIG_SETMASK, &before, NULL);
    sigemptyset(&set);
    if (signal_here)
        sigaddset(&set, signal_here);
    sigprocmask(SIG_BLOCK, &set, NULL);
    BEGIN();
    for (int i = 0; i < 3; i++)
        wrong += swapcontext(&here, &there) != 0;
    END();
    sigprocmask(SIG_SETMASK, &before, NULL);
}
static void swap_equal(void) { swap(0, 0); }
static void swap_more(void) { swap(0, SIGUSR1); }
static void swap_less(void) { swap(SIGUSR1, 0); }
static void swap_other(void) { swap(SIGUSR1, SIGUSR2); }

__attribute__((noinline)) static void set(int depth) {
    if (depth)
        set(depth - 1);
    else
        setcontext(&here);
    __asm__ volatile("");
}
static void unwind(void) {
    volatile int times = 0;
    BEGIN();
    getcontext(&here);
    if (times++ < 2)
        set(3);
    END();
    wrong += times != 3;
}

/* On the way from `here` to `there`, neither of which is being saved, and back: whoever
 * is interrupted is never gone on with, `there` is resumed again instead. */
static void sets_back(void) {
    getcontext(&there);
    setcontext(&here);
}
static void leave_sets(void) {
    volatile int at = 0;
    START(&there, stacks[0], NULL, sets_back, 0);
    do {
        volatile int is_back = 0;
        traps = 0;
        getcontext(&here);
        if (!is_back++) {
            leave_at = at;
            BEGIN();
            setcontext(&there);
        }
        END();
    } while (traps >= at++);
    leave_at = 0;
}

static volatile int arguments;
static void made(int a, int b) { arguments = 10 * a + b; }
static void make_and_link(void) {
    arguments = 0;
    BEGIN();
    START(&there, stacks[0], &here, made, 2, 4, 2);
    swapcontext(&here, &there);
    END();
    wrong += arguments != 42;
}

static int how;
static void *switches_back(void *arg, void *value) {
    for (;;)
        value = how == 0   ? fastctx_switch(&native_there, &native_here, value)
                : how == 1 ? fastctx_switch_fp(&native_there, &native_here, value)
                           : fastctx_switch_inline(&native_there, &native_here, value);
    return arg;
}
static void native(int way_there, int way_back) {
    how = way_back;
    fastctx_init(&native_there, stacks[1], STACK_SIZE, switches_back, NULL, NULL);
    for (uintptr_t i = 0; i < 3; i++) {
        void *value = NULL;
        BEGIN();
        value = way_there == 0   ? fastctx_switch(&native_here, &native_there, number(i))
                : way_there == 1 ? fastctx_switch_fp(&native_here, &native_there, number(i))
                                 : fastctx_switch_inline(&native_here, &native_there, number(i));
        END();
        wrong += value != number(i);
    }
}
static void native_plain(void) { native(0, 0); }
static void native_fp(void) { native(1, 1); }
static void native_inline(void) { native(2, 2); }
static void native_mixed(void) { native(0, 2), native(2, 1), native(1, 0); }

static void *yields(void *arg, void *value) {
    (void)arg;
    while (fastctx_yield(&value) == 0)
        ;
    return number(7);
}
static void live_of(int mode, unsigned flags) {
    fastctx_co_t *co = make(mode, flags, yields, NULL);
    for (uintptr_t i = 0; i < 3; i++) {
        void *value = number(i);
        BEGIN();
        int result = fastctx_resume(co, &value);
        END();
        wrong += result != FASTCTX_YIELDED || value != number(i);
    }
    BEGIN();
    int result = fastctx_cancel(co);
    END();
    wrong += result != 0 || fastctx_destroy(co) != 0;
}
static void *lives(void *arg, void *value) {
    live_of((int)of_number(arg), 0);
    return value;
}
static void live(void) {
    for (int i = 0; i < MODES; i++) {
        live_of(all_modes[i], 0);
        live_of(all_modes[i], FASTCTX_CO_FP_CONTROL | FASTCTX_CO_EXCEPTIONS);
    }
}
/* Of one that resumes others, too. */
static void nested(void) {
    for (int i = 0; i < MODES; i++) {
        fastctx_co_t *co = make(all_modes[i], 0, lives, number((uintptr_t)all_modes[i]));
        wrong += fastctx_resume(co, NULL) != FASTCTX_FINISHED || fastctx_destroy(co) != 0;
    }
}

static const struct {
    const char *name;
    void (*play)(void);
} scenes[] = {
    {"swapcontext, equal masks", swap_equal},
    {"swapcontext to one that blocks more", swap_more},
    {"swapcontext to one that blocks less", swap_less},
    {"swapcontext to one that blocks others", swap_other},
    {"getcontext and setcontext", unwind},
    {"setcontext that is left for where it was going", leave_sets},
    {"makecontext and the return to uc_link", make_and_link},
    {"fastctx_switch", native_plain},
    {"fastctx_switch_fp", native_fp},
    {"fastctx_switch_inline", native_inline},
    {"native switches of different kinds", native_mixed},
    {"coroutines", live},
    {"coroutines in coroutines", nested},
};

int main(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_trap;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGTRAP, &action, NULL);
    START(&handlers_own, stacks[2], NULL, mirror, 0);
    START(&scheduler, stacks[3], NULL, schedule, 0);
    fastctx_init(&native_handlers_own, stacks[4], STACK_SIZE, native_mirror, NULL, NULL);
    const uintptr_t want = shadow_stack_pointer();
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
        /* What leaves takes as many rounds as there are instructions: one of them will do. */
        for (handler = 0; handler < (scenes[i].play == leave_sets ? 1 : HANDLERS); handler++) {
            traps = wrong = 0;
            scenes[i].play();
            CHECK(wrong == 0 && traps > 50 && shadow_stack_pointer() == want,
                  "%s, at each of %d instructions a handler that %s", scenes[i].name, traps,
                  handler_names[handler]);
        }
    return check_done();
}
