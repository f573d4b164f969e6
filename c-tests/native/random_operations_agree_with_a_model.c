/*
 * Random operations on coroutines of every mode, done by threads and by the
 * coroutines themselves, against a model of what each is doing: results, values,
 * states, the rounding mode, and a pattern on each stack. One thread acts at a time
 * and hands over to another at any place, so coroutines go on in other threads.
 *
 * usage: PROGRAM [SEED [OPERATIONS]]      the same seed does the same again
 */
#include "coroutine.h"
#include <fenv.h>
#include <pthread.h>

enum { SLOTS = 24, THREADS = 3, SHARED_STACKS = 2, PATTERN = 24, OUTSIDE = -1 };
enum state { FREE = -1, SUSPENDED, RUNNING, NORMAL, DEAD };

static struct slot {
    fastctx_co_t *co;
    enum state state;
    int mode, shared, keeps_fp, has_started, is_cancelled;
    int resumer; /* a slot, or OUTSIDE */
    int thread;  /* while it is RUNNING or NORMAL */
    unsigned generation;
    int rounding; /* while it is suspended, with the flag */
    void *memory;
} slots[SLOTS];
static fastctx_shared_t *shared_stacks[SHARED_STACKS];

/* What the one who goes on is to find. */
static uintptr_t passed;
static int left_by; /* the result of the fastctx_resume that returns */
static int rounding;

static int holder, running[THREADS], is_over;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;

static uint64_t state_of_random, operations, limit;
static unsigned faults, counts[8];

static unsigned draw(unsigned n) {
    state_of_random ^= state_of_random << 13;
    state_of_random ^= state_of_random >> 7;
    state_of_random ^= state_of_random << 17;
    return (unsigned)(state_of_random >> 32) % n;
}

static void fault(const char *what, long want, long got) {
    if (faults++ < 10)
        printf("# operation %llu: %s: want %ld, got %ld\n", (unsigned long long)operations, what,
               want, got);
    fflush(stdout);
}
#define AGREES(what, want, got)                                                                    \
    do {                                                                                           \
        if ((want) != (got))                                                                       \
            fault(what, (long)(want), (long)(got));                                                \
    } while (0)

static const int roundings[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};

static void act(int self);

static void *body(void *arg, void *value) {
    int self = (int)of_number(arg);
    struct slot *slot = &slots[self];
    AGREES("the first value", passed, of_number(value));
    slot->has_started = 1;
    act(self);
    /* The end. */
    if (slot->resumer != OUTSIDE)
        slots[slot->resumer].state = RUNNING;
    running[holder] = slot->resumer;
    slot->state = DEAD;
    left_by = FASTCTX_FINISHED;
    passed++;
    return number(passed);
}

static void create(int i) {
    struct slot *slot = &slots[i];
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    slot->mode = attr.mode = all_modes[draw(MODES)];
    attr.flags = draw(4);
    slot->keeps_fp = !!(attr.flags & FASTCTX_CO_FP_CONTROL);
    slot->shared = OUTSIDE;
    if (attr.mode == FASTCTX_STACK_GIVEN) {
        if (!slot->memory)
            slot->memory = malloc(GIVEN_SIZE);
        attr.stack = slot->memory;
        attr.stack_size = GIVEN_SIZE;
    }
    if (attr.mode == FASTCTX_STACK_SHARED) {
        slot->shared = (int)draw(SHARED_STACKS);
        attr.shared = shared_stacks[slot->shared];
    }
    AGREES("create", 0, fastctx_create(&slot->co, &attr, body, number((uintptr_t)i)));
    slot->state = SUSPENDED;
    slot->has_started = slot->is_cancelled = 0;
    slot->generation++;
}

/* Whether its shared stack, if it has one, is in use by another thread. */
static int is_stack_busy(const struct slot *slot) {
    for (int i = 0; slot->shared != OUTSIDE && i < SLOTS; i++)
        if (slots[i].shared == slot->shared && slots[i].thread != holder &&
            (slots[i].state == RUNNING || slots[i].state == NORMAL))
            return 1;
    return 0;
}

static int refusal(const struct slot *slot) {
    return slot->state == DEAD                               ? -ESRCH
           : slot->state != SUSPENDED || is_stack_busy(slot) ? -EBUSY
                                                             : 0;
}

static void resume(int self, int i, int to_cancel) {
    struct slot *slot = &slots[i];
    int want = refusal(slot);
    if (to_cancel && slot->state == SUSPENDED && !slot->has_started) {
        AGREES("cancel before it ran", 0, fastctx_cancel(slot->co));
        slot->state = DEAD;
        return;
    }
    void *value = number(++passed);
    if (want < 0) {
        AGREES("refused", want,
               to_cancel ? fastctx_cancel(slot->co) : fastctx_resume(slot->co, &value));
        AGREES("the value after a refusal", passed, of_number(value));
        return;
    }
    int my_rounding = rounding;
    int is_kept = slot->keeps_fp || (self != OUTSIDE && slots[self].keeps_fp);
    int wants_value = draw(8) != 0;
    if (self != OUTSIDE)
        slots[self].state = NORMAL;
    slot->state = RUNNING;
    slot->thread = holder;
    slot->resumer = self;
    slot->is_cancelled |= to_cancel;
    running[holder] = i;
    if (slot->has_started && slot->keeps_fp)
        rounding = slot->rounding;
    if (to_cancel || !wants_value)
        passed = 0;
    int got = to_cancel     ? fastctx_cancel(slot->co)
              : wants_value ? fastctx_resume(slot->co, &value)
                            : fastctx_resume(slot->co, NULL);
    AGREES("resume", left_by, got);
    if (!to_cancel && wants_value)
        AGREES("the value that comes out", passed, of_number(value));
    if (is_kept)
        rounding = my_rounding;
}

