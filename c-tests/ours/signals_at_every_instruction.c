/*
 * A signal at every single instruction of every function that switches, fast paths and
 * slow ones. Its handler goes elsewhere and comes back, by swapcontext, by the native
 * switches or by another coroutine, or edits the mask that it returns to. Then the
 * callee-saved registers, the value that was passed, the signal mask and what the library
 * knows of it are right.
 *
 * A parent traces the child that does it (ptrace(2)). A breakpoint stops the child where
 * it got by itself, and not step by step: each stop is a preemption, after which a mask
 * that was known is not known any more, and the fast paths would never be seen. A single
 * step from there tells which instruction is the next one.
 *
 * usage: PROGRAM [SCENE [HANDLER [EVERY]]]    only those, a negative number stands for all;
 *                                              at every so-manyth instruction
 */
#include "../registers.h"
/* after registers.h, which wants to be first */
#include "../mask.h"
#include "../native/coroutine.h"
#include <fastctx_inline.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <ucontext.h>

#ifdef __has_include
#if __has_include("stepping.h")
#include "stepping.h"
#endif
#endif
#ifndef BREAKPOINT
int main(void) {
    SKIP_ALL("single steps: Linux has none on this architecture, or stepping.h is to be written");
}
#else

enum { STACK = 64 * 1024, MOST_INSTRUCTIONS = 6000, RETRIES = 200, MASK_EDITED = SIGWINCH };
enum { SWITCHES, EDITS, RESUMES, HANDLERS };
static const char *const handler_names[] = {"goes to other contexts and back", "edits the mask",
                                            "resumes a coroutine"};

/* ---- what parent and child share ---------------------------------------------------- */

struct shared {
    int scene, handler; /* what to do; handler < 0: no signal */
    int handled;        /* signals */
    int wrong;
    char first[200]; /* mistake */
};
static struct shared *shared;

static void mistake(const char *what, uint64_t want, uint64_t got) {
    if (want == got || shared->wrong++)
        return;
    snprintf(shared->first, sizeof shared->first, "%s: want %#llx, got %#llx", what,
             (unsigned long long)want, (unsigned long long)got);
}

/* ---- the child ------------------------------------------------------------------------ */

/* The parent is told, and looks from there to is_over(). */
static __attribute__((noinline)) void begins(void) {
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGTRAP);
}
static __attribute__((noinline)) void is_over(void) { __asm__ volatile(""); }

static char stacks[6][STACK] __attribute__((aligned(64)));
static ucontext_t here, there, handlers_here, handlers_there;
static fastctx_t native_here, native_there, handlers_native_here, handlers_native_there;
static fastctx_co_t *handlers_co;
static fastctx_shared_t *on_one_stack;

static int spoil(void *a, void *b) {
    volatile unsigned char below[1000];
    for (size_t i = 0; i < sizeof below; i++)
        below[i] = 0x5a;
    (void)a, (void)b;
    return below[5];
}

/* function(a, b, NULL), with patterns in the registers: those are kept. FP control is that of
 * the thread for some. */
static int keeps_fp = 1;
static long kept(const char *what, void *function, const void *a, const void *b, int pattern) {
    uint64_t got[REGISTER_COUNT] = {0};
    const long result = call_with_registers(function, a, b, patterns[pattern], got);
    for (int i = NATIVE_REGISTERS; i < REGISTER_COUNT && !keeps_fp; i++)
        got[i] = patterns[pattern][i];
    for (int i = wrong_register(patterns[pattern], got, 0); i >= 0;
         i = wrong_register(patterns[pattern], got, i + 1)) {
        char name[100];
        snprintf(name, sizeof name, "%s in %s", saved_registers[i].name, what);
        mistake(name, patterns[pattern][i], got[i]);
    }
    return result;
}

