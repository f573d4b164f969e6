/*
 * Every argument that the manual refuses is refused with the errno that it says,
 * and nothing has been written: outputs, the memory offered as a stack and what is
 * around it are as they were, and errno is left alone.
 */
#include "coroutine.h"
#include <sys/mman.h>

enum { AREA = 8192, MIDDLE = 2048, LARGEST = 4096 };
static unsigned char area[AREA] __attribute__((aligned(64)));
static fastctx_t context, linked;
static fastctx_co_t *const untouched = (fastctx_co_t *)area;

static void *never(void *arg, void *value) {
    (void)arg;
    CHECK(0, "an entry function was called");
    return value;
}

static unsigned char pattern(size_t i) { return (unsigned char)(i * 7 + 3); }
static void fill(void) {
    for (size_t i = 0; i < AREA; i++)
        area[i] = pattern(i);
}
/* Whether all outside of [from, to) is as it was. */
static int is_intact_outside(size_t from, size_t to) {
    for (size_t i = 0; i < AREA; i++)
        if ((i < from || i >= to) && area[i] != pattern(i))
            return 0;
    return 1;
}

static const struct fastctx_t canary = {area, area + 1, {area + 2, area + 3}};

static void check_init(const char *what, int want, fastctx_t *ctx, void *stack, size_t size,
                       fastctx_entry_t entry) {
    fill();
    context = canary;
    errno = 12345;
    int result = fastctx_init(ctx, stack, size, entry, NULL, &linked);
    CHECK(result == want && errno == 12345, "fastctx_init, %s: %s", what, fastctx_strerror(result));
    CHECK(is_intact_outside(0, 0) && !memcmp(&context, &canary, sizeof canary),
          "and nothing has been written");
}

static void check_create(const char *what, int want, const fastctx_attr_t *attr,
                         fastctx_entry_t entry) {
    fastctx_co_t *co = untouched;
    fill();
    errno = 12345;
    int result = fastctx_create(&co, attr, entry, NULL);
    CHECK(result == want && errno == 12345, "fastctx_create, %s: %s", what,
          fastctx_strerror(result));
    CHECK(is_intact_outside(0, 0) && co == untouched, "and nothing has been written");
}

static fastctx_attr_t given(void *stack, size_t size) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    attr.mode = FASTCTX_STACK_GIVEN;
    attr.stack = stack;
    attr.stack_size = size;
    return attr;
}

/* From every address of a line on, every size: refused untouched, or within. */
static void every_stack(int coroutines) {
    size_t least = 0, most_refused = 0;
    int wrong = 0, outside = 0;
    for (size_t shift = 0; shift < 65; shift++)
        for (size_t size = 0; size <= 1024; size += shift % 5 ? 8 * shift + 1 : 1) {
            fastctx_attr_t attr = given(area + MIDDLE + shift, size);
            fastctx_co_t *co = untouched;
            context = canary;
            fill();
            int result = coroutines ? fastctx_create(&co, &attr, never, NULL)
                                    : fastctx_init(&context, attr.stack, size, never, NULL, NULL);
            size_t from = MIDDLE + shift;
            if (result == 0) {
                outside += !is_intact_outside(from, from + size);
                least = least == 0 || size < least ? size : least;
                /* Destroying does not write outside either. */
                if (coroutines)
                    wrong += fastctx_destroy(co) != 0 || !is_intact_outside(from, from + size);
                else
                    wrong += (unsigned char *)context.sp < area + from;
            } else {
                wrong += result != (coroutines && size == 0 ? -EINVAL : -ENOMEM);
                outside += !is_intact_outside(0, 0) || co != untouched ||
                           memcmp(&context, &canary, sizeof canary) != 0;
                most_refused = size > most_refused ? size : most_refused;
            }
        }
    const char *name = coroutines ? "fastctx_create" : "fastctx_init";
    CHECK(!wrong, "%s: stacks of every size and alignment: right or -ENOMEM (%d are not)", name,
          wrong);
    CHECK(!outside, "%s: nothing outside is written (%d were)", name, outside);
    CHECK(most_refused > 0 && least > 0 && least < 1024 && most_refused < 1024,
          "%s: at least %zu bytes, %zu are always enough", name, least, most_refused + 1);
}

