/* Coroutines of one shared stack resume each other while they stand on it, several
 * deep, with one of another stack in between, and come back by yields and ends. */
#include "../coroutine.h"

static fastctx_shared_t *shared;
static int mistakes, between;
static void *stacks[16];

/* Each level counts from 1 to 3 inside every step of the level above. */
static void *level(void *arg, void *value) {
    volatile unsigned char locals[200];
    uintptr_t depth = number_of(arg);
    fill(locals, sizeof locals, depth);
    mistakes += value != value_of(depth);
    for (uintptr_t i = 1; i <= 3; i++) {
        if (depth > 1) {
            uintptr_t seen = 0;
            int result;
            int is_own = between && depth == 2;
            void *next = value_of(depth - 1);
            fastctx_co_t *co =
                is_own ? on_own(level, next, &stacks[i]) : on_shared(shared, level, next);
            value = next;
            while ((result = fastctx_resume(co, &value)) == FASTCTX_YIELDED) {
                mistakes += !is_filled(locals, sizeof locals, depth);
                mistakes += fastctx_status(fastctx_current()) != FASTCTX_RUNNING;
                if (value)
                    mistakes += value != value_of(10 * (depth - 1) + ++seen);
                /* All the way up and down again, with those below parked. */
                if (!value || seen == 2)
                    mistakes += fastctx_yield(NULL) != 0;
            }
            mistakes += result != FASTCTX_FINISHED || seen != 3 || value != value_of(99);
            mistakes += !is_filled(locals, sizeof locals, depth);
            mistakes += fastctx_destroy(co) != 0;
            if (is_own)
                free(stacks[i]);
        }
        value = value_of(10 * depth + i);
        mistakes += fastctx_yield(&value) != 0;
        mistakes += !is_filled(locals, sizeof locals, depth);
    }
    return value_of(99);
}

/* Skips the yields without a value, which only go up and down. */
static void *relay(void *arg, void *value) {
    fastctx_co_t *co = on_shared(shared, level, arg);
    void *got = arg;
    while (fastctx_resume(co, &got) == FASTCTX_YIELDED)
        if (got)
            fastctx_yield(&got);
    mistakes += fastctx_destroy(co) != 0;
    (void)value;
    return got;
}

static void *parks(void *arg, void *value) {
    (void)arg;
    while (!fastctx_yield(&value)) {
    }
    return NULL;
}

static fastctx_co_t *parked;

/* Leaves the owner of the stack parked there, and ends. */
static void *ends_above_a_parked_one(void *arg, void *value) {
    parked = on_shared(shared, parks, NULL);
    mistakes += fastctx_resume(parked, NULL) != FASTCTX_YIELDED;
    (void)value;
    return arg;
}

static void *resumes_that(void *arg, void *value) {
    volatile unsigned char locals[200];
    fill(locals, sizeof locals, 5);
    void *stack;
    fastctx_co_t *co = arg ? on_own(ends_above_a_parked_one, value_of(12), &stack)
                           : on_shared(shared, ends_above_a_parked_one, value_of(12));
    mistakes += fastctx_resume(co, &value) != FASTCTX_FINISHED || value != value_of(12);
    mistakes += !is_filled(locals, sizeof locals, 5);
    mistakes += fastctx_resume(parked, NULL) != FASTCTX_YIELDED;
    mistakes += fastctx_cancel(parked) != FASTCTX_FINISHED;
    mistakes += fastctx_destroy(parked) != 0 || fastctx_destroy(co) != 0;
    mistakes += !is_filled(locals, sizeof locals, 5);
    if (arg)
        free(stack);
    return NULL;
}

int main(void) {
    shared = shared_stack(256 * 1024);
    for (uintptr_t depth = 1; depth <= 4; depth++)
        for (between = 0; between <= (depth > 2); between++) {
            fastctx_co_t *co = on_shared(shared, relay, value_of(depth));
            void *value = NULL;
            uintptr_t seen = 0;
            mistakes = 0;
            while (fastctx_resume(co, &value) == FASTCTX_YIELDED)
                mistakes += value != value_of(10 * depth + ++seen);
            CHECK(mistakes == 0 && seen == 3 && value == value_of(99),
                  "%d deep%s: %d mistakes, %d values", (int)depth,
                  between ? ", one of another stack between" : "", mistakes, (int)seen);
            CHECK(fastctx_destroy(co) == 0, "destroyed");
        }
    for (uintptr_t own = 0; own <= 1; own++) {
        fastctx_co_t *co = on_shared(shared, resumes_that, value_of(own));
        mistakes = 0;
        CHECK(fastctx_resume(co, NULL) == FASTCTX_FINISHED && mistakes == 0,
              "one ends on %s while another is parked where its resumer has to go: %d mistakes",
              own ? "its own stack" : "the shared stack", mistakes);
        CHECK(fastctx_destroy(co) == 0, "destroyed");
    }
    CHECK(fastctx_shared_destroy(shared) == 0, "and nobody is left");
    return check_done();
}