static __attribute__((noinline)) void get(ucontext_t *context) {
    if (getcontext(context) != 0)
        abort();
}
static __attribute__((noinline)) uint64_t saved_mask(void) {
    ucontext_t context;
    get(&context);
    return of_set(&context.uc_sigmask);
}

static void posix_mirror(void) {
    for (;;)
        swapcontext(&handlers_there, &handlers_here);
}
static void *native_mirror(void *arg, void *value) {
    for (;;)
        value = fastctx_switch_fp(&handlers_native_there, &handlers_native_here, value);
    return arg;
}
static void *co_mirror(void *arg, void *value) {
    while (fastctx_yield(&value) == 0)
        ;
    return arg;
}

static void on_signal(int signal, siginfo_t *info, void *interrupted) {
    ucontext_t *context = interrupted;
    (void)signal, (void)info;
    const int outer = keeps_fp;
    keeps_fp = 1;
    shared->handled++;
    kept("the handler", (void *)spoil, NULL, NULL, 1);
    switch (shared->handler) {
    case SWITCHES:
        mistake(
            "the handler's swap", 0,
            (uint64_t)kept("its swap", (void *)swapcontext, &handlers_here, &handlers_there, 1));
        kept("its switch", (void *)fastctx_switch_fp, &handlers_native_here, &handlers_native_there,
             1);
        break;
    case EDITS:
        put_set(&context->uc_sigmask, of_set(&context->uc_sigmask) ^ bit(MASK_EDITED));
        break;
    case RESUMES:
        mistake("the handler's resume", FASTCTX_YIELDED,
                (uint64_t)fastctx_resume(handlers_co, NULL));
        break;
    }
    keeps_fp = outer;
}

/* The masks of the two contexts of a scene, before any edit. */
static uint64_t masks[2];

/* Of the mask in force here: it is the one that was to be, perhaps edited, and the
 * library knows no other. */
static void check_mask(const char *where, uint64_t want) {
    if (fastctx_sigmask_policy() == FASTCTX_SIGMASK_NEVER)
        return;
    const uint64_t mask = kernel_mask();
    mistake(where, want, shared->handler == EDITS ? mask & ~bit(MASK_EDITED) : mask);
    mistake("the mask that is saved afterwards", mask, saved_mask());
    mistake("the mask after saving it", mask, kernel_mask());
}

/* From `begins` on the mask is known. */
#define BEGIN()                                                                                    \
    do {                                                                                           \
        begins();                                                                                  \
        saved_mask();                                                                              \
    } while (0)

/* swapcontext from here to `there`, whose mask is masks[1]; what the signal is to meet is the
 * way there or the way back. */
static int looks_at_the_way_back;
static void swapped_to(void) {
    for (;;) {
        if (!looks_at_the_way_back)
            is_over();
        check_mask("the mask of the one swapped to", masks[1]);
        if (looks_at_the_way_back)
            BEGIN();
        kept("swapcontext back", (void *)swapcontext, &there, &here, 1);
    }
}
static void swap(int way_back, uint64_t other_mask) {
    looks_at_the_way_back = way_back;
    masks[0] = bit(SIGURG), masks[1] = other_mask;
    set_kernel_mask(masks[0]);
    get(&there);
    there.uc_stack.ss_sp = stacks[0];
    there.uc_stack.ss_size = STACK;
    there.uc_link = NULL;
    put_set(&there.uc_sigmask, masks[1]);
    makecontext(&there, swapped_to, 0);
    if (!way_back)
        BEGIN();
    mistake("swapcontext", 0, (uint64_t)kept("swapcontext", (void *)swapcontext, &here, &there, 0));
    if (way_back)
        is_over();
    check_mask("the mask of the one swapped from", masks[0]);
}
static void swap_same(void) { swap(0, bit(SIGURG)); }
static void swap_same_back(void) { swap(1, bit(SIGURG)); }
static void swap_to_less(void) { swap(0, 0); }
static void swap_to_more(void) { swap(1, 0); }
static void swap_to_other(void) { swap(0, bit(SIGUSR2)); }

