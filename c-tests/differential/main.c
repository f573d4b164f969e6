/*
 * main.c: the differential test of signal masks. Random programs of switches
 * and of everything else that changes a mask run against a model (model.h), on
 * the C library alone or on ours: whatever the policy, the masks are the same.
 *
 * usage: differential [--seed N] [--steps N] [--threads N] [--timer HZ]
 *                     [--trace] [--only SUITE...]
 *
 *   --seed     of the first program of each suite; the others' follow from it
 *   --steps    in all; a program has 2000
 *   --threads  in the suites of several threads; 1 leaves them out
 *   --timer    rate of the timers; 0 leaves out the suites that need one
 *   --trace    every step, as it is taken
 *   --only     these suites; all steps are theirs
 *
 * TAP, one line for each suite. Each has a process of its own, so that what a
 * library's tables hold is its own doing. The first wrong mask ends it with the
 * steps of the program; without timer and threads that program is replayed by
 * its seed alone. Exits with 1 for a wrong mask, 3 when a program hangs.
 */
#include "model.h"
#include <sys/prctl.h>
#include <sys/wait.h>

enum { PROGRAM = 2000, MOST_THREADS = 8, PATIENCE = 60 };

#define COMMON (SWITCH | MASK | SIGNAL)
#define EVERYTHING (COMMON | OLDMASK | JUMP | WAIT | ALTSTACK | PROCESS | THREAD)

/* musl's waits (sigsuspend, pthread_join) keep the thread they were called in, so
 * a context must not move to another while it is in one. */
#ifdef __GLIBC__
#define WAIT_AND_MOVE (WAIT | THREAD)
#else
#define WAIT_AND_MOVE 0
#endif

static const struct suite {
    const char *name;
    unsigned families, weight; /* in steps */
    bool has_threads, has_timer;
} suites[] = {
    {"switch", SWITCH, 4, false, false},
    {"mask", SWITCH | MASK, 8, false, false},
    {"oldmask", SWITCH | OLDMASK | SIGNAL, 8, false, false},
    {"jump", SWITCH | JUMP, 8, false, false},
    {"signal", SWITCH | SIGNAL, 8, false, false},
    {"wait", SWITCH | WAIT, 6, false, false},
    {"altstack", COMMON | JUMP | ALTSTACK, 8, false, false},
    {"process", SWITCH | MASK | PROCESS, 4, false, false},
    {"thread", SWITCH | MASK | THREAD, 3, false, false},
    {"all", EVERYTHING & ~(unsigned)PROCESS, 12, false, false},
    {"timer", EVERYTHING, 20, false, true},
    {"threads", EVERYTHING & ~(unsigned)PROCESS, 8, true, false},
    {"threads-timer", EVERYTHING, 20, true, true},
    {"migrate", COMMON | OLDMASK | JUMP | (WAIT_AND_MOVE & WAIT) | MIGRATE | SHARED, 8, true,
     false},
    {"migrate-timer", COMMON | JUMP | WAIT_AND_MOVE | MIGRATE | SHARED, 20, true, true},
    {"wide", EVERYTHING | WIDE, 4, false, false},
};
enum { SUITES = sizeof suites / sizeof *suites };

const char *program_name;
static uint64_t seed = 20240229, total = 1000000;
static int thread_count = 4, hertz = 10000;
static bool is_chosen[SUITES];

static void *watch(void *argument) {
    const struct suite *suite = argument;
    uint64_t last = 0;
    for (int quiet = 0; quiet < PATIENCE;) {
        sleep(1);
        quiet = progress == last ? quiet + 1 : 0;
        last = progress;
    }
    dprintf(STDOUT_FILENO, "# HANGS: suite %s, seed %llu, --steps %llu --threads %d --timer %d\n",
            suite->name, (unsigned long long)seed, (unsigned long long)total, thread_count, hertz);
    _exit(3);
}

