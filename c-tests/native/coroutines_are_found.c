/*
 * fastctx_each_coroutine() finds each live coroutine on a stack of the library's own or
 * a shared one, once; none that has finished, or has been destroyed, and none on given
 * memory. Whatever else the memory is used for in between.
 */
#include "coroutine.h"
#include <pthread.h>
#include <signal.h>

enum { MANY = 300 };
static fastctx_co_t *made[MANY];
static int found[MANY], others, calls, stop_after;

static int count(void *data, fastctx_co_t *co) {
    calls++;
    if (data != &found)
        others++;
    for (int i = 0; i < MANY; i++)
        if (made[i] == co) {
            found[i]++;
            return stop_after && calls == stop_after ? 4711 : 0;
        }
    others++;
    return 0;
}

static int look(void) {
    memset(found, 0, sizeof found);
    others = calls = 0;
    return fastctx_each_coroutine(count, &found);
}

/* How many are not found as often as they should be. */
static int wrong(int from, int to, int times) {
    int number = 0;
    for (int i = from; i < to; i++)
        number += found[i] != times;
    return number;
}

/* As deep as it is told: so images are of all sizes. */
static long deep(long n) {
    volatile char frame[100];
    frame[0] = (char)n;
    if (n == 0)
        return fastctx_yield(NULL);
    return deep(n - 1) + frame[0];
}
static void *goes_deep(void *arg, void *value) {
    (void)value;
    deep((long)of_number(arg));
    deep(0); /* a large image that becomes small */
    return arg;
}

static int from_handler;
static void handler(int signal) {
    (void)signal;
    from_handler = look() == 0 && calls == MANY - MANY / 4;
}

static int destroy(void *data, fastctx_co_t *co) {
    (void)data;
    calls++;
    return fastctx_destroy(co);
}

static void *in_another_thread(void *arg) {
    fastctx_co_t **co = arg;
    *co = make(FASTCTX_STACK_GROWING, 0, goes_deep, number(3));
    fastctx_resume(*co, NULL);
    return NULL;
}

int main(void) {
    CHECK(fastctx_each_coroutine(NULL, NULL) == -EINVAL, "nothing to call");
    signal(SIGUSR1, handler);
    CHECK(look() == 0 && calls == 0, "there are none before there are any");
    for (int round = 0; round < 3; round++) {
        /* A quarter each: given, mapped, growing, shared. */
        for (int i = 0; i < MANY; i++)
            made[i] = make(all_modes[i * MODES / MANY], 0, goes_deep, number((unsigned)i % 40));
        CHECK(look() == 0 && others == 0 && wrong(MANY / MODES, MANY, 1) == 0,
              "%d times: before they run each is found once", round);
        CHECK(wrong(0, MANY / MODES, 0) == 0, "but for those on given memory");
        for (int twice = 0; twice < 2; twice++) {
            for (int i = 0; i < MANY; i++)
                fastctx_resume(made[i], NULL);
            CHECK(look() == 0 && others == 0 && wrong(MANY / MODES, MANY, 1) == 0,
                  "so they are while they wait");
        }
        raise(SIGUSR1);
        CHECK(from_handler, "a signal handler finds them too");
        stop_after = 7;
        CHECK(look() == 4711 && calls == 7, "it can be stopped");
        stop_after = 0;
        for (int i = 0; i < MANY; i += 2)
            fastctx_resume(made[i], NULL);
        look();
        int finished = 0, alive = 0, waiting = 0;
        for (int i = MANY / MODES; i < MANY; i++)
            *(i % 2 ? &alive : &finished) += found[i], waiting += i % 2;
        CHECK(others == 0 && finished == 0 && alive == waiting,
              "those that have finished are not found: %d, %d others", finished, alive);
        for (int i = 0; i < MANY; i += 3)
            fastctx_destroy(made[i]), made[i] = NULL;
        look();
        CHECK(others == 0, "nor those that were destroyed");
        if (round == 1)
            fastctx_trim();
        for (int i = 0; i < MANY / MODES; i++)
            if (made[i])
                fastctx_destroy(made[i]);
        for (int i = MANY / MODES; i < MANY; i++)
            if (made[i] && fastctx_status(made[i]) == FASTCTX_DEAD)
                fastctx_destroy(made[i]);
        int left = (look(), calls);
        calls = 0;
        CHECK(fastctx_each_coroutine(destroy, NULL) == 0 && calls == left, "each can be destroyed");
        CHECK(look() == 0 && calls == 0, "then there are none");
    }
    pthread_t thread;
    pthread_create(&thread, NULL, in_another_thread, &made[0]);
    pthread_join(thread, NULL);
    CHECK(look() == 0 && calls == 1 && found[0] == 1,
          "another thread's is found when that has ended");
    CHECK(fastctx_destroy(made[0]) == 0, "destroyed");
    return check_done();
}