/* setcontext back to where getcontext saved: the signal is to meet the one or the other. */
static ucontext_t known_here, known_there;
static void known_mirror(void) {
    for (;;)
        swapcontext(&known_there, &known_here);
}
/* The mask becomes known, but not by getcontext. */
static void know_mask(void) {
    get(&known_there);
    known_there.uc_stack.ss_sp = stacks[4];
    known_there.uc_stack.ss_size = STACK;
    makecontext(&known_there, known_mirror, 0);
    begins();
    /* Where flags are kept both functions share the code for that, and a breakpoint there
     * would be met too early. */
    if (!getenv("FASTCTX_FPENV"))
        swapcontext(&known_here, &known_there);
}
static int set(ucontext_t *context) {
    if (!looks_at_the_way_back)
        is_over();
    check_mask("the mask after getcontext", masks[0]);
    set_kernel_mask(masks[1]);
    if (looks_at_the_way_back)
        BEGIN();
    return setcontext(context);
}
static void get_and_set(int way_back) {
    uint64_t returned[REGISTER_COUNT + 1] = {0};
    looks_at_the_way_back = way_back;
    masks[0] = bit(SIGURG), masks[1] = bit(SIGUSR2);
    set_kernel_mask(masks[0]);
    if (!way_back)
        know_mask();
    return_twice((void *)getcontext, (void *)set, &here, patterns, returned);
    if (way_back)
        is_over();
    check_mask("the mask that setcontext sets", masks[0]);
    for (int i = wrong_register(patterns[0], returned, 0); i >= 0;
         i = wrong_register(patterns[0], returned, i + 1))
        mistake(saved_registers[i].name, patterns[0][i], returned[i]);
}
static void get_context(void) { get_and_set(0); }
static void set_context(void) { get_and_set(1); }

/* makecontext, the first switch to it, its end and the return to its link. */
static int made_sum;
static void made(int a, int b, int c, int d, int e, int f, int g, int h) {
    if (!looks_at_the_way_back)
        is_over();
    made_sum =
        a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f + 1000000 * g + 10000000 * h;
    check_mask("the mask of a fresh context", masks[1]);
    if (looks_at_the_way_back)
        BEGIN();
}
static int make_one(ucontext_t *context, void *unused) {
    (void)unused;
    makecontext(context, (void (*)(void))made, 8, 1, 2, 3, 4, 5, 6, 7, 8);
    return 0;
}
static void make_and_return(int way_back) {
    looks_at_the_way_back = way_back;
    masks[0] = bit(SIGURG), masks[1] = 0;
    set_kernel_mask(masks[1]);
    get(&there);
    set_kernel_mask(masks[0]);
    there.uc_stack.ss_sp = stacks[0];
    there.uc_stack.ss_size = STACK;
    there.uc_link = &here;
    made_sum = 0;
    if (!way_back)
        BEGIN();
    kept("makecontext", (void *)make_one, &there, NULL, 1);
    kept("swapcontext", (void *)swapcontext, &here, &there, 0);
    if (way_back)
        is_over();
    mistake("the arguments", 87654321, (uint64_t)made_sum);
    check_mask("the mask after the return to the link", masks[0]);
}
static void make_context(void) { make_and_return(0); }
static void return_to_link(void) { make_and_return(1); }

/* The native switches, there and back. */
static int by_fp;
static void *switched_to(void *arg, void *value) {
    for (;;) {
        mistake("the value that arrives", 0, (uint64_t)(uintptr_t)value);
        value = number((uintptr_t)kept("fastctx_switch back",
                                       by_fp ? (void *)fastctx_switch_fp : (void *)fastctx_switch,
                                       &native_there, &native_here, 1));
    }
    return arg;
}
static void native(int fp) {
    by_fp = keeps_fp = fp;
    fastctx_init(&native_there, stacks[1], STACK, switched_to, NULL, NULL);
    BEGIN();
    for (int i = 0; i < 2; i++)
        mistake("the value that comes back", 0,
                (uint64_t)kept("fastctx_switch",
                               fp ? (void *)fastctx_switch_fp : (void *)fastctx_switch,
                               &native_here, &native_there, 0));
    is_over();
    keeps_fp = 1;
    check_mask("the mask after a native switch", 0);
}
static void native_plain(void) { native(0); }
static void native_fp(void) { native(1); }