static void check_every_refusal_of_init(void) {
    void *stack = area + MIDDLE;
    check_init("no context", -EINVAL, NULL, stack, LARGEST, never);
    check_init("no stack", -EINVAL, &context, NULL, LARGEST, never);
    check_init("no entry function", -EINVAL, &context, stack, LARGEST, NULL);
    check_init("size zero", -ENOMEM, &context, stack, 0, never);
    check_init("beyond the address space", -EINVAL, &context, stack, SIZE_MAX, never);
    check_init("to its very end", -EINVAL, &context, stack, (size_t)0 - (size_t)stack, never);
    check_init("nothing at all", -EINVAL, NULL, NULL, 0, NULL);
}

/* Stacks that are there to be used again must not make anything right. */
static void leave_some_stacks(void) {
    for (int i = 0; i < MODES; i++)
        for (int n = 0; n < 2; n++)
            fastctx_destroy(make(all_modes[i], 0, never, NULL));
}

static void check_every_refusal_of_create(void) {
    leave_some_stacks();
    fastctx_attr_t attr = given(area + MIDDLE, LARGEST);
    fill();
    CHECK(fastctx_create(NULL, &attr, never, NULL) == -EINVAL && is_intact_outside(0, 0),
          "fastctx_create, nowhere to store it: -EINVAL");
    check_create("no entry function", -EINVAL, &attr, NULL);
    check_create("no entry function, default attributes", -EINVAL, NULL, NULL);
    attr = given(NULL, LARGEST);
    check_create("given, but no stack", -EINVAL, &attr, never);
    attr = given(area + MIDDLE, 0);
    check_create("size zero", -EINVAL, &attr, never);
    attr = given(area + MIDDLE, SIZE_MAX);
    check_create("beyond the address space", -EINVAL, &attr, never);
    attr = given(area + MIDDLE, (size_t)0 - (size_t)(area + MIDDLE));
    check_create("to its very end", -EINVAL, &attr, never);
    for (size_t i = 0; i < 40; i++) {
        static const size_t large[] = {1000, SIZE_MAX, (size_t)1 << 4 * sizeof(size_t)};
        attr = given(area + MIDDLE, LARGEST);
        attr.size = i == sizeof attr / 2 ? 0 : i * 2;
        if (attr.size == sizeof attr)
            attr.size = large[0];
        if (i >= 37)
            attr.size = large[i - 37];
        check_create("attributes of a size that does not exist", -EINVAL, &attr, never);
    }
    static const int modes[] = {0, -1, 6, 7, 255, 257, 1 << 16 | 1, 1 << 30, -2147483647 - 1};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        attr = given(area + MIDDLE, LARGEST);
        attr.mode = modes[i];
        check_create("a mode that does not exist", -EINVAL, &attr, never);
        attr.stack = NULL;
        check_create("a mode that does not exist, without a stack", -EINVAL, &attr, never);
    }
    for (int bit = 2; bit < 32; bit++)
        for (int i = 0; i < MODES; i++) {
            attr = given(area + MIDDLE, LARGEST);
            if (all_modes[i] != FASTCTX_STACK_GIVEN)
                attr.stack = NULL;
            if (all_modes[i] == FASTCTX_STACK_SHARED)
                attr.shared = my_shared_stack();
            attr.mode = all_modes[i];
            attr.stack_size = 65536;
            attr.flags = 1u << bit | (bit % 2 ? FASTCTX_CO_FP_CONTROL : 0);
            check_create("a flag that does not exist", -EINVAL, &attr, never);
        }
    attr = given(area + MIDDLE, LARGEST);
    attr.shared = my_shared_stack();
    check_create("given and shared", -EINVAL, &attr, never);
    static const int own[] = {FASTCTX_STACK_MAPPED, FASTCTX_STACK_GROWING};
    for (int i = 0; i < 2; i++) {
        attr = given(area + MIDDLE, LARGEST);
        attr.mode = own[i];
        check_create("its own stack and a given one", -EINVAL, &attr, never);
        attr.stack = NULL;
        attr.stack_size = 0;
        check_create("its own stack of size zero", -EINVAL, &attr, never);
        attr.stack_size = SIZE_MAX - 1;
        check_create("its own stack, larger than all memory", -ENOMEM, &attr, never);
        attr.stack_size = sizeof(size_t) == 8 ? SIZE_MAX / 4 + 1 : SIZE_MAX - (64u << 20);
        check_create("its own stack, larger than the address space", -ENOMEM, &attr, never);
        attr.stack_size = 65536;
        attr.stack = area + MIDDLE;
        check_create("its own stack, of a size that is there, and a given one", -EINVAL, &attr,
                     never);
        attr.stack = NULL;
        attr.shared = my_shared_stack();
        check_create("its own stack and a shared one", -EINVAL, &attr, never);
    }
    attr = given(NULL, 0);
    attr.mode = FASTCTX_STACK_SHARED;
    check_create("shared, but not with what", -EINVAL, &attr, never);
    attr.shared = my_shared_stack();
    attr.stack = area + MIDDLE;
    check_create("shared and given", -EINVAL, &attr, never);
}

