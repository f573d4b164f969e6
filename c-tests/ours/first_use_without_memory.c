/*
 * No memory and no mapping to be had, from the first use of the library on: what needs some
 * is refused and has changed nothing, everything else does what it always does. When there
 * is memory again, all works.
 *
 * Memory ends in two ways: by RLIMIT_AS, and by as many mappings as vm.max_map_count lets a
 * process have.
 */
#include "../mask_change.h"
#include "../native/coroutine.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { MOST_MAPPINGS = 200000 };
static struct rlimit limit;
static char *mappings;
static size_t page;
static int problem; /* a line of this file */

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition) && !problem)                                                              \
            problem = __LINE__;                                                                    \
    } while (0)

/* ---- two ways to be out of memory ------------------------------------------------------ */

static int has_memory(void) {
    void *more = mmap(NULL, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (more != MAP_FAILED)
        munmap(more, page);
    return more != MAP_FAILED;
}

static void limit_memory(void) {
    struct rlimit none = limit;
    none.rlim_cur = 1; /* what there is stays */
    setrlimit(RLIMIT_AS, &none);
}
static void lift_limit(void) { setrlimit(RLIMIT_AS, &limit); }

/* Every other page of one mapping is made different: each takes a mapping. */
static void use_up_mappings(void) {
    mappings = mmap(NULL, MOST_MAPPINGS * page, PROT_READ,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mappings == MAP_FAILED)
        _exit(9);
    for (size_t i = 1; i < MOST_MAPPINGS; i += 2)
        if (mprotect(mappings + i * page, page, PROT_NONE) != 0)
            break;
    /* Protections that no neighbour has, so that none is joined with another. */
    static const int others[] = {PROT_READ | PROT_WRITE | PROT_EXEC, PROT_READ | PROT_EXEC};
    for (int i = 0;
         mmap(NULL, page, others[i % 2], MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED; i++)
        if (i == MOST_MAPPINGS)
            break;
}
static void give_mappings_back(void) { munmap(mappings, MOST_MAPPINGS * page); }

static const struct way {
    const char *name;
    void (*begin)(void), (*end)(void);
} ways[] = {{"RLIMIT_AS", limit_memory, lift_limit},
            {"vm.max_map_count", use_up_mappings, give_mappings_back}};
static const struct way *way;

/* ---- what is done without memory, each in a process of its own ------------------------- */

static void *twice(void *arg, void *value) {
    fastctx_yield(&value);
    return arg;
}
static char given[64 * 1024] __attribute__((aligned(64)));

/* Runs, if it can be made. */
static int run(int mode, fastctx_shared_t *shared) {
    fastctx_attr_t attr = FASTCTX_ATTR_INIT;
    fastctx_co_t *const before = (fastctx_co_t *)given, *co = before;
    attr.mode = mode;
    attr.shared = shared;
    if (mode == FASTCTX_STACK_GIVEN)
        attr.stack = given, attr.stack_size = sizeof given;
    const int result = fastctx_create(&co, &attr, twice, given);
    if (result != 0) {
        EXPECT(co == before);
        return result;
    }
    void *value = NULL;
    EXPECT(fastctx_resume(co, &value) == FASTCTX_YIELDED);
    EXPECT(fastctx_resume(co, &value) == FASTCTX_FINISHED && value == given);
    EXPECT(fastctx_destroy(co) == 0);
    return 0;
}
static int is_refusal(int result) { return result == -ENOMEM || result == -EAGAIN; }

static void given_memory(void) {
    way->begin();
    EXPECT(!has_memory());
    EXPECT(run(FASTCTX_STACK_GIVEN, NULL) == 0);
    way->end();
    EXPECT(run(FASTCTX_STACK_GIVEN, NULL) == 0);
}
static void mapped(void) {
    way->begin();
    EXPECT(is_refusal(run(FASTCTX_STACK_MAPPED, NULL)));
    EXPECT(is_refusal(run(FASTCTX_STACK_MAPPED, NULL)));
    EXPECT(fastctx_trim() == 0);
    way->end();
    EXPECT(run(FASTCTX_STACK_MAPPED, NULL) == 0);
}
static void growing(void) {
    way->begin();
    EXPECT(is_refusal(run(FASTCTX_STACK_GROWING, NULL)));
    way->end();
    EXPECT(run(FASTCTX_STACK_GROWING, NULL) == 0);
}
static void shared(void) {
    fastctx_shared_t *const before = (fastctx_shared_t *)given, *stack = before;
    way->begin();
    EXPECT(is_refusal(fastctx_shared_create(&stack, 64 * 1024)) && stack == before);
    way->end();
    EXPECT(fastctx_shared_create(&stack, 64 * 1024) == 0);
    EXPECT(run(FASTCTX_STACK_SHARED, stack) == 0);
    EXPECT(fastctx_shared_destroy(stack) == 0);
}
/* A shared stack was made while there was memory; its coroutines come later. */
static void on_shared(void) {
    fastctx_shared_t *stack = NULL;
    EXPECT(fastctx_shared_create(&stack, 64 * 1024) == 0);
    way->begin();
    const int result = run(FASTCTX_STACK_SHARED, stack);
    EXPECT(result == 0 || result == -ENOMEM);
    way->end();
    EXPECT(run(FASTCTX_STACK_SHARED, stack) == 0);
    EXPECT(fastctx_shared_destroy(stack) == 0);
}
/* A coroutine ends, and its stack with others is given back, without memory. */
static void ended(void) {
    enum { COUNT = 200 };
    fastctx_co_t *all[COUNT];
    fastctx_shared_t *stack = NULL;
    EXPECT(fastctx_shared_create(&stack, 64 * 1024) == 0);
    for (int i = 0; i < COUNT; i++) {
        fastctx_attr_t attr = FASTCTX_ATTR_INIT;
        attr.mode = i % 4 == 3 ? FASTCTX_STACK_SHARED : all_modes[1 + i % 2];
        attr.shared = i % 4 == 3 ? stack : NULL;
        EXPECT(fastctx_create(&all[i], &attr, twice, given) == 0);
        EXPECT(fastctx_resume(all[i], NULL) == FASTCTX_YIELDED);
    }
    way->begin();
    for (int i = 0; i < COUNT; i++)
        EXPECT(fastctx_resume(all[i], NULL) == FASTCTX_FINISHED && fastctx_destroy(all[i]) == 0);
    EXPECT(fastctx_trim() == 0);
    EXPECT(fastctx_shared_destroy(stack) == 0);
    EXPECT(run(FASTCTX_STACK_MAPPED, NULL) == 0); /* those there were */
    way->end();
    EXPECT(run(FASTCTX_STACK_GROWING, NULL) == 0);
}

/* Contexts need no memory; where masks are known it is by a table that may need some. */
static volatile int handled;
static void on_signal(int signal) {
    (void)signal;
    handled++;
    visit_partner(kernel_mask());
}
static void masks(void) {
    const uint64_t before = bit(SIGURG), partners = bit(SIGWINCH);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    way->begin();
    set_kernel_mask(before);
    for (int i = 0; i < 20; i++) {
        visit_partner(i % 3 ? partners : before);
        EXPECT(partner_mask == (i % 3 ? partners : before));
        EXPECT(kernel_mask() == before && saved_mask() == before);
        if (i == 10) { /* from here on handlers come through the library's stubs */
            EXPECT(sigaction(SIGUSR1, &action, NULL) == 0);
            raise(SIGUSR1);
            EXPECT(handled == 1);
        }
    }
    way->end();
    EXPECT(saved_mask() == before);
}
static void native(void) {
    static fastctx_t here, there;
    way->begin();
    EXPECT(fastctx_init(&there, given, sizeof given, twice, given, &here) == 0);
    EXPECT(fastctx_init(&there, given, 10, twice, given, &here) == -ENOMEM);
    way->end();
}

static const struct {
    const char *name;
    void (*play)(void);
    int any_policy;
} uses[] = {{"a coroutine on given memory", given_memory, 1},
            {"a mapped one", mapped, 1},
            {"a growing one", growing, 1},
            {"a shared stack", shared, 1},
            {"a coroutine on a shared stack", on_shared, 1},
            {"coroutines that end", ended, 1},
            {"signal masks and handlers", masks, 0},
            {"native contexts", native, 1}};

int main(void) {
    long most = MOST_MAPPINGS;
    FILE *file = fopen("/proc/sys/vm/max_map_count", "r");
    if (file) {
        if (fscanf(file, "%ld", &most) != 1)
            most = MOST_MAPPINGS;
        fclose(file);
    }
    page = (size_t)sysconf(_SC_PAGESIZE);
    getrlimit(RLIMIT_AS, &limit);
#ifdef EMULATED
    most = MOST_MAPPINGS; /* the emulator of user programs would be without them itself */
#endif
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        way = &ways[i];
        if (i == 1 && most >= MOST_MAPPINGS / 2) {
            printf("# vm.max_map_count is too large to come to its end\n");
            continue;
        }
        fflush(stdout);
        int status = -1;
        pid_t child = fork();
        if (child == 0) {
            way->begin();
            _exit(has_memory());
        }
        waitpid(child, &status, 0);
        if (status != 0) {
            printf("# %s does nothing here\n", way->name);
            continue;
        }
        for (size_t use = 0; use < sizeof uses / sizeof *uses; use++) {
            if (!uses[use].any_policy && fastctx_sigmask_policy() == FASTCTX_SIGMASK_NEVER)
                continue;
            fflush(stdout);
            child = fork();
            if (child == 0) {
                char room[64 * 1024]; /* of the first stack, which cannot grow then */
                memset(room, 1, sizeof room);
                __asm__ volatile("" ::"r"(room) : "memory");
                alarm(60);
                uses[use].play();
                if (problem)
                    dprintf(1, "# line %d\n", problem);
                _exit(problem != 0);
            }
            waitpid(child, &status, 0);
            CHECK(status == 0, "%s used up: %s (status %#x)", way->name, uses[use].name, status);
        }
    }
    CHECK(has_memory(), "this process has some");
    return check_done();
}
