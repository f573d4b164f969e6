/*
 * processes.c: fork, whose child goes on with the program; vfork, whose child
 * shares the thread's memory, what a library believes of its mask included; and
 * what the C library makes of them.
 */
#include "model.h"
#include <errno.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>

extern char **environ;

enum { CHILD_STEPS = 40 };

/* What exits with 0, if it started with this mask. Emulators run no second self. */
static char **argument_list(uint64_t mask) {
    static _Thread_local char text[24], *list[4];
#ifndef EMULATED
    snprintf(text, sizeof text, "%#llx", (unsigned long long)mask);
    list[0] = (char *)(uintptr_t)program_name;
    list[1] = (char *)(uintptr_t) "--nothing";
    list[2] = text;
#else
    (void)mask;
    snprintf(text, sizeof text, "/bin/true");
    list[0] = text;
#endif
    return list;
}

static void reap(struct strand *strand, pid_t child, const char *what) {
    int status = -1;
    while (waitpid(child, &status, 0) < 0 && get_errno() == EINTR)
        continue;
    equal(strand, what, 0, (uint64_t)(unsigned)status);
}

static void fork_child(struct strand *strand) {
    struct thread *thread = strand->thread;
    note(strand, "fork", 0, 0);
    pid_t child = fork();
    if (child < 0)
        fail(strand, "fork", 0, (uint64_t)get_errno());
    if (child) {
        reap(strand, child, "status of a child of fork");
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    check(strand, "kernel's mask in a child of fork");
    thread->pending = thread->pending_process = 0;
    thread->is_child = true;
    thread->kills = false;
    thread->limit = thread->step + CHILD_STEPS;
    note(strand, "the child of fork", 0, 0);
}

void vforked_handler(struct thread *thread, int signal) {
    ucontext_t context;
    (void)signal;
    getcontext(&context);
    equal(thread->current, "uc_sigmask saved by getcontext in a handler in a child of vfork",
          kernel_mask(), of_set(&context.uc_sigmask));
    excursion(thread, thread->trip_stack, 0);
}

/* Runs on its parent's stack, and leaves the model alone. */
static _Noreturn void vforked(struct thread *thread, uint64_t mask, int signal, unsigned way) {
    ucontext_t context;
    sigset_t set = set_of(mask);
    thread->is_vforked = 1;
    pthread_sigmask(SIG_SETMASK, &set, NULL);
    equal(thread->current, "kernel's mask in a child of vfork", normal(mask), kernel_mask());
    if (way & 1) {
        getcontext(&context);
        equal(thread->current, "uc_sigmask saved by getcontext in a child of vfork", normal(mask),
              of_set(&context.uc_sigmask));
    }
    if (way & 2)
        excursion(thread, thread->trip_stack, way);
    if (way & 4 && actions[signal].kind == HANDLED)
        kill(getpid(), signal);
    equal(thread->current, "kernel's mask in a child of vfork, later", normal(mask), kernel_mask());
    if (way & 8) {
        char **arguments = argument_list(normal(mask));
        execve(arguments[0], arguments, environ);
    }
    _exit(way & 8 ? 2 : 0);
}

static __attribute__((noinline)) pid_t vfork_child(struct strand *strand, uint64_t mask, int signal,
                                                   unsigned way) {
    struct thread *thread = strand->thread;
    pid_t child = vfork();
    if (child == 0)
        vforked(thread, mask, signal, way);
    return child;
}

static void spawn(struct strand *strand, uint64_t mask) {
    sigset_t set = set_of(mask);
    posix_spawnattr_t attributes;
    pid_t child = -1;
    bool sets_mask = roll(strand, 2);
    note(strand, "posix_spawn", sets_mask, mask);
    posix_spawnattr_init(&attributes);
    if (sets_mask) {
        posix_spawnattr_setsigmask(&attributes, &set);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    }
    char **arguments = argument_list(sets_mask ? normal(mask) : strand->mask);
    equal(strand, "posix_spawn", 0,
          (uint64_t)posix_spawn(&child, arguments[0], NULL, &attributes, arguments, environ));
    posix_spawnattr_destroy(&attributes);
    check(strand, "kernel's mask after posix_spawn");
    reap(strand, child, "status of a spawned process: it compares its mask");
}

/* Not every one execs: that takes long. */
void step_vfork(struct strand *strand) {
    struct thread *thread = strand->thread;
    uint64_t mask = choose(strand);
    unsigned way = roll(strand, roll(strand, 16) ? 8 : 16);
    int signal = letter(strand);
    if (thread->is_child)
        return;
    hold(thread);
    note(strand, "vfork, way, mask", way, mask);
    mask = way & 4 ? mask & ~bit(signal) : mask;
    pid_t child = vfork_child(strand, mask, signal, way);
    thread->is_vforked = 0;
    check(strand, "kernel's mask in the parent of vfork");
    step_probe(strand);
    reap(strand, child, "status of a child of vfork");
}

/* One at a time: where two threads are in system() glibc before 2.38 leaves SIGCHLD
 * blocked in the one that returns first (its bug 30163). */
static int run_shell(void) {
    static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
    pthread_mutex_lock(&one);
    int status = system("exit 0");
    pthread_mutex_unlock(&one);
    return status;
}

void step_process(struct strand *strand) {
    struct thread *thread = strand->thread;
    uint64_t mask = choose(strand);
    unsigned way = roll(strand, 24);
    if (thread->is_child)
        return;
    hold(thread);
    if (way == 0) {
        note(strand, "system", 0, 0);
        equal(strand, "system", 0, (uint64_t)(unsigned)run_shell());
    } else if (way == 1) {
        note(strand, "popen", 0, 0);
        FILE *file = popen("exit 0", "r");
        equal(strand, "popen", 0, file ? (uint64_t)(unsigned)pclose(file) : 1);
    } else if (way < 5) {
        spawn(strand, mask);
    } else {
        fork_child(strand);
    }
    step_probe(strand);
}
