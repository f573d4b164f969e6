/* fastctx_stack_bounds, _contains and _read tell of a coroutine's stack what the
 * coroutine itself finds there, on a stack of its own and off a shared one. */
#include "../coroutine.h"
#include "arch.h"
#include <signal.h>
#ifndef MORE_REGISTERS
#define MORE_REGISTERS 0
#endif

static const char text[] = "what stands on the stack";
static volatile char *place[2];

static void *writes(void *arg, void *value) {
    volatile char local[64];
    uintptr_t i = number_of(arg);
    place[i] = local;
    for (size_t k = 0; k < sizeof text; k++)
        local[k] = text[k];
    local[0] += (char)i;
    void *low = NULL, *high = NULL;
    fastctx_co_t *me = fastctx_current();
    CHECK(fastctx_stack_bounds(me, &low, &high) == 0 && low <= (void *)local &&
              (void *)local < high,
          "the running one's own local is within its bounds");
    CHECK(fastctx_stack_contains(me, (void *)local) == 1, "and its stack has it");
    CHECK(fastctx_stack_contains(me, &place) == 0, "but no static variable");
    return fastctx_yield(&value) ? NULL : arg;
}

static void look_at(fastctx_co_t *co, int i) {
    void *low = NULL, *high = NULL;
    char buffer[4096];
    void *address = (void *)place[i];
    CHECK(fastctx_stack_bounds(co, &low, &high) == 0 && low < high, "it has a live part");
    size_t size = (size_t)((char *)high - (char *)low);
    CHECK(size > 64 && size < 1024 + MORE_REGISTERS, "of %d bytes", (int)size);
    CHECK(low <= address && address < high, "with its local");
    CHECK(fastctx_stack_contains(co, address) == 1, "which it contains");
    CHECK(fastctx_stack_contains(co, low) == 1, "and its lowest byte");
    CHECK(fastctx_stack_contains(co, (char *)low - 1) == 0, "and none below");
    CHECK(fastctx_stack_contains(co, high) == 0, "and none above");
    memset(buffer, 0, sizeof buffer);
    CHECK(fastctx_stack_read(co, address, buffer, sizeof text) == sizeof text, "it can be read");
    CHECK(buffer[0] == text[0] + i && !strcmp(buffer + 1, text + 1) && buffer[sizeof text] == 0,
          "and reads '%s'", buffer);
    CHECK(fastctx_stack_read(co, low, buffer, sizeof buffer) == (long)size, "all can be read");
    CHECK(!memcmp(buffer + ((char *)address - (char *)low) + 1, text + 1, sizeof text - 1),
          "and has it where it is");
    CHECK(fastctx_stack_read(co, (char *)high - 1, buffer, 2) == 1, "up to the last byte");
    CHECK(fastctx_stack_read(co, high, buffer, 1) == -EFAULT, "no more");
    CHECK(fastctx_stack_read(co, (char *)low - 1, buffer, 1) == -EFAULT, "nor less");
}

static void *local_of_the_waiting; /* not as a value: that is against the rules */

/* It looks at those who wait for it. */
static void *looks_up(void *arg, void *value) {
    value = local_of_the_waiting;
    void *low = NULL, *high = NULL, *my_low = NULL, *my_high = NULL;
    CHECK(fastctx_stack_contains(arg, value) == 1, "the one that resumed it has its local");
    CHECK(fastctx_stack_bounds(arg, &low, &high) == 0, "has bounds");
    CHECK(fastctx_stack_bounds(fastctx_current(), &my_low, &my_high) == 0, "as has this one");
    CHECK(low <= value && value < high, "around its local");
    char c = 0;
    CHECK(fastctx_stack_read(arg, value, &c, 1) == 1 && c == 'x', "which reads '%c'", c);
    return NULL;
}

