/* A coroutine of every kind resumes one of every kind, and each finds its locals
 * and the values passed as they were: on one shared stack, on different ones, on
 * stacks of their own, with and without FP control, and from a thread's stack. */
#include "../coroutine.h"

enum { KINDS = 4, ROUNDS = 5 };
static const char *const names[KINDS + 1] = {"a shared stack", "another shared stack",
                                             "a shared stack, with flags", "a stack of its own",
                                             "the thread's stack"};
static fastctx_shared_t *one, *two;
static void *stacks[64];
static int stack_count;
static int mistakes;

static fastctx_co_t *make(int kind, fastctx_entry_t entry, void *arg) {
    fastctx_co_t *co = NULL;
    int result;
    if (kind == 3)
        return on_own(entry, arg, &stacks[stack_count++]);
    result =
        try_on_shared(&co, kind == 1 ? two : one,
                      kind == 2 ? FASTCTX_CO_FP_CONTROL | FASTCTX_CO_EXCEPTIONS : 0, entry, arg);
    if (result)
        mistakes++;
    return co;
}

static void *resumed(void *arg, void *value) {
    volatile unsigned char locals[300];
    uintptr_t number = number_of(arg);
    fill(locals, sizeof locals, number);
    for (uintptr_t i = 0; i < ROUNDS; i++) {
        mistakes += value != value_of(number + i);
        value = value_of(number + 100 + i);
        mistakes += fastctx_yield(&value) != 0;
        mistakes += !is_filled(locals, sizeof locals, number);
    }
    return value_of(number + 200);
}

/* Resumes two of a kind in turns. */
static void resume_two(int kind, uintptr_t number) {
    volatile unsigned char locals[500];
    fastctx_co_t *co[2];
    fill(locals, sizeof locals, number);
    for (int k = 0; k < 2; k++)
        co[k] = make(kind, resumed, value_of(number + 1000 * k));
    for (uintptr_t i = 0; i <= ROUNDS; i++)
        for (int k = 0; k < 2; k++) {
            uintptr_t his = number + 1000 * k;
            void *value = value_of(his + i);
            int result = fastctx_resume(co[k], &value);
            mistakes += result != (i < ROUNDS ? FASTCTX_YIELDED : FASTCTX_FINISHED);
            mistakes += value != value_of(i < ROUNDS ? his + 100 + i : his + 200);
            mistakes += !is_filled(locals, sizeof locals, number);
            /* Somebody else comes in between. */
            if (fastctx_current())
                mistakes += fastctx_yield(NULL) != 0;
        }
    for (int k = 0; k < 2; k++)
        mistakes += fastctx_destroy(co[k]) != 0;
}

static void *resumer(void *arg, void *value) {
    (void)value;
    resume_two((int)number_of(arg) % KINDS, number_of(arg));
    return NULL;
}

int main(void) {
    one = shared_stack(64 * 1024);
    two = shared_stack(64 * 1024);
    for (int inner = 0; inner < KINDS; inner++) {
        mistakes = 0;
        resume_two(inner, 77 + inner);
        CHECK(mistakes == 0, "%s resumes %s: %d mistakes", names[KINDS], names[inner], mistakes);
    }
    for (int outer = 0; outer < KINDS; outer++)
        for (int inner = 0; inner < KINDS; inner++) {
            fastctx_co_t *co[3];
            int running = 3;
            mistakes = 0;
            for (int i = 0; i < 3; i++)
                co[i] = make(outer, resumer, value_of(10000 + KINDS * i + inner));
            while (running)
                for (int i = 0; i < 3; i++)
                    if (fastctx_status(co[i]) == FASTCTX_SUSPENDED) {
                        int result = fastctx_resume(co[i], NULL);
                        running -= result == FASTCTX_FINISHED;
                        REQUIRE(result >= 0, "resume: %s", fastctx_strerror(result));
                    }
            for (int i = 0; i < 3; i++)
                mistakes += fastctx_destroy(co[i]) != 0;
            CHECK(mistakes == 0, "%s resumes %s: %d mistakes", names[outer], names[inner],
                  mistakes);
            while (stack_count)
                free(stacks[--stack_count]);
        }
    CHECK(fastctx_shared_destroy(one) == 0 && fastctx_shared_destroy(two) == 0,
          "and nobody is left");
    return check_done();
}
