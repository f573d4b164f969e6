/*
 * The trap flag stops the program at every single instruction of getcontext,
 * makecontext, swapcontext, setcontext and the trampoline; at each of them
 * _Unwind_Backtrace must reach the function that called: the old context's
 * while the stack pointer is on the old stack, the new one's from then on, and
 * nobody's (but a clean end) in the trampoline.
 *
 * At each of them, too, the signal that the main context blocks and the others
 * do not is blocked while the stack pointer is on the main stack: no handler
 * runs there that should not, however short the moment.
 */
#include "../context.h"
#include "../mask.h"
#include "arch.h"
#include <unwind.h>

#ifndef SIGFRAME_UCONTEXT /* where rt_sigreturn looks for it, from the stack pointer */
#define SIGFRAME_UCONTEXT 0
#endif

static ucontext_t main_context, other, linked, unusable, *delivered;
static char stack[STACK_SIZE] __attribute__((aligned(16)));
static char linked_stack[STACK_SIZE] __attribute__((aligned(16)));
static char signal_stack[4 * STACK_SIZE];
static volatile int returned; /* the entry function is done: the trampoline's turn */
static volatile int stepping, steps, failures, at_frame, noisy_at_frame, open_on_main;
static int masks_follow;

/* After a call, so that the compiler does not make it a jump. */
#define STAY_HERE __asm__ volatile("")

/* The callers, in sections of their own so that a program counter can be told. */
#define OLD_SIDE __attribute__((noinline, section("old_side")))
#define NEW_SIDE __attribute__((noinline, section("new_side")))
extern char __start_old_side[], __stop_old_side[], __start_new_side[], __stop_new_side[];

struct trace {
    int frames, old_side, new_side;
};

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *frame, void *data) {
    struct trace *trace = data;
    char *pc = (char *)_Unwind_GetIP(frame);
    trace->old_side |= pc > __start_old_side && pc <= __stop_old_side;
    trace->new_side |= pc > __start_new_side && pc <= __stop_new_side;
    return ++trace->frames > 100 ? _URC_FATAL_PHASE1_ERROR : _URC_NO_REASON;
}

static int is_on(const char *sp, const char *which) {
    return sp >= which && sp <= which + STACK_SIZE;
}

static void step(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    ucontext_t *uc = context;
    char *pc = (char *)CONTEXT_PC(uc), *sp = (char *)CONTEXT_SP(uc);
    if (!stepping || is_thunk(pc) || (pc >= __start_old_side && pc < __stop_old_side) ||
        (pc >= __start_new_side && pc < __stop_new_side))
        return;
    struct trace trace = {0, 0, 0};
    int end = _Unwind_Backtrace(note_frame, &trace);
    int on_new = is_on(sp, stack) || is_on(sp, linked_stack);
    int good = end == _URC_END_OF_STACK && (!on_new    ? trace.old_side
                                            : returned ? !trace.old_side
                                                       : trace.new_side);
    steps++;
    if (delivered && sp == (char *)delivered - SIGFRAME_UCONTEXT) {
        at_frame++;
        noisy_at_frame += !sigismember(&uc->uc_sigmask, SIGALRM);
    }
    open_on_main += masks_follow && !on_new && !sigismember(&uc->uc_sigmask, SIGUSR2);
    if (!good && ++failures <= 8)
        printf("# at %p, stack pointer %p (%s stack): end %d after %d frames, old %d, new %d\n",
               (void *)pc, (void *)sp, on_new ? "new" : "old", end, trace.frames, trace.old_side,
               trace.new_side);
}

static inline __attribute__((always_inline)) void start_stepping(void) {
    stepping = 1;
    set_trap_flag(1);
}
static inline __attribute__((always_inline)) void stop_stepping(void) {
    set_trap_flag(0);
    stepping = 0;
}

static NEW_SIDE void yield_once(void) {
    swapcontext(&other, &main_context);
    STAY_HERE;
}