static void yield(int self) {
    struct slot *slot = &slots[self];
    void *value = number(++passed);
    if (slot->is_cancelled) {
        AGREES("yield while cancelled", -ECANCELED, fastctx_yield(&value));
        AGREES("the value of that", passed, of_number(value));
        return;
    }
    int wants_value = draw(8) != 0;
    unsigned generation = slot->generation;
    slot->rounding = rounding;
    if (slot->resumer != OUTSIDE)
        slots[slot->resumer].state = RUNNING;
    running[holder] = slot->resumer;
    slot->state = SUSPENDED;
    left_by = FASTCTX_YIELDED;
    if (!wants_value)
        passed = 0;
    int got = wants_value ? fastctx_yield(&value) : fastctx_yield(NULL);
    AGREES("yield", slot->is_cancelled ? -ECANCELED : 0, got);
    if (wants_value)
        AGREES("the value that comes in", passed, of_number(value));
    AGREES("the generation", generation, slot->generation);
}

static void destroy(int i) {
    struct slot *slot = &slots[i];
    int busy = slot->state == RUNNING || slot->state == NORMAL;
    /* One that lies on a shared stack in use elsewhere may have to stay. */
    int result = fastctx_destroy(slot->co);
    if (!busy && is_stack_busy(slot) && result == -EBUSY)
        return;
    AGREES("destroy", busy ? -EBUSY : 0, result);
    if (!busy) {
        slot->state = FREE;
        slot->shared = OUTSIDE;
    }
}

static void hand_over(void) {
    int me = holder;
    AGREES("the thread", 0, pthread_mutex_lock(&mutex));
    holder = (int)draw(THREADS);
    int my_rounding = rounding;
    if (holder != me) {
        pthread_cond_broadcast(&turn);
        while (holder != me)
            pthread_cond_wait(&turn, &mutex);
    }
    rounding = my_rounding;
    pthread_mutex_unlock(&mutex);
}

/* What a thread, or a coroutine, does until its time is up. */
static __attribute__((noinline)) void act(int self) {
    volatile unsigned char pattern[PATTERN];
    for (int i = 0; i < PATTERN; i++)
        pattern[i] = (unsigned char)(self * 31 + i);
    int time = self == OUTSIDE ? -1 : 1 + (int)draw(60);
    while (operations < limit && !is_over && time-- != 0) {
        operations++;
        int i = (int)draw(SLOTS), what = (int)draw(32);
        struct slot *slot = &slots[i];
        if (what < 12 && self != OUTSIDE) {
            yield(self);
            counts[0]++;
        } else if (what == 12 && draw(50) == 0) {
            hand_over();
            counts[1]++;
        } else if (what == 13) {
            rounding = roundings[draw(4)];
            fesetround(rounding);
            counts[2]++;
        } else if (slot->state == FREE) {
            create(i);
            counts[3]++;
        } else if (what == 14) {
            resume(self, i, 1);
            counts[4]++;
        } else if (what == 15) {
            destroy(i);
            counts[5]++;
        } else {
            resume(self, i, 0);
            counts[6]++;
        }
        AGREES("the rounding mode", rounding, fegetround());
        AGREES("who runs", self, running[holder]);
        AGREES("the current one", self == OUTSIDE ? NULL : slots[self].co, fastctx_current());
        if (slot->state != FREE)
            AGREES("the state", (int)slot->state, fastctx_status(slot->co));
        for (int j = 0; j < PATTERN; j++)
            AGREES("the stack", (unsigned char)(self * 31 + j), pattern[j]);
    }
}

static void *thread(void *arg) {
    int me = (int)of_number(arg);
    pthread_mutex_lock(&mutex);
    while (holder != me)
        pthread_cond_wait(&turn, &mutex);
    pthread_mutex_unlock(&mutex);
    rounding = FE_TONEAREST;
    act(OUTSIDE);
    is_over = 1; /* one is enough; the others end in their turn */
    pthread_mutex_lock(&mutex);
    holder = (me + 1) % THREADS;
    pthread_cond_broadcast(&turn);
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void once(uint64_t seed, uint64_t how_many) {
    state_of_random = seed * 0x9e3779b97f4a7c15 + 1;
    operations = 0, limit = how_many, is_over = 0, holder = 0, faults = 0;
    rounding = FE_TONEAREST;
    memset(counts, 0, sizeof counts);
    pthread_t threads[THREADS];
    for (int i = 0; i < SLOTS; i++)
        slots[i].state = FREE, slots[i].shared = OUTSIDE;
    for (int i = 0; i < SHARED_STACKS; i++)
        fastctx_shared_create(&shared_stacks[i], 256 * 1024);
    for (int i = 0; i < THREADS; i++)
        running[i] = OUTSIDE;
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, thread, number((uintptr_t)i));
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < SLOTS; i++)
        if (slots[i].state != FREE)
            AGREES("destroyed at last", 0, fastctx_destroy(slots[i].co));
    for (int i = 0; i < SHARED_STACKS; i++)
        AGREES("shared stacks too", 0, fastctx_shared_destroy(shared_stacks[i]));
    CHECK(faults == 0, "seed %llu, %llu operations agree with the model (%u do not)",
          (unsigned long long)seed, (unsigned long long)operations, faults);
    printf("# yields %u, hand-overs %u, roundings %u, created %u, cancelled %u, destroyed %u, "
           "resumed %u\n",
           counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]);
}

int main(int argc, char **argv) {
    uint64_t how_many = argc > 2 ? strtoull(argv[2], NULL, 10) : 200000;
    if (argc > 1)
        once(strtoull(argv[1], NULL, 10), how_many);
    for (uint64_t seed = 1; argc < 2 && seed <= 4; seed++)
        once(seed, how_many);
    return check_done();
}
