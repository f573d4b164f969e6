/*
 * main.c: the campaign: worlds of random switches against a model, seed after seed.
 *
 *   campaign [--seed N] [--steps N] [--runs N] [--seconds N] [--worlds N] [--threads N]
 *            [--timer HERTZ]
 *
 * --seed    the first one (default 1); each further run has the next. What a run does is
 *           up to its seed, steps and threads alone, so `--seed N` with the same other options does
 *           it again
 * --steps   operations of a run, in each of its worlds (default 200000)
 * --runs    so many (default 1, or with --seconds any number)
 * --seconds begin no further run after so long
 * --worlds  how many run side by side (default 2), --threads of each (1 to 3, default 3)
 * --timer   signals that come in between, a second (default 1000; 0: none)
 *
 * TAP: a line a run, then how many switches there were. A run is a process of its own: what
 * kills it is reported with its seed.
 */
#include "world.h"
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

static uint64_t first_seed = 1, steps = 200000, seconds, most_runs;
static int world_count = 2, thread_count = THREADS, hertz = 1000;

/* What a run tells: it may have to say it when it is killed. */
static struct tally {
    uint64_t posix, natives, resumes, yields, signals, exceptions, migrations, ticks;
    unsigned faults, is_complete;
} * tally;

static void *live(void *arg) {
    run_world(arg);
    return NULL;
}

static void *watch(void *unused) {
    (void)unused;
    for (uint64_t before = 1;; before = progress) {
        sleep(60);
        if (before == progress) {
            printf("# no progress for a minute\n");
            fflush(stdout);
            abort();
        }
    }
    return NULL;
}

static void run(uint64_t seed) {
    pthread_t threads[16], watchdog;
    struct world *worlds[16];
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    learn_fp_control();
    prepare_signals();
    /* Timers are for the threads of worlds. */
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    pthread_create(&watchdog, NULL, watch, NULL);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    start_ticking(hertz);
    for (int i = 0; i < world_count; i++) {
        worlds[i] = new_world(thread_count);
        worlds[i]->seed = seed;
        worlds[i]->random = (seed * 16 + (uint64_t)i) * 0x9e3779b97f4a7c15 + 1;
        worlds[i]->limit = steps;
        pthread_create(&threads[i], NULL, live, worlds[i]);
    }
    for (int i = 0; i < world_count; i++) {
        pthread_join(threads[i], NULL);
        tally->posix += worlds[i]->posix;
        tally->natives += worlds[i]->natives;
        tally->resumes += worlds[i]->resumes;
        tally->yields += worlds[i]->yields;
        tally->signals += worlds[i]->signals;
        tally->exceptions += worlds[i]->exceptions;
        tally->migrations += worlds[i]->migrations;
        tally->faults += worlds[i]->faults;
    }
    unsigned mistakes = 0;
    tally->ticks = stop_ticking(&mistakes);
    tally->faults += mistakes;
    if (mistakes)
        printf("# %u timer handlers found something wrong\n", mistakes);
    tally->is_complete = 1;
    fflush(stdout);
    _exit(0);
}

static uint64_t value_of(char ***argument) {
    char *end = NULL;
    uint64_t value = *++*argument ? strtoull(**argument, &end, 0) : 0;
    if (!end || end == **argument || *end) {
        fprintf(stderr, "campaign: an option wants a number: see the top of main.c\n");
        exit(2);
    }
    return value;
}

static void read_options(char **argument) {
    while (*++argument) {
        if (!strcmp(*argument, "--seed"))
            first_seed = value_of(&argument);
        else if (!strcmp(*argument, "--steps"))
            steps = value_of(&argument);
        else if (!strcmp(*argument, "--seconds"))
            seconds = value_of(&argument);
        else if (!strcmp(*argument, "--runs"))
            most_runs = value_of(&argument);
        else if (!strcmp(*argument, "--worlds"))
            world_count = (int)value_of(&argument);
        else if (!strcmp(*argument, "--threads"))
            thread_count = (int)value_of(&argument);
        else if (!strcmp(*argument, "--timer"))
            hertz = (int)value_of(&argument);
        else {
            fprintf(stderr, "campaign: %s? See the top of main.c\n", *argument);
            exit(2);
        }
    }
    if (world_count < 1 || world_count > 16 || thread_count < 1 || thread_count > THREADS ||
        hertz < 0 || hertz > 100000) {
        fprintf(stderr, "campaign: --worlds 1 to 16, --threads 1 to 3, --timer 0 to 100000\n");
        exit(2);
    }
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
    (void)argc;
    read_options(argv);
    tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (tally == MAP_FAILED)
        return 1;
    uint64_t switches = 0;
    const double start = now();
    for (uint64_t seed = first_seed, runs = 0;; seed++) {
        memset(tally, 0, sizeof *tally);
        fflush(stdout);
        pid_t child = fork();
        if (child == 0)
            run(seed);
        int status = -1;
        waitpid(child, &status, 0);
        const uint64_t these = tally->posix + tally->natives + tally->resumes + tally->yields;
        switches += these;
        CHECK(status == 0 && tally->is_complete && tally->faults == 0,
              "seed %llu: %llu switches agree with the model (%u faults, status %#x)",
              (unsigned long long)seed, (unsigned long long)these, tally->faults, status);
        if (seed == first_seed || tally->faults)
            printf("# swapcontext %llu, native switches %llu, resumes %llu, yields %llu, handlers "
                   "that went on %llu, exceptions %llu, hand-overs %llu, timer's signals %llu\n",
                   (unsigned long long)tally->posix, (unsigned long long)tally->natives,
                   (unsigned long long)tally->resumes, (unsigned long long)tally->yields,
                   (unsigned long long)tally->signals, (unsigned long long)tally->exceptions,
                   (unsigned long long)tally->migrations, (unsigned long long)tally->ticks);
        runs++;
        if (most_runs ? runs >= most_runs : !seconds)
            break;
        if (seconds && now() - start >= (double)seconds)
            break;
    }
    printf("# %llu switches, seeds %llu to %llu, %.0f seconds\n", (unsigned long long)switches,
           (unsigned long long)first_seed, (unsigned long long)first_seed + check_count - 1,
           now() - start);
    return check_done();
}
