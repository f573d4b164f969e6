/* Exceptions are thrown and caught inside coroutines; with FASTCTX_CO_EXCEPTIONS
 * two may yield in their catch blocks, in turns, and rethrow. */
#include "../coroutine.h"
#include <exception>
#include <stdexcept>
#include <string>

static char stacks[2][256 * 1024] __attribute__((aligned(64)));
static int destroyed;

struct Guard {
    ~Guard() { destroyed++; }
};

static void *thrower(void *arg, void *first) {
    const char *text = static_cast<const char *>(arg);
    CHECK(first && text == std::string(static_cast<char *>(first)), "the first value arrives");
    for (int round = 0; round < 3; round++) {
        try {
            try {
                Guard guard;
                throw std::runtime_error(text);
            } catch (const std::exception &e) {
                CHECK(std::string(e.what()) == text, "caught %s", e.what());
                fastctx_yield(NULL);
                CHECK(std::string(e.what()) == text, "still %s", e.what());
                throw;
            }
        } catch (const std::runtime_error &e) {
            CHECK(std::string(e.what()) == text, "rethrown %s", e.what());
            fastctx_yield(NULL);
        }
    }
    CHECK(std::current_exception() == nullptr, "nothing is in flight");
    return NULL;
}

static fastctx_co_t *make(int i, const char *text) {
    return on_given(stacks[i], sizeof stacks[i], FASTCTX_CO_EXCEPTIONS, thrower,
                    const_cast<char *>(text));
}

int main() {
    fastctx_co_t *a = make(0, "first"), *b = make(1, "second");
    try {
        throw std::logic_error("main's");
    } catch (const std::exception &) {
        int left = 2, turn = 0;
        while (left != 0) {
            const bool second = turn++ % 2;
            void *value = const_cast<char *>(second ? "second" : "first");
            left -= fastctx_resume(second ? b : a, &value) == FASTCTX_FINISHED;
            if (turn % 3 == 0) /* not always in turns */
                left -= fastctx_status(b) != FASTCTX_DEAD &&
                        fastctx_resume(b, NULL) == FASTCTX_FINISHED;
            if (fastctx_status(a) == FASTCTX_DEAD && fastctx_status(b) == FASTCTX_DEAD)
                break;
        }
        std::string mine;
        try {
            throw;
        } catch (const std::logic_error &e) {
            mine = e.what();
        }
        CHECK(mine == "main's", "main's own exception is its own: %s", mine.c_str());
    }
    CHECK(destroyed == 6, "every guard was destroyed: %d", destroyed);
    fastctx_destroy(a);
    fastctx_destroy(b);
    return check_done();
}