static void *inline_to(void *arg, void *value) {
    for (;;)
        value = fastctx_switch_inline(&native_there, &native_here, number(of_number(value) + 1));
    return arg;
}
static void native_inline(void) {
    uintptr_t a = 3, b = 5, c = 7;
    fastctx_init(&native_there, stacks[1], STACK, inline_to, NULL, NULL);
    BEGIN();
    for (uintptr_t i = 0; i < 2; i++) {
        __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c));
        mistake("the value that comes back inline", i + 11,
                (uintptr_t)fastctx_switch_inline(&native_here, &native_there, number(i + 10)));
    }
    is_over();
    mistake("variables around it", 357, a * 100 + b * 10 + c);
    check_mask("the mask after an inline switch", 0);
}

/* Coroutines: created, resumed, yielding, ended, destroyed. */
static void *yields(void *arg, void *value) {
    volatile uintptr_t local = 77;
    for (int i = 0; i < 2; i++) {
        mistake("the value that is passed in", 40, of_number(value));
        value = number(41);
        mistake("yield", 0,
                (uint64_t)kept("fastctx_yield", (void *)fastctx_yield, &value, NULL, 1));
        mistake("a local variable", 77, local);
    }
    return arg;
}
static fastctx_co_t *new_coroutine(int mode, unsigned flags, fastctx_entry_t entry, void *arg) {
    static char given[STACK] __attribute__((aligned(64)));
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co = NULL;
    attr.mode = mode;
    attr.flags = flags;
    if (mode == FASTCTX_STACK_GIVEN)
        attr.stack = given, attr.stack_size = sizeof given;
    if (mode == FASTCTX_STACK_SHARED)
        attr.shared = on_one_stack;
    mistake("create", 0, (uint64_t)fastctx_create(&co, &attr, entry, arg));
    return co;
}
static void live(int mode, unsigned flags) {
    fastctx_co_t *const current = fastctx_current();
    BEGIN();
    fastctx_co_t *co = new_coroutine(mode, flags, yields, number(99));
    const int pattern = !(flags & FASTCTX_CO_FP_CONTROL);
    for (int i = 0; i < 3; i++) {
        void *value = number(40);
        /* With the coroutine's own FP control the patterns differ. */
        long result = kept("fastctx_resume", (void *)fastctx_resume, co, &value, pattern);
        mistake("resume", i < 2 ? FASTCTX_YIELDED : FASTCTX_FINISHED, (uint64_t)result);
        mistake("the value that comes out", i < 2 ? 41 : 99, of_number(value));
    }
    mistake("the current one", (uintptr_t)current, (uintptr_t)fastctx_current());
    mistake("destroy", 0, (uint64_t)fastctx_destroy(co));
    is_over();
    check_mask("the mask after a coroutine", 0);
}
static void live_given(void) { live(FASTCTX_STACK_GIVEN, 0); }
static void live_mapped(void) { live(FASTCTX_STACK_MAPPED, 0); }
static void live_growing_fp(void) { live(FASTCTX_STACK_GROWING, FASTCTX_CO_FP_CONTROL); }
static void live_exceptions(void) { live(FASTCTX_STACK_MAPPED, FASTCTX_CO_EXCEPTIONS); }
static void live_shared(void) { live(FASTCTX_STACK_SHARED, 0); }
static void live_shared_fp(void) { live(FASTCTX_STACK_SHARED, FASTCTX_CO_FP_CONTROL); }

