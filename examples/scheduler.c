/*
 * A scheduler: tasks that take turns in one thread, and wait without holding up the others.
 *
 * Each task is a coroutine. It yields the milliseconds that it wants to wait, 0 to let the others
 * have their turn; the scheduler resumes whoever's time comes first, those of the same time in
 * turn, and sleeps only when all wait. What a task does between two waits counts as no time, so
 * the order is always the same.
 *
 *     cc -O2 scheduler.c $(pkg-config --cflags --libs fastctx) -o scheduler
 *     ./scheduler
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fastctx.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct task {
    fastctx_co_t *co;
    int wake; /* when it goes on, in milliseconds since the start */
    struct task *next;
};

static struct task *queue; /* by `wake`; with the same one, who came first */
static struct timespec start;
static int now; /* milliseconds since then */

static void enqueue(struct task *task) {
    struct task **place = &queue;
    while (*place && (*place)->wake <= task->wake)
        place = &(*place)->next;
    task->next = *place;
    *place = task;
}

/* Adds a task, which begins after those that are ready. */
static void spawn(const char *name, fastctx_entry_t entry, void *arg) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.name = name;
    struct task *task = malloc(sizeof *task);
    int error = task ? fastctx_create(&task->co, &attr, entry, arg) : -ENOMEM;
    if (error != 0) {
        fprintf(stderr, "scheduler: no task %s: %s\n", name, fastctx_strerror(error));
        exit(1);
    }
    task->wake = now;
    enqueue(task);
}

/* For tasks: goes on after so many milliseconds. */
static void wait_for(int milliseconds) {
    void *request = (void *)(intptr_t)milliseconds;
    fastctx_yield(&request);
}

static void sleep_until(int time) {
    struct timespec at = start;
    at.tv_sec += time / 1000;
    at.tv_nsec += time % 1000 * 1000000L;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_sec++;
        at.tv_nsec -= 1000000000L;
    }
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR)
        ;
    now = time;
}

/* Runs all tasks to their ends. */
static void run(void) {
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (struct task *task; (task = queue);) {
        queue = task->next;
        if (task->wake > now)
            sleep_until(task->wake);
        void *request = NULL;
        if (fastctx_resume(task->co, &request) == FASTCTX_YIELDED) {
            task->wake = now + (int)(intptr_t)request;
            enqueue(task);
        } else {
            fastctx_destroy(task->co);
            free(task);
        }
    }
}

static void say(const char *what) {
    printf("%3d ms  %s %s\n", now, fastctx_name(fastctx_current()), what);
}

static void *call_out(void *arg, void *first) {
    (void)first;
    for (int i = 0; i < 2; i++) {
        say(arg);
        wait_for(0);
    }
    return NULL;
}

static void *clock_tower(void *arg, void *first) {
    (void)first;
    int period = *(int *)arg;
    for (int i = 0; i < 3; i++) {
        wait_for(period);
        say("strikes");
    }
    spawn("an echo", call_out, "answers");
    wait_for(1);
    say("is done");
    return NULL;
}

int main(void) {
    int often = 20, seldom = 35;
    spawn("the church", clock_tower, &often);
    spawn("the town hall", clock_tower, &seldom);
    spawn("a hawker", call_out, "shouts");
    spawn("a crow", call_out, "caws");
    run();
    return 0;
}
