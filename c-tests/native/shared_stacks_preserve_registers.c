/* Every callee-saved register of both sides is as it was when a coroutine on a shared
 * stack is resumed and yields, with its stack copied out and in meanwhile: by a
 * thread, by a coroutine with a stack of its own, and by one of the same stack. With
 * the flag for it FP control is, too. */
#include "../registers.h"

#include "../coroutine.h"

enum { RESUMER, YIELDER };
static fastctx_shared_t *shared;
static int mistakes;
static unsigned flags;

static void compare(const char *side, int pattern, const uint64_t *got, int keeps_fp) {
    for (int i = 0; i < REGISTER_COUNT; i++)
        if ((keeps_fp || !is_fp_control(i)) &&
            ((got[i] ^ patterns[pattern][i]) & saved_registers[i].mask)) {
            printf("# %s: %s: want %#" PRIx64 ", got %#" PRIx64 "\n", side, saved_registers[i].name,
                   patterns[pattern][i], got[i]);
            mistakes++;
        }
}

static void *yields(void *arg, void *value) {
    uint64_t got[REGISTER_COUNT];
    while (value) {
        memset(got, 0, sizeof got);
        call_with_registers((void *)fastctx_yield, &value, NULL, patterns[YIELDER], got);
        compare("fastctx_yield", YIELDER, got, flags & FASTCTX_CO_FP_CONTROL);
    }
    return arg;
}

static void *resumes(void *arg, void *value) {
    uint64_t got[REGISTER_COUNT];
    fastctx_co_t *co[2] = {NULL, NULL};
    (void)value;
    for (int i = 0; i < 2; i++)
        mistakes += try_on_shared(&co[i], shared, flags, yields, NULL) != 0;
    for (int turn = 0; turn < 4; turn++)
        for (int i = 0; i < 2; i++) {
            value = value_of(turn < 3);
            memset(got, 0, sizeof got);
            long result =
                call_with_registers((void *)fastctx_resume, co[i], &value, patterns[RESUMER], got);
            mistakes += (int)result != (turn < 3 ? FASTCTX_YIELDED : FASTCTX_FINISHED);
            compare("fastctx_resume", RESUMER, got, flags & FASTCTX_CO_FP_CONTROL);
        }
    for (int i = 0; i < 2; i++)
        mistakes += fastctx_destroy(co[i]) != 0;
    return arg;
}

int main(void) {
    static const unsigned all_flags[] = {0, FASTCTX_CO_FP_CONTROL, FASTCTX_CO_EXCEPTIONS};
    static const char *const names[] = {"no flags", "FP control", "exceptions"};
    shared = shared_stack(64 * 1024);
    for (int f = 0; f < 3; f++) {
        void *stack;
        flags = all_flags[f];
        mistakes = 0;
        resumes(NULL, NULL);
        CHECK(mistakes == 0, "%s, by a thread: %d mistakes", names[f], mistakes);
        fastctx_co_t *co = on_own(resumes, NULL, &stack);
        CHECK(fastctx_resume(co, NULL) == FASTCTX_FINISHED && mistakes == 0,
              "%s, by a coroutine with a stack of its own: %d mistakes", names[f], mistakes);
        fastctx_destroy(co);
        free(stack);
        co = on_shared(shared, resumes, NULL);
        CHECK(fastctx_resume(co, NULL) == FASTCTX_FINISHED && mistakes == 0,
              "%s, by a coroutine of the same stack: %d mistakes", names[f], mistakes);
        fastctx_destroy(co);
    }
    CHECK(fastctx_shared_destroy(shared) == 0, "and nobody is left");
    return check_done();
}