/* One of a shared stack resumes another one of it, by the copier. */
static void *resumes_another(void *arg, void *value) {
    (void)arg;
    live(FASTCTX_STACK_SHARED, 0);
    return value;
}
static void nested_shared(void) {
    fastctx_co_t *co = new_coroutine(FASTCTX_STACK_SHARED, 0, resumes_another, NULL);
    mistake("the outer one", FASTCTX_FINISHED, (uint64_t)fastctx_resume(co, NULL));
    mistake("destroy the outer one", 0, (uint64_t)fastctx_destroy(co));
}
static void *resumes_a_mapped_one(void *arg, void *value) {
    (void)arg;
    live(FASTCTX_STACK_MAPPED, 0);
    return value;
}
static void nested(void) {
    fastctx_co_t *co = new_coroutine(FASTCTX_STACK_MAPPED, 0, resumes_a_mapped_one, NULL);
    mistake("the outer one", FASTCTX_FINISHED, (uint64_t)fastctx_resume(co, NULL));
    mistake("destroy the outer one", 0, (uint64_t)fastctx_destroy(co));
}
static void *waits(void *arg, void *value) {
    while (fastctx_yield(&value) == 0)
        ;
    return arg;
}
static void cancelled(void) {
    fastctx_co_t *co = new_coroutine(FASTCTX_STACK_MAPPED, 0, waits, NULL);
    mistake("resume", FASTCTX_YIELDED, (uint64_t)fastctx_resume(co, NULL));
    BEGIN();
    mistake("cancel", 0, (uint64_t)kept("fastctx_cancel", (void *)fastctx_cancel, co, NULL, 0));
    is_over();
    mistake("destroy", 0, (uint64_t)fastctx_destroy(co));
    check_mask("the mask after a cancelled one", 0);
}

static const struct scene {
    const char *name;
    void (*play)(void);
    int resumes; /* which is nothing to masks, and what a handler must not do then: it is not
                  * async-signal-safe */
} scenes[] = {
    {"swapcontext, equal masks", swap_same, 0},
    {"swapcontext back, equal masks", swap_same_back, 0},
    {"swapcontext to one that blocks less", swap_to_less, 0},
    {"swapcontext to one that blocks more", swap_to_more, 0},
    {"swapcontext to one that blocks others", swap_to_other, 0},
    {"getcontext", get_context, 0},
    {"setcontext", set_context, 0},
    {"makecontext and a swap to it", make_context, 0},
    {"the return to uc_link", return_to_link, 0},
    {"fastctx_switch", native_plain, 0},
    {"fastctx_switch_fp", native_fp, 0},
    {"fastctx_switch_inline", native_inline, 0},
    {"a coroutine on given memory", live_given, 1},
    {"a coroutine on a mapped stack", live_mapped, 1},
    {"a coroutine with FP control on a growing stack", live_growing_fp, 1},
    {"a coroutine with exceptions of its own", live_exceptions, 1},
    {"a coroutine on a shared stack", live_shared, 1},
    {"a coroutine with FP control on a shared stack", live_shared_fp, 1},
    {"a coroutine on a mapped stack in another", nested, 1},
    {"a coroutine on a shared stack in another of it", nested_shared, 1},
    {"a coroutine that is cancelled", cancelled, 1},
};
enum { SCENES = sizeof scenes / sizeof scenes[0] };

static void be_traced(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGUSR1, &action, NULL);
    get(&handlers_there);
    handlers_there.uc_stack.ss_sp = stacks[2];
    handlers_there.uc_stack.ss_size = STACK;
    handlers_there.uc_link = NULL;
    makecontext(&handlers_there, posix_mirror, 0);
    fastctx_init(&handlers_native_there, stacks[3], STACK, native_mirror, NULL, NULL);
    if (fastctx_create(&handlers_co, NULL, co_mirror, NULL) != 0 ||
        fastctx_resume(handlers_co, NULL) != FASTCTX_YIELDED ||
        fastctx_shared_create(&on_one_stack, STACK) != 0)
        _exit(3);
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    for (;;) {
        set_kernel_mask(0);
        scenes[shared->scene].play();
        set_kernel_mask(0);
    }
}

