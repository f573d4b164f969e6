/* Exceptions are thrown and caught by coroutines whose stack is shared, through
 * frames that have been away and come back, and also while one is being handled. */
#include "../coroutine.h"
#include <stdexcept>
#include <string>

static int destroyed, mistakes;

struct Guard {
    int turns;
    ~Guard() {
        destroyed++;
        if (turns)
            fastctx_yield(NULL);
    }
};

static void throws(int depth, const std::string &what) {
    Guard guard{depth == 2};
    volatile unsigned char locals[100];
    fill(locals, sizeof locals, depth);
    if (depth == 0)
        throw std::runtime_error(what);
    fastctx_yield(NULL);
    mistakes += !is_filled(locals, sizeof locals, depth);
    throws(depth - 1, what);
}

static void *catches(void *arg, void *) {
    std::string what = "exception " + std::to_string(number_of(arg));
    for (int i = 0; i < 4; i++)
        try {
            throws(4, what);
            mistakes++;
        } catch (const std::exception &e) {
            mistakes += what != e.what();
            fastctx_yield(NULL); // FASTCTX_CO_EXCEPTIONS
            mistakes += what != e.what();
            try {
                throw;
            } catch (const std::runtime_error &again) {
                mistakes += what != again.what();
            }
        }
    return arg;
}

int main() {
    fastctx_shared_t *shared = shared_stack(256 * 1024);
    fastctx_co_t *co[5];
    int running = 5;
    for (uintptr_t i = 0; i < 5; i++)
        REQUIRE(try_on_shared(&co[i], shared, FASTCTX_CO_EXCEPTIONS, catches, value_of(i)) == 0,
                "a coroutine");
    while (running)
        for (fastctx_co_t *one : co)
            if (fastctx_status(one) == FASTCTX_SUSPENDED)
                running -= fastctx_resume(one, NULL) == FASTCTX_FINISHED;
    CHECK(mistakes == 0, "%d mistakes", mistakes);
    CHECK(destroyed == 5 * 4 * 5, "%d objects were destroyed on the way", destroyed);
    for (fastctx_co_t *one : co)
        mistakes += fastctx_destroy(one) != 0;
    CHECK(mistakes == 0 && fastctx_shared_destroy(shared) == 0, "and nobody is left");
    return check_done();
}
