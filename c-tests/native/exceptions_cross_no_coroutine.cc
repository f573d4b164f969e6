/*
 * Exceptions go up to where the coroutine began and no further: one that leaves the
 * entry function is std::terminate, and whoever resumed the coroutine catches
 * nothing. Through several layers each catches its own and throws it on by hand; a
 * wrapper that throws when it is cancelled runs the destructors.
 */
#include "coroutine.h"
#include <exception>
#include <signal.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>

static int alive;
struct Guard {
    Guard() { alive++; }
    ~Guard() { alive--; }
};
struct Cancelled {};

static void *yield_or_throw(void *value) {
    if (fastctx_yield(&value) == -ECANCELED)
        throw Cancelled();
    return value;
}

/* The layers: each resumes the next one, and hands its exception up as a value. */
enum { LAYERS = 5 };
static void *layer(void *arg, void *) {
    uintptr_t depth = of_number(arg);
    static std::exception_ptr thrown;
    Guard guard;
    try {
        Guard inner;
        if (depth == LAYERS)
            throw std::runtime_error("from the depth");
        fastctx_co_t *next = make(depth % 2 ? FASTCTX_STACK_MAPPED : FASTCTX_STACK_GIVEN,
                                  FASTCTX_CO_EXCEPTIONS, layer, number(depth + 1));
        void *value = NULL;
        while (fastctx_resume(next, &value) == FASTCTX_YIELDED)
            fastctx_yield(&value);
        fastctx_destroy(next);
        if (value)
            std::rethrow_exception(*static_cast<std::exception_ptr *>(value));
    } catch (const std::runtime_error &e) {
        fastctx_yield(NULL); /* inside the catch block, at each depth */
        std::string text = e.what();
        thrown = std::make_exception_ptr(std::runtime_error(text + "."));
        return &thrown;
    }
    return NULL;
}

static void *waits(void *arg, void *value) {
    Guard first;
    try {
        Guard second;
        for (;;)
            value = yield_or_throw(value);
    } catch (const Cancelled &) {
        CHECK(alive == 1, "what was inside is destroyed: %d", alive);
        CHECK(fastctx_yield(NULL) == -ECANCELED, "a yield in the handler says it again");
    }
    return arg;
}

static void *throws_out(void *, void *) { throw std::logic_error("nobody catches this"); }

static void check_terminate(void) {
    pid_t child = fork();
    if (child == 0) {
        std::set_terminate([] { _exit(std::current_exception() ? 42 : 43); });
        try {
            fastctx_resume(make(FASTCTX_STACK_MAPPED, 0, throws_out, NULL), NULL);
        } catch (...) {
            _exit(44);
        }
        _exit(45);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 42,
          "an exception that leaves the entry function is std::terminate: status %x",
          (unsigned)status);
}

static void *sets_errno(void *, void *value) {
    errno = 77;
    fastctx_yield(&value);
    CHECK(errno == 88, "errno is the thread's: %d", errno);
    return NULL;
}

int main() {
    fastctx_co_t *co = make(FASTCTX_STACK_MAPPED, FASTCTX_CO_EXCEPTIONS, layer, number(0));
    void *value = NULL;
    int yields = 0;
    while (fastctx_resume(co, &value) == FASTCTX_YIELDED)
        yields++;
    std::string text;
    try {
        if (value)
            std::rethrow_exception(*static_cast<std::exception_ptr *>(value));
    } catch (const std::exception &e) {
        text = e.what();
    }
    CHECK(text == "from the depth......", "through %d coroutines: %s", LAYERS, text.c_str());
    CHECK(yields == LAYERS + 1 && alive == 0, "each yielded in its catch block: %d", yields);
    fastctx_destroy(co);

    for (int i = 0; i < MODES; i++) {
        co = make(all_modes[i], i % 2 ? FASTCTX_CO_EXCEPTIONS : 0, waits, NULL);
        fastctx_resume(co, NULL);
        fastctx_resume(co, NULL);
        CHECK(alive == 2, "%s: it waits with two objects", mode_names[all_modes[i]]);
        CHECK(fastctx_cancel(co) == 0 && alive == 0, "cancelled it destroys both");
        fastctx_destroy(co);
    }

    co = make(FASTCTX_STACK_MAPPED, 0, sets_errno, NULL);
    fastctx_resume(co, NULL);
    CHECK(errno == 77, "errno is the thread's: %d", errno);
    errno = 88;
    fastctx_resume(co, NULL);
    fastctx_destroy(co);
    check_terminate();
    return check_done();
}