/* ---- the parent ------------------------------------------------------------------------ */

static pid_t child;
static char how_it_ended[100];

static void registers(int request, struct user_regs_struct *values) {
    struct iovec vector = {values, sizeof *values};
    if (ptrace(request, child, (void *)1 /* NT_PRSTATUS */, &vector) != 0)
        snprintf(how_it_ended, sizeof how_it_ended, "ptrace: %s", strerror(errno));
}
static uintptr_t program_counter(void) {
    struct user_regs_struct values;
    registers(PTRACE_GETREGSET, &values);
    return (uintptr_t)TRACED_PC(values);
}

/* Writes at an address, and returns what was there. */
static long put_word(uintptr_t address, long word) {
    const long before = ptrace(PTRACE_PEEKTEXT, child, (void *)address, NULL);
    ptrace(PTRACE_POKETEXT, child, (void *)address, (void *)word);
    return before;
}
static long with_breakpoint(uintptr_t address) {
    long word = ptrace(PTRACE_PEEKTEXT, child, (void *)address, NULL);
    const uint32_t breakpoint = BREAKPOINT;
    memcpy(&word, &breakpoint, BREAKPOINT_SIZE);
    return word;
}

/* Lets it go on, with a signal, until its next stop: 0 if it did not stop for SIGTRAP, which
 * `how_it_ended` then tells. A signal that was blocked stops it once more when it comes. */
static int go_on(int request, int signal) {
    int status;
    do {
        if (ptrace(request, child, NULL, (void *)(intptr_t)signal) != 0 ||
            waitpid(child, &status, 0) != child) {
            snprintf(how_it_ended, sizeof how_it_ended, "ptrace: %s", strerror(errno));
            return 0;
        }
    } while (signal && WIFSTOPPED(status) && WSTOPSIG(status) == signal);
    if (WIFSTOPPED(status) && WSTOPSIG(status) == SIGTRAP)
        return 1;
    snprintf(how_it_ended, sizeof how_it_ended, "the child's status is %#x at %p", status,
             WIFSTOPPED(status) ? (void *)program_counter() : NULL);
    return 0;
}

/* To an address, by itself: 1; 0 if it came to the end of the scene instead; or -1. */
static int run_to(uintptr_t address) {
    const long word = put_word(address, with_breakpoint(address));
    const int stopped = go_on(PTRACE_CONT, 0);
    if (!stopped)
        return -1;
    ptrace(PTRACE_POKETEXT, child, (void *)address, (void *)word);
    struct user_regs_struct values;
    registers(PTRACE_GETREGSET, &values);
    if ((uintptr_t)TRACED_PC(values) != address + BREAKPOINT_PASSES)
        return 0;
    TRACED_PC(values) = address;
    registers(PTRACE_SETREGSET, &values);
    return 1;
}

static int start_child(void) {
    int status;
    fflush(stdout);
    child = fork();
    if (child == 0)
        be_traced();
    return child > 0 && waitpid(child, &status, 0) == child && WIFSTOPPED(status) &&
           WSTOPSIG(status) == SIGTRAP;
}

