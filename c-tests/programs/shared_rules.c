/* shared_rules.c: breaks one of the rules of shared stacks, named by its argument, and
 * prints what came of it, unless the library ends it. Run by environment.sh. */
#include "../coroutine.h"
#include <sys/resource.h>

static fastctx_shared_t *shared;
static fastctx_co_t *other;
static const char *rule;
static unsigned char *place;
static fastctx_t away, back;
static char elsewhere[64 * 1024] __attribute__((aligned(16)));
enum { SIZE = 2000, NUMBER = 12345 };

/* An address, so that the compiler does not know of what, and warn. */
static void *unknown(volatile void *address) {
    __asm__("" : "+r"(address));
    return (void *)(uintptr_t)address;
}

static void must(int result) {
    if (result < 0) {
        printf("%s\n", fastctx_strerror(result));
        exit(0);
    }
}

static fastctx_co_t *quietly_on_shared(fastctx_entry_t entry, void *arg) {
    fastctx_co_t *co = NULL;
    must(try_on_shared(&co, shared, 0, entry, arg));
    return co;
}

static void *idle(void *arg, void *value) {
    while (!fastctx_yield(&value)) {
    }
    return arg;
}

/* Yields a pointer to its own variable, or returns it. */
static void *tells_address(void *arg, void *value) {
    volatile char local = 'x';
    (void)arg;
    value = unknown(&local);
    if (!strcmp(rule, "end"))
        return value;
    fastctx_yield(&value);
    return NULL;
}

static void *resumes_another(void *arg, void *value) {
    volatile char local = 'x';
    value = !strcmp(rule, "resume") ? (void *)&local : NULL;
    must(fastctx_resume(arg, &value));
    if (local != 'x')
        printf("the stack has changed\n");
    return NULL;
}

__attribute__((noinline)) static void wait_with_locals(void) {
    volatile unsigned char locals[SIZE];
    fill(locals, SIZE, NUMBER);
    place = unknown(locals);
    fastctx_yield(NULL);
    printf("the stack is %s\n", is_filled(locals, SIZE, NUMBER) ? "as it was" : "another one");
}

static void *has_locals(void *arg, void *value) {
    wait_with_locals();
    (void)value;
    return arg;
}

/* Changes a byte of the image, which somebody does who writes astray. */
static void write_astray(void) {
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512], flags[8];
    unsigned long from, to;
    while (fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%lx-%lx %7s", &from, &to, flags) != 3 || strncmp(flags, "rw", 2) ||
            strstr(line, "[stack]"))
            continue;
        for (unsigned char *at = (unsigned char *)from; at + SIZE < (unsigned char *)to; at++)
            if (at != place && is_filled(at, SIZE, NUMBER))
                at[SIZE / 2] ^= 1;
    }
    fclose(maps);
}

/* Calls the library for the running coroutine from a stack that is not its own. */
static void *calls_from_elsewhere(void *arg, void *value) {
    if (arg)
        fastctx_resume(arg, &value);
    else
        fastctx_yield(&value);
    fastctx_switch(&away, &back, NULL);
    return NULL;
}

static void *leaves_its_stack(void *arg, void *value) {
    fastctx_init(&away, elsewhere, sizeof elsewhere, calls_from_elsewhere, arg, NULL);
    fastctx_switch(&back, &away, value);
    return NULL;
}

int main(int argc, char **argv) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    rule = argc > 1 ? argv[1] : "";
    if (fastctx_shared_create(&shared, 64 * 1024))
        return 1;
    other = quietly_on_shared(idle, NULL);
    must(fastctx_resume(other, NULL));

    if (!strcmp(rule, "resume")) {
        must(fastctx_resume(quietly_on_shared(resumes_another, other), NULL));
    } else if (!strcmp(rule, "yield") || !strcmp(rule, "end")) {
        fastctx_co_t *inner = quietly_on_shared(tells_address, NULL);
        must(fastctx_resume(quietly_on_shared(resumes_another, inner), NULL));
    } else if (!strcmp(rule, "kept")) {
        /* To the thread's own stack, and as long as nobody else goes on: that is right. */
        void *value = NULL;
        must(fastctx_resume(quietly_on_shared(tells_address, NULL), &value));
        printf("it reads %c\n", *(volatile char *)value);
    } else if (!strcmp(rule, "thread")) {
        void *value = NULL;
        must(fastctx_resume(quietly_on_shared(tells_address, NULL), &value));
        must(fastctx_resume(other, &value));
    } else if (!strcmp(rule, "stale")) {
        must(fastctx_resume(quietly_on_shared(has_locals, NULL), NULL));
        must(fastctx_resume(other, NULL));
        printf("it reads %s\n", is_filled(place, SIZE / 2, NUMBER) ? "what was there" : "poison");
    } else if (!strcmp(rule, "image") || !strcmp(rule, "no image")) {
        fastctx_co_t *co = quietly_on_shared(has_locals, NULL);
        must(fastctx_resume(co, NULL));
        must(fastctx_resume(other, NULL));
        if (*rule == 'i')
            write_astray();
        must(fastctx_resume(co, NULL));
    } else if (!strcmp(rule, "elsewhere")) {
        must(fastctx_resume(quietly_on_shared(leaves_its_stack, other), NULL));
    } else if (!strcmp(rule, "yields elsewhere")) {
        must(fastctx_resume(quietly_on_shared(leaves_its_stack, NULL), NULL));
        must(fastctx_resume(other, NULL));
    } else if (!strcmp(rule, "intruder")) {
        void *low, *high;
        char *stack;
        must(fastctx_stack_bounds(other, &low, &high));
        stack = (char *)((uintptr_t)high & ~(uintptr_t)4095) - 40 * 1024;
        fastctx_init(&away, stack, 16 * 1024, calls_from_elsewhere, quietly_on_shared(idle, NULL),
                     NULL);
        fastctx_switch(&back, &away, NULL);
    }
    printf("nothing\n");
    return 0;
}