/* Signals of one thread's own, for actions are the process's. */
static void give_letters(struct thread *thread, const struct suite *suite, int index) {
    static const int own[MOST_THREADS] = {SIGUSR1, SIGUSR2, SIGHUP, SIGPIPE,
                                          SIGTERM, SIGURG,  SIGIO,  SIGTTIN};
    if (!suite->has_threads || suite->families & SHARED) {
        static const int shared[LETTERS] = {SIGUSR1, SIGURG, 36, 50};
        memcpy(thread->letters, shared, sizeof shared);
        thread->letter_count = LETTERS;
    } else {
        thread->letters[0] = own[index];
        thread->letters[1] = 36 + 2 * index;
        thread->letters[2] = 37 + 2 * index;
        thread->letter_count = 3;
    }
    for (int i = 0; i < thread->letter_count; i++)
        thread->alphabet |= bit(thread->letters[i]);
}

static struct thread *prepare(const struct suite *suite, int index) {
    struct thread *thread = new_thread(STRANDS);
    thread->families = suite->families;
    thread->alone = !suite->has_threads;
    thread->kills = thread->alone && !suite->has_timer;
    give_letters(thread, suite, index);
    thread->current = &thread->root;
    thread->seed = mix(seed + (uint64_t)index);
    return thread;
}

struct worker {
    pthread_t id;
    const struct suite *suite;
    struct thread *thread;
    uint64_t seed, ticks, preemptions;
};

static void *work(void *argument) {
    struct worker *worker = argument;
    struct thread *thread = worker->thread;
    bool ticks = worker->suite->has_timer;
    set_self(thread);
    void *timer = ticks ? tick_thread(thread, hertz) : NULL;
    run_program(thread, worker->seed, PROGRAM);
    if (ticks)
        stop_thread(timer);
    set_self(NULL);
    worker->ticks += thread->ticks;
    worker->preemptions += thread->preemptions;
    delete_thread(thread);
    return NULL;
}

/* Threads of one program each, so that stacks and what belongs to them are used again. */
static void run_threads(const struct suite *suite, uint64_t steps) {
    struct worker workers[MOST_THREADS] = {0};
    uint64_t current = seed, done = 0, ticks = 0, preemptions = 0;
    struct thread *first = prepare(suite, 0);
    if (suite->families & SHARED)
        for (int i = 0; i < first->letter_count; i++)
            install(&first->root, first->letters[i]);
    delete_thread(first);
    for (; done < steps; done += PROGRAM * (uint64_t)thread_count) {
        for (int i = 0; i < thread_count; i++) {
            workers[i].suite = suite;
            workers[i].thread = prepare(suite, i);
            workers[i].seed = current;
            current = mix(current);
            if (pthread_create(&workers[i].id, NULL, work, &workers[i]) != 0) {
                perror("Bail out! pthread_create");
                _exit(2);
            }
        }
        for (int i = 0; i < thread_count; i++)
            pthread_join(workers[i].id, NULL);
    }
    for (int i = 0; i < thread_count; i++) {
        ticks += workers[i].ticks;
        preemptions += workers[i].preemptions;
    }
    dprintf(STDOUT_FILENO, "# %llu steps, %llu ticks, %llu of them preempted\n",
            (unsigned long long)done, (unsigned long long)ticks, (unsigned long long)preemptions);
}

static void run_alone(const struct suite *suite, uint64_t steps) {
    struct thread *thread = prepare(suite, 0);
    uint64_t current = seed, done = 0;
    set_self(thread);
    if (suite->has_timer)
        tick_thread(thread, hertz);
    for (; done < steps; done += PROGRAM) {
        run_program(thread, current, PROGRAM);
        current = mix(current);
    }
    if (suite->has_timer)
        stop_thread(NULL);
    dprintf(STDOUT_FILENO, "# %llu steps, %llu ticks, %llu of them preempted\n",
            (unsigned long long)done, (unsigned long long)thread->ticks,
            (unsigned long long)thread->preemptions);
}