static void end_child(void) {
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

/* The instructions between `begins` and `is_over`, in the order in which the child comes to
 * them, each as often as it does. */
static uintptr_t path[MOST_INSTRUCTIONS];
static int path_length, every = 1;

/* From `begins` to the instruction path[at], as it gets there by itself: 1; 0 when it went
 * another way, as it does when it was preempted, and is at `begins` again; -1 as run_to. */
static int run_along(int at) {
    int visits = 0, arrived = 1;
    for (int i = 0; i <= at; i++)
        visits += path[i] == path[at];
    for (int i = 0; i < visits && arrived == 1; i++) {
        if (i > 0 && !go_on(PTRACE_SINGLESTEP, 0)) /* past the breakpoint that it is at */
            return -1;
        arrived = run_to(path[at]);
    }
    return arrived;
}
static int run_along_at_last(int at) {
    for (int i = 0; i < RETRIES; i++) {
        const int arrived = run_along(at);
        if (arrived)
            return arrived;
    }
    snprintf(how_it_ended, sizeof how_it_ended, "%p is not come to again", (void *)path[at]);
    return -1;
}

/* Finds out the path; at the end the child is at `begins` again. */
static int learn(void) {
    path_length = 0;
    if (!go_on(PTRACE_SINGLESTEP, 0))
        return 0;
    for (;;) {
        const uintptr_t next = program_counter();
        if (!path_length || next != (uintptr_t)is_over)
            path[path_length++] = next;
        if (!go_on(PTRACE_CONT, 0) || shared->wrong)
            return 0;
        if (next == (uintptr_t)is_over || path_length == MOST_INSTRUCTIONS)
            return 1;
        if (run_along_at_last(path_length - 1) < 0 || !go_on(PTRACE_SINGLESTEP, 0))
            return 0;
    }
}

/* A signal at each instruction of the path: the number of the one where something went
 * wrong, or -1. */
static int signal_at_each(int handler) {
    shared->handler = handler;
    for (int at = 0; at < path_length; at += every) {
        const int before = shared->handled;
        if (run_along_at_last(at) < 0 || !go_on(PTRACE_CONT, SIGUSR1) || shared->wrong ||
            shared->handled != before + 1)
            return at;
    }
    return -1;
}

static void play(const struct scene *scene, int only_handler) {
    memset(shared, 0, sizeof *shared);
    how_it_ended[0] = 0;
    shared->scene = (int)(scene - scenes);
    shared->handler = -1;
    REQUIRE(start_child(), "%s: a child that is traced", scene->name);
    const int learnt = learn();
    CHECK(learnt && path_length > 50, "%s is %d instructions", scene->name, path_length);
    for (int handler = 0; handler < HANDLERS && !shared->wrong && !how_it_ended[0]; handler++) {
        if ((only_handler >= 0 && handler != only_handler) ||
            (handler != SWITCHES && scene->resumes))
            continue;
        const int at = signal_at_each(handler);
        CHECK(at < 0, "%s: at each of them, a handler that %s", scene->name,
              handler_names[handler]);
        if (at >= 0)
            printf("# instruction %d, %+ld from swapcontext\n", at,
                   (long)(path[at] - (uintptr_t)swapcontext));
    }
    if (shared->wrong)
        printf("# %d mistakes, the first: %s\n", shared->wrong, shared->first);
    if (how_it_ended[0])
        printf("# %s\n", how_it_ended);
    end_child();
}

int main(int argc, char **argv) {
    const int only_scene = argc > 1 ? atoi(argv[1]) : -1, only = argc > 2 ? atoi(argv[2]) : -1;
    cpu_set_t one;
    every = argc > 3 ? atoi(argv[3]) : 1;
    /* Stops are quicker where both are on one processor. */
    CPU_ZERO(&one);
    CPU_SET((unsigned)sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED || !start_child())
        SKIP_ALL("this process may not trace another one, or an emulator has no ptrace(2)");
    end_child();
    /* Coroutines do not ask what is done about masks and flags: once is enough. */
#ifdef STOPS_BREAK_ATOMICS
    const int all = 0;
#else
    const int all = !getenv("FASTCTX_SIGMASK") && !getenv("FASTCTX_FPENV");
#endif
    for (int scene = 0; scene < SCENES; scene++)
        if (only_scene < 0 ? all || !scenes[scene].resumes : only_scene == scene)
            play(&scenes[scene], only);
    return check_done();
}
#endif
