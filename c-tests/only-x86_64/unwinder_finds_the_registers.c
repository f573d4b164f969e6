/*
 * The trap flag stops the program at every single instruction of a swap, a
 * setcontext and the resumption of a delivered context; at each of them the
 * unwinder must find the caller's callee-saved registers, by name, and main.
 */
#include "../context.h"
#include "../mask.h"
#include "../registers.h"
#include <unwind.h>

static ucontext_t main_context, other;
static char stack[STACK_SIZE] __attribute__((aligned(16)));
static char signal_stack[4 * STACK_SIZE];
static uint64_t got[REGISTER_COUNT];
static volatile int stepping, steps, failures, checked;

/* tgkill(first argument, second argument, SIGUSR1): what is interrupted. */
extern void kill_thread(void);
__asm__(".text\n"
        ".type kill_thread, @function\n" KILL_THREAD ".size kill_thread, .-kill_thread");

#define IN_MAIN __attribute__((noinline, section("main_side")))
extern char __start_main_side[], __stop_main_side[];

static int is_caller(const char *pc) {
    const char *start = (const char *)(void *)call_with_registers;
    return pc > start && pc < start + 300; /* return_twice is behind it */
}
static int is_on_new(const char *sp) { return sp >= stack && sp <= stack + STACK_SIZE; }

struct trace {
    int frames, callers, main, wrong;
};

static _Unwind_Reason_Code note_frame(struct _Unwind_Context *frame, void *data) {
    struct trace *trace = data;
    const char *pc = (const char *)_Unwind_GetIP(frame);
    const char *cfa = (const char *)_Unwind_GetCFA(frame);
    trace->main |= pc > __start_main_side && pc <= __stop_main_side;
    if (is_caller(pc) && !trace->callers++)
        for (int i = 0; i < NATIVE_REGISTERS; i++)
            if (_Unwind_GetGR(frame, dwarf_numbers[i]) != patterns[is_on_new(cfa)][i])
                trace->wrong |= 1 << i;
    return ++trace->frames > 100 ? _URC_FATAL_PHASE1_ERROR : _URC_NO_REASON;
}

static void step(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    char *pc = (char *)CONTEXT_PC((ucontext_t *)context);
    if (!stepping || is_thunk(pc) || is_caller(pc) ||
        (pc >= __start_main_side && pc < __stop_main_side))
        return;
    struct trace trace = {0, 0, 0, 0};
    int end = _Unwind_Backtrace(note_frame, &trace);
    int on_new = is_on_new((char *)CONTEXT_SP((ucontext_t *)context));
    steps++;
    checked += trace.callers;
    /* What runs on no pattern (a body, a handler) only has to come to an end. */
    int good = end == _URC_END_OF_STACK && !trace.wrong && (on_new || trace.main);
    if (!good && ++failures <= 8) {
        printf("# at %p (%s stack): end %d after %d frames, main %d, wrong:", (void *)pc,
               on_new ? "new" : "old", end, trace.frames, trace.main);
        for (int i = 0; i < NATIVE_REGISTERS; i++)
            printf("%s%s", trace.wrong >> i & 1 ? " " : "",
                   trace.wrong >> i & 1 ? saved_registers[i].name : "");
        puts("");
    }
}

static inline __attribute__((always_inline)) void step_from_here(long on) {
    stepping = (int)on;
    set_trap_flag(on);
}

static void swaps_back(void) {
    for (;;)
        call_with_registers((void *)swapcontext, &other, &main_context, patterns[1], got);
}
static void sets_back(void) {
    call_with_registers((void *)setcontext, &main_context, NULL, patterns[1], got);
}
static void deliver(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    step_from_here(1);
    setcontext(context);
}

static IN_MAIN void run(const char *name, void (*body)(void)) {
    steps = failures = checked = 0;
    if (body) {
        START(&other, stack, NULL, body, 0);
        step_from_here(1);
        for (int i = 0; i < (body == swaps_back ? 3 : 1); i++)
            call_with_registers((void *)swapcontext, &main_context, &other, patterns[0], got);
    } else
        call_with_registers((void *)kill_thread, (void *)(long)getpid(),
                            (void *)syscall(SYS_gettid), patterns[0], got);
    step_from_here(0);
    CHECK(!failures, "%s: %d of %d positions unwind wrongly", name, failures, steps);
    CHECK(checked >= 15, "%s: at %d of them a caller's registers were looked at", name, checked);
}

IN_MAIN int main(void) {
    struct sigaction action = {.sa_sigaction = step, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    struct sigaction delivery = {.sa_sigaction = deliver, .sa_flags = SA_SIGINFO};
    stack_t own = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
    sigaltstack(&own, NULL);
    sigaction(SIGTRAP, &action, NULL);
    sigaction(SIGUSR1, &delivery, NULL);
    run("swap and swap back", swaps_back);
    run("swap and set back", sets_back);
    run("resume a delivered context", NULL);
    return check_done();
}