/* Attributes that say that they are shorter are not read beyond that. */
static void check_short_attributes(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages + page, page, PROT_NONE);
    size_t *size = (size_t *)(void *)(pages + page) - 1;
    *size = sizeof *size;
    check_create("attributes that end at the page's end", -EINVAL, (void *)size, never);
}

static void *refuses_inside(void *arg, void *value) {
    fastctx_co_t *self = fastctx_current();
    CHECK(self != NULL && fastctx_resume(self, &value) == -EBUSY && value == number(1),
          "itself cannot be resumed, and the value stays");
    CHECK(fastctx_cancel(self) == -EBUSY && fastctx_destroy(self) == -EBUSY,
          "nor cancelled, nor destroyed");
    CHECK(fastctx_status(self) == FASTCTX_RUNNING && fastctx_current() == self,
          "and it goes on running");
    return arg;
}

static void check_the_others(void) {
    void *value = number(5);
    errno = 12345;
    CHECK(fastctx_resume(NULL, &value) == -EINVAL && fastctx_resume(NULL, NULL) == -EINVAL,
          "fastctx_resume of nothing");
    CHECK(fastctx_yield(&value) == -EPERM && fastctx_yield(NULL) == -EPERM,
          "fastctx_yield outside of a coroutine");
    CHECK(fastctx_cancel(NULL) == -EINVAL && fastctx_destroy(NULL) == -EINVAL &&
              fastctx_status(NULL) == -EINVAL && fastctx_name(NULL) == NULL,
          "and the others of nothing");
    for (int i = 0; i < MODES; i++) {
        fastctx_co_t *co = make(all_modes[i], 0, refuses_inside, &context);
        value = number(1);
        CHECK(fastctx_resume(co, &value) == FASTCTX_FINISHED && value == &context, "%s: it ends",
              fastctx_name(co));
        value = number(5);
        CHECK(fastctx_resume(co, &value) == -ESRCH && fastctx_cancel(co) == -ESRCH &&
                  fastctx_status(co) == FASTCTX_DEAD,
              "a finished one can be neither resumed nor cancelled");
        CHECK(fastctx_destroy(co) == 0, "but destroyed");
    }
    CHECK(value == number(5) && errno == 12345, "no value has been stored, errno is as it was");
    CHECK(fastctx_current() == NULL, "and no coroutine runs");
}

int main(void) {
    check_every_refusal_of_init();
    every_stack(0);
    check_every_refusal_of_create();
    check_short_attributes();
    every_stack(1);
    check_the_others();
    return check_done();
}
