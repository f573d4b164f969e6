/*
 * As many coroutines as there are guards to be had, for stacks.sh: says what
 * ended it, and whether all is well then.
 */
#include <errno.h>
#include <fastctx.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 200 * 1000, SOME = 100 };

static fastctx_co_t *coroutines[MOST];

static void *wait_once(void *arg, void *value) {
    fastctx_yield(&value);
    return arg ? arg : value;
}

static int make(int i) { return fastctx_create(&coroutines[i], NULL, wait_once, NULL); }

static void *nothing(void *arg) { return arg; }

int main(void) {
    pthread_t thread;
    int error = 0, made = 0, ran = 0, again = 0, ended = 0;
    while (made < MOST && (error = make(made)) == 0)
        made++;
    printf("ended by %s, %s\n", error == -EAGAIN ? "-EAGAIN" : fastctx_strerror(error),
           made > 1000 ? "late" : "early");
    printf("a thread can start: %d\n",
           pthread_create(&thread, NULL, nothing, NULL) == 0 && pthread_join(thread, NULL) == 0);
    for (int i = 0; i < made; i++)
        ran += fastctx_resume(coroutines[i], NULL) == FASTCTX_YIELDED;
    printf("all run: %d\n", ran == made);
    for (int i = 0; i < SOME; i++)
        fastctx_destroy(coroutines[i]);
    while (again < SOME && make(again) == 0)
        again++;
    printf("as many again: %d, and no more: %d\n", again == SOME, make(made) == error);
    for (int i = 0; i < made; i++) {
        if (i < SOME)
            fastctx_resume(coroutines[i], NULL);
        ended += fastctx_resume(coroutines[i], NULL) == FASTCTX_FINISHED &&
                 fastctx_destroy(coroutines[i]) == 0;
    }
    printf("all end: %d\n", ended == made);
    return 0;
}