static _Noreturn void run_suite(const struct suite *suite, uint64_t steps) {
    char replay[100];
    pthread_t watchdog;
    sigset_t all = set_of(~(uint64_t)0), none = set_of(0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    pthread_create(&watchdog, NULL, watch, (void *)(uintptr_t)suite);
    snprintf(replay, sizeof replay, "--only %s --steps %d --threads %d --timer %d", suite->name,
             PROGRAM, suite->has_threads ? thread_count : 1, suite->has_timer ? hertz : 0);
    replay_with(replay);
    if (suite->has_timer)
        start_ticking(!suite->has_threads, bit(36) | bit(SIGWINCH));
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    if (suite->has_threads)
        run_threads(suite, steps);
    else
        run_alone(suite, steps);
    _exit(0);
}

static uint64_t number(char ***argument) {
    char *text = *++*argument, *end = text;
    uint64_t value = text ? strtoull(text, &end, 0) : 0;
    if (end == text || *end) {
        fprintf(stderr, "differential: %s: a number is wanted\n", text ? text : "the end");
        exit(2);
    }
    return value;
}

static void choose_suites(char ***argument) {
    while ((*argument)[1] && strncmp((*argument)[1], "--", 2) != 0) {
        const char *name = *++*argument;
        int i = 0;
        while (i < SUITES && strcmp(suites[i].name, name) != 0)
            i++;
        if (i == SUITES) {
            fprintf(stderr, "differential: no suite %s; there are:", name);
            for (i = 0; i < SUITES; i++)
                fprintf(stderr, " %s", suites[i].name);
            fprintf(stderr, "\n");
            exit(2);
        }
        is_chosen[i] = true;
    }
}

static void read_options(char **argument) {
    bool has_choice = false;
    while (*++argument) {
        if (!strcmp(*argument, "--seed"))
            seed = number(&argument);
        else if (!strcmp(*argument, "--steps"))
            total = number(&argument);
        else if (!strcmp(*argument, "--threads"))
            thread_count = (int)number(&argument);
        else if (!strcmp(*argument, "--timer"))
            hertz = (int)number(&argument);
        else if (!strcmp(*argument, "--trace"))
            is_tracing = true;
        else if (!strcmp(*argument, "--nothing")) /* for processes.c */
            exit(number(&argument) != kernel_mask());
        else if (!strcmp(*argument, "--only"))
            has_choice = true, choose_suites(&argument);
        else {
            fprintf(stderr, "differential: %s? See the top of main.c\n", *argument);
            exit(2);
        }
    }
    if (thread_count < 1 || thread_count > MOST_THREADS || hertz < 0 || hertz > 1000000) {
        fprintf(stderr, "differential: --threads 1 to %d, --timer 0 to 1000000\n", MOST_THREADS);
        exit(2);
    }
    for (int i = 0; i < SUITES && !has_choice; i++)
        is_chosen[i] = true;
}

int main(int argument_count, char **arguments) {
    unsigned sum = 0;
    int count = 0, result = 0;
    (void)argument_count;
    program_name = arguments[0];
    read_options(arguments);
#ifdef EMULATED
    unsetenv("LD_PRELOAD"); /* an emulated program's children are not of its kind */
#endif
    find_possible();
    printf("# seed %#llx\n", (unsigned long long)seed);
    for (int i = 0; i < SUITES; i++) {
        is_chosen[i] &=
            (!suites[i].has_threads || thread_count > 1) && (!suites[i].has_timer || hertz > 0);
        sum += is_chosen[i] ? suites[i].weight : 0;
    }
    for (int i = 0; i < SUITES; i++) {
        int status = -1;
        if (!is_chosen[i])
            continue;
        fflush(stdout);
        pid_t child = fork();
        if (child == 0)
            run_suite(&suites[i], total * suites[i].weight / sum);
        waitpid(child, &status, 0);
        printf("%sok %d - masks are those of the model: %s\n", status ? "not " : "", ++count,
               suites[i].name);
        if (WIFSIGNALED(status))
            printf("# killed by signal %d, seed %#llx\n", WTERMSIG(status),
                   (unsigned long long)seed);
        if (status && result != 1)
            result = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    }
    printf("1..%d\n", count);
    return result;
}
