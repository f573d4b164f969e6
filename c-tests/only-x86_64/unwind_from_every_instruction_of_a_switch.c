/*
 * The trap flag stops the program at every single instruction of fastctx_switch,
 * fastctx_switch_fp, fastctx_init and the start of a context; at each of them
 * _Unwind_Backtrace must reach the function that called: the old context's
 * while the stack pointer is on the old stack, the new one's from then on, and
 * nobody's (but a clean end) where the entry function has not been called or is
 * done. And at every instruction of functions that switch inline, except at a
 * jump and the landing, where fastctx_inline.h says that it cannot.
 */
#include "../context.h"
#include "arch.h"
#include <fastctx_inline.h>
#include <signal.h>
#include <unwind.h>

static fastctx_t here, there;
static char stack[STACK_SIZE] __attribute__((aligned(16)));
static char signal_stack[4 * STACK_SIZE];
static volatile int stepping, steps, failures, excused;
static volatile int entered; /* the entry function has begun, and is not done */

/* After a call, so that the compiler does not make it a jump. */
#define STAY_HERE __asm__ volatile("")

/* The callers, in sections of their own so that a program counter can be told; and
 * those that switch inline, which are looked at like the library. */
#define OLD_SIDE __attribute__((noinline, section("old_side")))
#define NEW_SIDE __attribute__((noinline, section("new_side")))
#define INLINE __attribute__((noinline, section("inline_side")))
extern char __start_old_side[], __stop_old_side[], __start_new_side[], __stop_new_side[];
extern char __start_inline_side[], __stop_inline_side[];

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

/* jmp *8(%rsi) | endbr64, mov 16(%rsi), %rbp, mov 24(%rsi), %rbx; and where the library
 * jumps to a landing, jmp *%r10, if there the frame is found by its pointer. On i386
 * jmp *4(%ecx) | endbr32, and so on; jmp *%edi; and the place where an address has been
 * pushed, to find out where it is. */
#ifdef __x86_64__
static const char jump[] = "\x41\xff\xe2", landing_pad[] = "\xff\x66\x08\xf3\x0f\x1e\xfa";
#else
static const char jump[] = "\xff\xe7", landing_pad[] = "\xff\x61\x04\xf3\x0f\x1e\xfb";
#endif
static int in_a_frame;
static int is_jump_or_landing(const char *pc) {
    if (pc < __start_inline_side || pc >= __stop_inline_side)
        return in_a_frame && memcmp(pc, jump, sizeof jump - 1) == 0;
#ifdef SHADOW_STACKS
    /* There are two landings, and the jump is not in front of either: the second one is
     * where the shadow stack pointer is loaded. */
    if (memcmp(pc, landing_pad, 3) == 0)
        return 1;
    for (int back = 0; back <= 8; back += 4)
        if (memcmp(pc - back, "\xf3\x0f\x1e\xfa\x48\x8b\x6e\x10\x48\x8b\x5e\x18", 12) == 0)
            return 1;
#endif
    for (const char *landing = pc + 3; landing >= pc - 8; landing--)
        if (memcmp(landing - 3, landing_pad, 7) == 0)
            return 1;
    return memcmp(pc - 5, "\xe8\0\0\0", 5) == 0;
}

static void step(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    ucontext_t *uc = context;
    char *pc = (char *)CONTEXT_PC(uc), *sp = (char *)CONTEXT_SP(uc);
    if (!stepping || is_thunk(pc) || (pc >= __start_old_side && pc < __stop_old_side) ||
        (pc >= __start_new_side && pc < __stop_new_side))
        return;
    if (is_jump_or_landing(pc)) {
        excused++;
        return;
    }
    struct trace trace = {0, 0, 0};
    int end = _Unwind_Backtrace(note_frame, &trace);
    int on_new = sp >= stack && sp <= stack + sizeof stack;
    int good = end == _URC_END_OF_STACK && (!on_new   ? trace.old_side && !trace.new_side
                                            : entered ? trace.new_side && !trace.old_side
                                                      : !trace.new_side && !trace.old_side);
    steps++;
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

typedef void *switch_function(fastctx_t *, fastctx_t *, void *);

/* In loops, and a function with a frame pointer: the frame is found by either. */
static INLINE void *inline_switch(fastctx_t *from, fastctx_t *to, void *value) {
    for (volatile int i = 0; i < 1; i++)
        value = fastctx_switch_inline(from, to, value);
    return value;
}
static INLINE void *inline_switch_in_a_frame(fastctx_t *from, fastctx_t *to, void *value) {
    char *variable = __builtin_alloca(((size_t)value & 1) + 100);
    __asm__ volatile("" : : "r"(variable) : "memory");
    value = fastctx_switch_inline_fp(from, to, value);
    __asm__ volatile("" : : "r"(variable) : "memory");
    return value;
}

static switch_function *there_by; /* what `there` leaves by */
static NEW_SIDE void *entry(void *arg, void *value) {
    entered = 1;
    value = there_by(&there, &here, arg);
    STAY_HERE;
    value = there_by(&there, &here, value);
    entered = 0;
    return value;
}

/* Both from the same place, so that the exit is a `ret`, and from different ones. */
static OLD_SIDE void go(switch_function *by, switch_function *back_by) {
    there_by = back_by;
    entered = 0;
    start_stepping();
    fastctx_init(&there, stack, sizeof stack, entry, NULL, &here);
    for (int i = 0; i < 3; i++)
        by(&here, &there, NULL);
    by(&here, &here, NULL);
    stop_stepping();
}

int main(void) {
    struct sigaction action = {.sa_sigaction = step, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    stack_t own = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
    static const struct {
        const char *name;
        switch_function *function;
    } ways[] = {{"fastctx_switch", fastctx_switch},
                {"fastctx_switch_fp", fastctx_switch_fp},
                {"inline", inline_switch},
                {"inline in a frame", inline_switch_in_a_frame}};
    sigaltstack(&own, NULL);
    sigaction(SIGTRAP, &action, NULL);
    int all = 0;
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++) {
            steps = failures = excused = 0;
            in_a_frame = i == 3 || j == 3;
            go(ways[i].function, ways[j].function);
            CHECK(failures == 0, "%s, and back by %s: %d of %d positions unwind wrongly",
                  ways[i].name, ways[j].name, failures, steps);
            CHECK(steps >= 60, "%d positions were stopped at", steps);
            CHECK(i < 2 && j < 2 ? excused == 0 : excused > 0 && excused <= 28,
                  "%d stops at jumps and landings of inline switches", excused);
            all += steps;
        }
    printf("# %d positions in all\n", all);
    return check_done();
}
