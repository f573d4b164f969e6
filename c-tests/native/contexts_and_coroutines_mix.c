/*
 * Both layers in one program: a coroutine switches to a context and back, a context
 * resumes coroutines, and what a coroutine's context yields is the coroutine's yield.
 * Contexts that have been suspended by one function are resumed by any other. The
 * link of a context is read when its entry function returns.
 */
#include "coroutine.h"
#include <signal.h>
#include <sys/wait.h>

static char stacks[3][64 * 1024] __attribute__((aligned(16)));
static fastctx_t here, there, third, *link_of_there = NULL;
typedef void *switch_function(fastctx_t *, fastctx_t *, void *);
static switch_function *const switches[] = {fastctx_switch, fastctx_switch_fp};

/* There and back by each pair of functions. */
static void *answers(void *arg, void *value) {
    switch_function *const *by = arg;
    while (value)
        value = (*by)(&there, &here, number(of_number(value) + 100));
    return number(1);
}

static void check_pairs(void) {
    for (int i = 0; i < 4; i++) {
        fastctx_init(&there, stacks[0], sizeof stacks[0], answers, (void *)&switches[i / 2], &here);
        int right = 0;
        for (uintptr_t n = 1; n <= 10; n++)
            right += switches[(i + n) % 2](&here, &there, number(n)) == number(n + 100);
        right += switches[i % 2](&here, &there, NULL) == number(1);
        CHECK(right == 11, "pair %d: %d of 11 values arrive", i, right);
    }
}

static void *to_itself(void *arg, void *value) {
    (void)arg;
    value = fastctx_switch(&there, &there, number(of_number(value) + 1));
    value = fastctx_switch_fp(&there, &there, number(of_number(value) + 1));
    return value;
}

/* It returns where the link leads then, not where it led when it was made. */
static void *changes_its_link(void *arg, void *value) {
    fastctx_init(&third, stacks[2], sizeof stacks[2], arg, number(50), &here);
    *link_of_there = third;
    return value;
}
static void *adds(void *arg, void *value) { return number(of_number(arg) + of_number(value)); }

/* A context inside a coroutine: fastctx_yield there suspends the coroutine. */
static fastctx_t inside, inside_main;
static void *yields_elsewhere(void *arg, void *value) {
    for (int i = 0; i < 3; i++)
        if (fastctx_yield(&value) != 0)
            return arg;
    return value;
}
static void *uses_a_context(void *arg, void *value) {
    fastctx_init(&inside, stacks[1], sizeof stacks[1], yields_elsewhere, NULL, &inside_main);
    value = switches[of_number(arg)](&inside_main, &inside, value);
    return number(of_number(value) + 1000);
}

/* A context that resumes coroutines, and one of those switches. */
static void *switches_to_main(void *arg, void *value) {
    (void)arg;
    value = fastctx_switch(&third, &here, number(of_number(value) + 1));
    fastctx_yield(&value);
    return NULL;
}
static void *resumes_one(void *arg, void *value) {
    int result = fastctx_resume(arg, &value);
    return number(of_number(value) * 10 + (uintptr_t)result);
}

static void *returns(void *arg, void *value) {
    (void)arg;
    return value;
}

static void check_no_link(void) {
    int both[2], status;
    char line[200] = "";
    if (pipe(both) != 0)
        return;
    pid_t child = fork();
    if (child == 0) {
        dup2(both[1], 2);
        fastctx_init(&there, stacks[0], sizeof stacks[0], returns, NULL, NULL);
        fastctx_switch(&here, &there, NULL);
        _exit(0);
    }
    close(both[1]);
    size_t length = 0;
    for (ssize_t n; length < sizeof line - 1 &&
                    (n = read(both[0], line + length, sizeof line - 1 - length)) > 0;)
        length += (size_t)n;
    waitpid(child, &status, 0);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT,
          "an entry function that returns without a link aborts: status %x", (unsigned)status);
    char *end = strchr(line, '\n');
    CHECK(!strncmp(line, "fastctx: ", 9) && end &&
              (end[1] == 0 || !strncmp(end + 1, "qemu: ", 6)) && strstr(line, "link"),
          "with one line: %.*s", (int)strcspn(line, "\n"), line);
}

int main(void) {
    check_pairs();
    fastctx_init(&there, stacks[0], sizeof stacks[0], to_itself, NULL, &here);
    CHECK(fastctx_switch(&here, &there, number(5)) == number(7), "a context switches to itself");
    CHECK(fastctx_switch_fp(&here, &here, number(6)) == number(6), "and so does main");

    fastctx_t link;
    link_of_there = &link;
    fastctx_init(&there, stacks[0], sizeof stacks[0], changes_its_link, (void *)adds, &link);
    CHECK(fastctx_switch(&here, &there, number(8)) == number(58), "the link is read at the end");

    for (uintptr_t kind = 0; kind < 2; kind++)
        for (unsigned flags = 0; flags < 4; flags++) {
            fastctx_co_t *co = make(FASTCTX_STACK_MAPPED, flags, uses_a_context, number(kind));
            int right = 0;
            void *value = number(1);
            for (uintptr_t i = 1; i <= 3; i++) {
                right += fastctx_resume(co, &value) == FASTCTX_YIELDED && value == number(i);
                value = number(i + 1);
            }
            right += fastctx_resume(co, &value) == FASTCTX_FINISHED && value == number(1004);
            CHECK(right == 4, "flags %u: a coroutine yields from a context of its own: %d of 4",
                  flags, right);
            CHECK(fastctx_destroy(co) == 0, "and ends");
        }

    fastctx_co_t *co = make(FASTCTX_STACK_MAPPED, 0, switches_to_main, NULL);
    fastctx_init(&there, stacks[0], sizeof stacks[0], resumes_one, co, &here);
    void *value = fastctx_switch(&here, &there, number(3));
    CHECK(value == number(4), "a coroutine that a context resumed switches to main");
    CHECK(fastctx_current() == co && fastctx_status(co) == FASTCTX_RUNNING,
          "where it is still the one that runs");
    value = fastctx_switch_fp(&here, &third, number(9));
    CHECK(value == number(91), "and goes on, and yields to the context, which ends");
    CHECK(fastctx_current() == NULL && fastctx_cancel(co) == 0 && fastctx_destroy(co) == 0,
          "then it is cancelled");
    check_no_link();
    return check_done();
}
