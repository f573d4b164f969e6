/*
 * fastctx_scan_coroutine() visits all that a coroutine may use again: every register that
 * it waits with, its variables, its argument; on a stack of any mode, before its first
 * run, while it waits, and while it runs in a thread that stands still. What a visit
 * writes is what the coroutine finds. fastctx_resumer() leads to those who wait for it.
 */
#include "../scan.h"
#include "coroutine.h"
#ifndef FREESTANDING
#include <pthread.h>
#include <signal.h>
#endif
#ifndef MORE_REGISTERS
#define MORE_REGISTERS 0
#endif

static int scan(const fastctx_co_t *co, const void *sp, const uint64_t *pattern, void *wanted) {
    look_for(pattern, wanted);
    return fastctx_scan_coroutine(co, sp, look, &seen);
}

/* ---- one that waits ---------------------------------------------------------- */

static uint64_t got[REGISTER_COUNT];
static void *volatile place;

static void *keeps(void *arg, void *value) {
    void *volatile kept = object(1);
    (void)arg;
    place = (void *)&kept;
    call_with_registers((void *)fastctx_yield, &value, NULL, patterns[1], got);
    return kept;
}

static void *does_nothing(void *arg, void *value) { return (void)arg, value; }

static void it_waits(int mode) {
    const char *name = mode_names[mode];
    fastctx_co_t *co = make(mode, 0, keeps, object(0)), *other = make(mode, 0, does_nothing, NULL);
    CHECK(scan(co, NULL, NULL, object(0)) == 0 && seen.found_at,
          "%s: the argument of one that has not run is found", name);
    void *value = NULL;
    fastctx_resume(co, &value);
    fastctx_resume(other, NULL); /* one of a shared stack is away now */
    CHECK(scan(co, NULL, patterns[1], object(1)) == 0, "%s: one that yielded is scanned", name);
    CHECK_REGISTERS(name);
    CHECK(seen.found_at == place, "%s: and its variable, by the address it has", name);
    CHECK(!seen.is_odd && seen.calls == 2, "%s: in whole words, in two pieces", name);
    void *low = NULL, *high = NULL;
    CHECK(fastctx_stack_bounds(co, &low, &high) == 0 &&
              seen.bytes == (size_t)((char *)high - (char *)low) + sizeof(void *),
          "%s: of the size of its live part, and the argument", name);
    char local;
    CHECK(fastctx_scan_coroutine(co, &local, look, &seen) == -EFAULT,
          "%s: a stack pointer that is elsewhere is refused", name);
    look_for(NULL, object(1));
    seen.replacement = object(2);
    CHECK(fastctx_scan_coroutine(co, NULL, look, &seen) == 0 && seen.found_at, "%s: moved", name);
    value = NULL;
    CHECK(fastctx_resume(co, &value) == FASTCTX_FINISHED && value == object(2),
          "%s: it finds what a visit wrote", name);
    CHECK(scan(co, NULL, NULL, NULL) == 0 && seen.calls == 0, "%s: at its end nothing", name);
    CHECK(fastctx_destroy(co) == 0 && fastctx_destroy(other) == 0, "destroyed");
}

/* ---- those that wait for one that runs ---------------------------------------- */

static fastctx_co_t *outer;
static void *volatile outer_place;

static int holds(const char *from, size_t size, const uint64_t *pattern) {
    memset(seen.registers, 0, sizeof seen.registers);
    for (size_t at = 0; at < size; at += sizeof(void *))
        for (int i = 0; i < NATIVE_REGISTERS; i++)
            seen.registers[i] |= register_is_at(from + at, i, pattern) != 0;
    return !missing();
}

static void *looks_at_all(void *arg, void *value) {
    void *volatile mine = object(3);
    fastctx_co_t *me = fastctx_current(), *resumer = NULL;
    const char *name = arg;
    void *sp = NULL;
    (void)value;
    look_for(NULL, object(3));
    seen.only_at = (const void *)&mine; /* of functions that are being called there are copies */
    CHECK(fastctx_scan_coroutine(me, NULL, look, &seen) == 0 && seen.found_at,
          "%s: the one that runs has its variables", name);
    CHECK(scan(outer, NULL, patterns[1], object(1)) == 0 && !missing(),
          "%s: the one that waits for it has its registers", name);
    CHECK(seen.found_at == outer_place, "%s: and its variable", name);
    CHECK(fastctx_resumer(me, &resumer, &sp) == 0 && resumer == outer, "%s: it is told", name);
    void *low = NULL, *high = NULL;
    CHECK(fastctx_stack_bounds(outer, &low, &high) == 0 && low == sp, "%s: with where", name);
    CHECK(fastctx_resumer(outer, &resumer, &sp) == 0 && !resumer, "%s: then comes the thread",
          name);
    CHECK(holds(sp, 1024 + MORE_REGISTERS, patterns[0]), "%s: with its registers above there",
          name);
    return NULL;
}