static NEW_SIDE void body(long a, long b, long c, long d, long e, long f, long g, long h) {
    (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h;
    yield_once();
    yield_once();
    returned = 1;
}

static NEW_SIDE void linked_body(void) {
    setcontext(&main_context);
    STAY_HERE;
}

static OLD_SIDE void make_and_swap(void) {
    start_stepping();
    getcontext(&linked);
    linked.uc_stack.ss_sp = linked_stack;
    linked.uc_stack.ss_size = STACK_SIZE;
    makecontext(&linked, linked_body, 0);
    getcontext(&other);
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = STACK_SIZE;
    other.uc_link = &main_context;
    sigdelset(&linked.uc_sigmask, SIGUSR2);
    sigdelset(&other.uc_sigmask, SIGUSR2);
    makecontext(&other, (void (*)(void))body, 8, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    returned = 0;
    for (int i = 0; i < 3; i++)
        swapcontext(&main_context, &other);
    returned = 0;
    swapcontext(&main_context, &linked);
    stop_stepping();
}

/* Both leave from the same place, so the exit is a `ret`. */
static OLD_SIDE void same_place(ucontext_t *from, ucontext_t *to) {
    swapcontext(from, to);
    STAY_HERE;
}
static NEW_SIDE void same_place_body(void) {
    for (;;)
        same_place(&other, &main_context);
}
static OLD_SIDE void swap_from_the_same_place(void) {
    on_stack(&other, stack, STACK_SIZE, NULL);
    makecontext(&other, same_place_body, 0);
    same_place(&main_context, &other);
    start_stepping();
    same_place(&main_context, &other);
    stop_stepping();
}

static OLD_SIDE void fail_every_way(void) {
    ucontext_t *volatile null_context = NULL;
    on_stack(&unusable, NULL, 0, NULL);
    start_stepping();
    makecontext(&unusable, linked_body, 0);
    swapcontext(&main_context, &unusable);
    setcontext(&unusable);
    getcontext(null_context);
    setcontext(null_context);
    swapcontext(null_context, &unusable);
    stop_stepping();
}

static void deliver(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    delivered = context;
    start_stepping();
    setcontext(delivered);
}
static OLD_SIDE void resume_a_delivered_context(void) {
    /* In this function, so that it is what the delivered context interrupted. */
    system_call(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGUSR1, 0);
    stop_stepping();
}

/* With shadow stacks a made context starts at a call that nobody made: there unwinding
 * ends. Each of two contexts in a scene starts once. */
#ifdef SHADOW_STACKS
enum { AT_THE_CALL = 2 };
#else
enum { AT_THE_CALL = 0 };
#endif

int main(void) {
    struct sigaction action = {.sa_sigaction = step, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    struct sigaction delivery = {.sa_sigaction = deliver, .sa_flags = SA_SIGINFO};
    stack_t own = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
    static const struct {
        const char *name;
        void (*run)(void);
    } scenes[] = {{"make, swap, return to the link", make_and_swap},
                  {"swap from the same place", swap_from_the_same_place},
                  {"every way to fail", fail_every_way},
                  {"resume a delivered context", resume_a_delivered_context}};
    sigaltstack(&own, NULL);
    sigaction(SIGTRAP, &action, NULL);
    sigaction(SIGUSR1, &delivery, NULL);
    const char *policy = getenv("FASTCTX_SIGMASK");
    masks_follow = !policy || strcmp(policy, "never") != 0;
    set_kernel_mask(bit(SIGUSR2));
    int all = 0;
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++) {
        steps = failures = 0;
        scenes[i].run();
        CHECK(failures <= AT_THE_CALL, "%s: %d of %d positions unwind wrongly", scenes[i].name,
              failures, steps);
        CHECK(steps >= 15, "%s: %d positions were stopped at", scenes[i].name, steps);
        all += steps;
    }
    CHECK(!open_on_main, "what the main context blocks is blocked on its stack: %d of %d not",
          open_on_main, all);
    CHECK(at_frame > 0 && !noisy_at_frame,
          "signals are blocked while the stack pointer is at the frame: %d of %d not",
          noisy_at_frame, at_frame);
    printf("# %d positions in all\n", all);
    return check_done();
}
