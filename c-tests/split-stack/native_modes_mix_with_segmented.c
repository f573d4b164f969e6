/*
 * In a program compiled with -fsplit-stack coroutines of every mode run such code:
 * on its own stack each, with the state that belongs to it, whoever resumes whom.
 */
#include "../check.h"
#include <fastctx.h>

extern void __splitstack_block_signals(int *, int *);
extern void __splitstack_getcontext(void *[10]);

static long failures;

__attribute__((noinline)) static long deeper(long n, long yield_at) {
    volatile char frame[100];
    frame[0] = frame[99] = (char)n;
    if (n == yield_at)
        fastctx_yield(NULL);
    long below = n > 1 ? deeper(n - 1, yield_at) : 0;
    return below + (frame[0] == (char)n && frame[99] == (char)n);
}

static fastctx_co_t *create(int mode, unsigned flags, size_t size, fastctx_entry_t entry,
                            void *arg) {
    fastctx_co_t *co = NULL;
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = mode;
    attr.flags = flags;
    attr.stack_size = size;
    if (mode == FASTCTX_STACK_GIVEN)
        attr.stack = malloc(size);
    int error = fastctx_create(&co, &attr, entry, arg);
    REQUIRE(error == 0, "created in mode %d: %s", mode, fastctx_strerror(error));
    return co;
}

/* Deep enough for segments, and yields on the way down and up. */
static void *segmented(void *arg, void *value) {
    (void)value;
    for (int i = 0; i < 3; i++)
        failures += deeper(1000, 1 + 300 * i) != 1000;
    return arg;
}

/* Resumes one of each mode from its own stack, in turns. */
static void *of_both(void *arg, void *value) {
    (void)value;
    fastctx_co_t *inner[4];
    for (int i = 0; i < 4; i++)
        inner[i] = create(i & 1 ? FASTCTX_STACK_GIVEN : FASTCTX_STACK_SEGMENTED, 0,
                          i & 1 ? 1 << 19 : 4096, segmented, NULL);
    for (int left = 4, done[4] = {0}; left;)
        for (int i = 0; i < 4; i++) {
            if (!done[i] && fastctx_resume(inner[i], NULL) == FASTCTX_FINISHED)
                done[i] = 1, left--, fastctx_destroy(inner[i]);
            failures += deeper(500, 0) != 500;
            fastctx_yield(NULL);
        }
    return arg;
}

/* Whether split code on the stack that calls it would ask libgcc for segments. */
static void *has_an_end(void *arg, void *value) {
    void *state[10];
    (void)value;
    __splitstack_getcontext(state);
    *(int *)arg = state[3] != NULL; /* the guard */
    return NULL;
}

static void *blocks(void *arg, void *value) {
    (void)value;
    __splitstack_block_signals(NULL, arg);
    return NULL;
}

static int told(int mode, unsigned flags, fastctx_entry_t entry) {
    int answer = -1;
    fastctx_co_t *co = create(mode, flags, 1 << 16, entry, &answer);
    fastctx_resume(co, NULL);
    fastctx_destroy(co);
    return answer;
}

int main(void) {
    CHECK(told(FASTCTX_STACK_SEGMENTED, 0, has_an_end) == 1, "a segmented stack has a guard");
    CHECK(told(FASTCTX_STACK_GIVEN, 0, has_an_end) == 0, "a given one has none");
    CHECK(told(FASTCTX_STACK_SEGMENTED, 0, blocks) == 0, "signals are not blocked");
    CHECK(told(FASTCTX_STACK_SEGMENTED, FASTCTX_CO_BLOCK_SIGNALS, blocks) == 1,
          "FASTCTX_CO_BLOCK_SIGNALS: they are");

    fastctx_co_t *outer[2] = {create(FASTCTX_STACK_SEGMENTED, 0, 4096, of_both, NULL),
                              create(FASTCTX_STACK_GIVEN, 0, 1 << 19, of_both, NULL)};
    int finished = 0;
    for (int done[2] = {0, 0}; finished < 2;)
        for (int i = 0; i < 2; i++)
            if (!done[i] && fastctx_resume(outer[i], NULL) == FASTCTX_FINISHED)
                done[i] = 1, finished++;
    CHECK(failures == 0, "coroutines of two modes resume each other");
    CHECK(deeper(20000, 0) == 20000, "and the thread's own stack still grows");

    fastctx_co_t *co = create(FASTCTX_STACK_SEGMENTED, 0, 4096, segmented, NULL);
    fastctx_resume(co, NULL);
    CHECK(fastctx_cancel(co) == FASTCTX_FINISHED, "a deep one can be cancelled");
    fastctx_destroy(co);
    return check_done();
}