static void *resumes(void *arg, void *value) {
    fastctx_co_t *inner =
        make((int)of_number(arg), 0, looks_at_all, (void *)mode_names[of_number(arg)]);
    void *volatile kept = object(1);
    outer_place = (void *)&kept;
    call_with_registers((void *)fastctx_resume, inner, &value, patterns[1], got);
    fastctx_destroy(inner);
    return kept;
}

#ifndef FREESTANDING
/* ---- one that runs in a thread that stands still -------------------------------- */

static struct {
    void *sp;
    fastctx_co_t *co;
    volatile int stands, goes_on;
} other;

static void stop(int signal) {
    int local;
    (void)signal;
    other.sp = &local;
    other.co = fastctx_current();
    __atomic_store_n(&other.stands, 1, __ATOMIC_RELEASE);
    while (!__atomic_load_n(&other.goes_on, __ATOMIC_ACQUIRE))
        usleep(1000);
}

static void *is_stopped(void *arg, void *value) {
    void *volatile kept = object(4);
    place = (void *)&kept;
    pthread_kill(pthread_self(), SIGUSR1);
    return (void)arg, (void)value, kept;
}

static void *resumes_it(void *arg, void *value) {
    void *volatile kept = object(5);
    outer_place = (void *)&kept;
    fastctx_co_t *co = make((int)of_number(arg), 0, is_stopped, NULL);
    fastctx_resume(co, &value);
    fastctx_destroy(co);
    return kept;
}

static void *thread(void *mode) {
    fastctx_co_t *co = make((int)of_number(mode), 0, resumes_it, mode);
    fastctx_resume(co, NULL);
    fastctx_destroy(co);
    return NULL;
}

static void it_is_stopped(int mode) {
    const char *name = mode_names[mode];
    pthread_t t;
    void *low, *high, *sp = NULL;
    fastctx_co_t *waiting = NULL;
    memset(&other, 0, sizeof other);
    if (pthread_create(&t, NULL, thread, number(mode)) != 0)
        printf("Bail out! pthread_create\n"), exit(1);
    while (!__atomic_load_n(&other.stands, __ATOMIC_ACQUIRE))
        usleep(1000);
    CHECK(other.co && scan(other.co, NULL, NULL, NULL) == -EBUSY && seen.calls == 0,
          "%s: one that runs in another thread has no place of its own", name);
    CHECK(fastctx_stack_bounds(other.co, &low, &high) == -EBUSY, "%s: nor bounds", name);
    CHECK(scan(other.co, other.sp, NULL, object(4)) == 0 && seen.found_at == place,
          "%s: by the stack pointer it has there, it is scanned", name);
    CHECK(fastctx_resumer(other.co, &waiting, &sp) == 0 && waiting, "%s: it was resumed", name);
    /* On the same shared stack the one that waits is away. */
    CHECK(scan(waiting, sp, NULL, object(5)) == 0 && seen.found_at == outer_place,
          "%s: who waits for it is found in its turn", name);
    CHECK(scan(waiting, (char *)sp + 8, NULL, object(5)) == -EFAULT || mode != FASTCTX_STACK_SHARED,
          "%s: an image is known by its stack pointer alone", name);
    __atomic_store_n(&other.goes_on, 1, __ATOMIC_RELEASE);
    pthread_join(t, NULL);
}
#endif

int main(void) {
    for (int i = 0; i < MODES; i++) {
        it_waits(all_modes[i]);
        outer = make(all_modes[i], 0, resumes, number(all_modes[i]));
        void *value = NULL;
        call_with_registers((void *)fastctx_resume, outer, &value, patterns[0], got);
        CHECK(value == object(1) && fastctx_destroy(outer) == 0, "it has gone on and ended");
    }
#ifndef FREESTANDING
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGUSR1, &action, NULL);
    for (int i = 0; i < MODES; i++)
        it_is_stopped(all_modes[i]);
#endif

    static char memory[2048];
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co, *resumer = NULL;
    void *sp = NULL;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack = memory;
    attr.stack_size = sizeof memory;
    REQUIRE(fastctx_create(&co, &attr, does_nothing, NULL) == 0, "created");
    CHECK(fastctx_scan_coroutine(NULL, NULL, look, &seen) == -EINVAL, "no coroutine");
    CHECK(fastctx_scan_coroutine(co, NULL, NULL, &seen) == -EINVAL, "nothing to call");
    CHECK(fastctx_resumer(NULL, &resumer, &sp) == -EINVAL, "no coroutine");
    CHECK(fastctx_resumer(co, NULL, &sp) == -EINVAL, "no place");
    CHECK(fastctx_resumer(co, &resumer, NULL) == -EINVAL, "no other place");
    CHECK(fastctx_resumer(co, &resumer, &sp) == -ESRCH && !resumer && !sp, "nobody waits for it");
    CHECK(fastctx_destroy(co) == 0, "destroyed");
    return check_done();
}