static void *waits(void *arg, void *value) {
    volatile char local[16] = "x";
    fastctx_co_t *co = on_shared(arg, looks_up, fastctx_current());
    local_of_the_waiting = (void *)local;
    CHECK(fastctx_resume(co, &value) == FASTCTX_FINISHED, "it looked");
    CHECK(local[0] == 'x', "and is back");
    CHECK(fastctx_destroy(co) == 0, "destroyed");
    return NULL;
}

/* On a stack of its own, as a handler may be: how deep the coroutine is is not known. */
static void handler(int signal) {
    void *low = NULL, *high = NULL;
    char c;
    (void)signal;
    CHECK(fastctx_stack_bounds(fastctx_current(), &low, &high) == -EBUSY && !low && !high,
          "on an alternate signal stack there are no bounds");
    CHECK(fastctx_stack_contains(fastctx_current(), &c) == -EBUSY, "nor is anything in it");
    CHECK(fastctx_stack_read(fastctx_current(), &c, &c, 1) == -EBUSY, "or readable");
}

static void *is_interrupted(void *arg, void *value) {
    (void)arg, (void)value;
    raise(SIGUSR1);
    return NULL;
}

int main(void) {
    fastctx_shared_t *shared = shared_stack(64 * 1024);
    fastctx_co_t *co[2];
    void *stack, *low, *high;
    for (int i = 0; i < 2; i++) {
        co[i] = on_shared(shared, writes, value_of(i));
        CHECK(fastctx_stack_bounds(co[i], &low, &high) == 0, "bounds before the first resume");
        fastctx_resume(co[i], NULL);
    }
    CHECK(place[0] == place[1], "two of a shared stack have a local in one place");
    for (int i = 0; i < 2; i++)
        look_at(co[i], i);
    for (int i = 0; i < 2; i++) {
        CHECK(fastctx_cancel(co[i]) == FASTCTX_FINISHED, "ended");
        CHECK(fastctx_stack_bounds(co[i], &low, &high) == 0 && low == high, "nothing is live");
        CHECK(fastctx_stack_contains(co[i], (void *)place[i]) == 0, "its local neither");
        CHECK(fastctx_stack_read(co[i], (void *)place[i], &stack, 1) == -EFAULT, "nor readable");
        CHECK(fastctx_destroy(co[i]) == 0, "destroyed");
    }
    co[0] = on_own(writes, value_of(0), &stack);
    fastctx_resume(co[0], NULL);
    look_at(co[0], 0);
    CHECK(fastctx_destroy(co[0]) == 0, "destroyed");
    free(stack);

    co[0] = on_shared(shared, waits, shared);
    CHECK(fastctx_resume(co[0], NULL) == FASTCTX_FINISHED, "one that waits on the same stack");
    CHECK(fastctx_destroy(co[0]) == 0, "destroyed");
    co[0] = on_own(waits, shared, &stack);
    CHECK(fastctx_resume(co[0], NULL) == FASTCTX_FINISHED, "and one on its own");
    CHECK(fastctx_destroy(co[0]) == 0, "destroyed");
    free(stack);

    stack_t alternate = {.ss_sp = malloc(65536), .ss_size = 65536};
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
    sigaltstack(&alternate, NULL);
    sigaction(SIGUSR1, &action, NULL);
    co[0] = on_own(is_interrupted, NULL, &stack);
    CHECK(fastctx_resume(co[0], NULL) == FASTCTX_FINISHED, "one that is interrupted");
    CHECK(fastctx_stack_bounds(NULL, &low, &high) == -EINVAL, "no coroutine");
    CHECK(fastctx_stack_bounds(co[0], NULL, &high) == -EINVAL, "no place");
    CHECK(fastctx_stack_contains(NULL, low) == -EINVAL, "no coroutine");
    CHECK(fastctx_stack_read(co[0], low, NULL, 1) == -EINVAL, "no buffer");
    CHECK(fastctx_destroy(co[0]) == 0 && fastctx_shared_destroy(shared) == 0, "destroyed");
    free(stack);
    return check_done();
}
