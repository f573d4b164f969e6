/*
 * Every way of resuming a coroutine and of coming back preserves every
 * callee-saved register, on both sides; FP control with the flag for it, and
 * without it that is the thread's. The negative control breaks one register at a
 * time where it waits, on the stack of a suspended side, and each must be caught.
 */
#include "../registers.h"
#include <errno.h>
#include <fastctx.h>

enum { RESUMER, YIELDER };
static char stacks[2][64 * 1024] __attribute__((aligned(64)));
static uint64_t got[2][REGISTER_COUNT];
static fastctx_co_t *outer, *inner;
static int broken = -1, broken_side;

static fastctx_co_t *make(int i, unsigned flags, fastctx_entry_t entry) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *co = NULL;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.flags = flags;
    attr.stack = stacks[i];
    attr.stack_size = sizeof stacks[i];
    int result = fastctx_create(&co, &attr, entry, NULL);
    if (result != 0)
        REQUIRE(0, "fastctx_create: %s", fastctx_strerror(result));
    return co;
}

/* Copies that nobody will load any more may be there too. */
static void break_register(int side) {
    if (broken < 0 || broken_side != side)
        return;
    for (size_t at = 0; at + 8 <= sizeof stacks[side]; at += sizeof(void *))
        if (register_is_at(stacks[side] + at, broken, patterns[side])) {
#ifdef FP_CONTROL_WAITS
            if (is_fp_control(broken)) {
                lose_fp_control(stacks[side] + at, broken);
                continue;
            }
#endif
            lose_register(stacks[side] + at, broken);
        }
}

/* Until it gets NULL. */
static void *yields(void *arg, void *first) {
    (void)arg;
    for (void *value = first; value;) {
        break_register(RESUMER);
        long result = call_with_registers((void *)fastctx_yield, &value, NULL, patterns[YIELDER],
                                          got[YIELDER]);
        if (result == -ECANCELED)
            break;
    }
    break_register(RESUMER);
    return NULL;
}

/* What is checked of the last round trip. */
static struct {
    const char *how;
    int keeps_fp[2];
} way;

static void check_side(int side, int ended) {
    static const char *const names[] = {"fastctx_resume", "fastctx_yield"};
    for (int i = 0; i < REGISTER_COUNT; i++) {
        /* Without the flag: what the other side had, which at its end is ours. */
        int theirs = is_fp_control(i) && !way.keeps_fp[side] && !(side == RESUMER && ended);
        int pattern = theirs ? !side : side;
        int is_wrong = ((got[side][i] ^ patterns[pattern][i]) & saved_registers[i].mask) != 0;
        int is_to_be = i == broken && side == broken_side;
        if (is_wrong != is_to_be)
            CHECK(0, "%s: %s: %s: want %#" PRIx64 ", got %#" PRIx64 " (broken: %s)", way.how,
                  names[side], saved_registers[i].name, patterns[pattern][i], got[side][i],
                  broken < 0 ? "none" : saved_registers[broken].name);
    }
}

static int round_trip(void *function, void *value, int yielder_came_back) {
    break_register(YIELDER);
    memset(got, 0, sizeof got);
    /* fastctx_cancel does not mind a second argument. */
    long result = call_with_registers(function, inner, &value, patterns[RESUMER], got[RESUMER]);
    check_side(RESUMER, result == 0);
    if (yielder_came_back)
        check_side(YIELDER, 0);
    return (int)result;
}

/* Four ways in and out: the first time, again, the end, being cancelled. */
static unsigned inner_flags;
static int all_there;
static void *go(void *arg, void *first) {
    (void)arg, (void)first;
    int to_break = broken, side_to_break = broken_side;
    for (int cancels = 0; cancels < 2; cancels++) {
        broken = -1;
        inner = make(YIELDER, inner_flags, yields);
        int a = round_trip((void *)fastctx_resume, inner, 0);
        int b = round_trip((void *)fastctx_resume, inner, 1);
        broken = to_break, broken_side = side_to_break;
        int c = round_trip((void *)fastctx_resume, inner, 1);
        int d = cancels ? round_trip((void *)fastctx_cancel, inner, 1)
                        : round_trip((void *)fastctx_resume, NULL, 1);
        all_there += a == 1 && b == 1 && c == 1 && d == 0;
        fastctx_destroy(inner);
    }
    return NULL;
}

int main(void) {
    static const struct {
        const char *name;
        unsigned inner, outer;
    } flags[] = {
        {"plain", 0, 0},
        {"FP control", FASTCTX_CO_FP_CONTROL, 0},
        {"exceptions", FASTCTX_CO_EXCEPTIONS, 0},
        {"both flags", FASTCTX_CO_FP_CONTROL | FASTCTX_CO_EXCEPTIONS, 0},
        {"FP control of the outer one", 0, FASTCTX_CO_FP_CONTROL},
        {"exceptions of the outer one", 0, FASTCTX_CO_EXCEPTIONS},
    };
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        int failed = check_failed, controls = 0;
        char how[64];
        way.how = how;
        way.keeps_fp[YIELDER] = !!(flags[i].inner & FASTCTX_CO_FP_CONTROL);
        inner_flags = flags[i].inner;
        all_there = 0;

        snprintf(how, sizeof how, "%s, by a thread", flags[i].name);
        way.keeps_fp[RESUMER] = way.keeps_fp[YIELDER];
        broken = -1;
        go(NULL, NULL);
        CHECK(check_failed == failed && all_there == 2, "%s", how);

        snprintf(how, sizeof how, "%s, by a coroutine", flags[i].name);
        way.keeps_fp[RESUMER] = !!((flags[i].inner | flags[i].outer) & FASTCTX_CO_FP_CONTROL);
        for (int side = RESUMER; side <= YIELDER; side++)
            for (int reg = -1; reg < REGISTER_COUNT; reg++) {
                if (reg >= 0 && is_fp_control(reg) && !way.keeps_fp[side])
                    continue;
                broken = reg, broken_side = side, all_there = 0;
                outer = make(RESUMER, flags[i].outer, go);
                if (fastctx_resume(outer, NULL) != FASTCTX_FINISHED || all_there != 2)
                    CHECK(0, "%s: both coroutines end", how);
                fastctx_destroy(outer);
                controls++;
            }
        CHECK(check_failed == failed, "%s, and all of %d lost registers are caught", how,
              controls - 2);
    }
    return check_done();
}
