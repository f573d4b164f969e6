/*
 * Boost.Context's segmented stacks over ucontext (BOOST_USE_UCONTEXT and
 * BOOST_USE_SEGMENTED_STACKS): it exchanges libgcc's state before each swap.
 */
#define BOOST_USE_UCONTEXT
#define BOOST_USE_SEGMENTED_STACKS
#define BOOST_ALL_NO_LIB
#include "../check.h"
#include <boost/context/continuation.hpp>
#include <boost/context/segmented_stack.hpp>

namespace ctx = boost::context;

/* The compiled part of the library exists without segmented stacks only; this is
 * what the headers need of it: which record is running. */
namespace boost {
namespace context {
namespace detail {
activation_record *&activation_record::current() noexcept {
    static activation_record *running = new activation_record;
    return running;
}
} // namespace detail
bool stack_traits::is_unbounded() noexcept { return false; }
std::size_t stack_traits::page_size() noexcept { return 4096; }
std::size_t stack_traits::default_size() noexcept { return 4096; }
std::size_t stack_traits::minimum_size() noexcept { return 4096; }
std::size_t stack_traits::maximum_size() noexcept { return 1 << 20; }
} // namespace context
} // namespace boost

__attribute__((noinline)) static long deeper(ctx::continuation &caller, long n) {
    volatile char frame[200];
    frame[0] = static_cast<char>(n);
    frame[199] = static_cast<char>(n + 1);
    if (n % 250 == 0)
        caller = caller.resume();
    long below = n ? deeper(caller, n - 1) : 0;
    return below + (frame[0] == static_cast<char>(n) && frame[199] == static_cast<char>(n + 1));
}

int main() {
    enum { CONTEXTS = 5 };
    long results[CONTEXTS] = {};
    ctx::continuation contexts[CONTEXTS];
    for (int i = 0; i < CONTEXTS; i++)
        contexts[i] = ctx::callcc(std::allocator_arg, ctx::segmented_stack(4096),
                                  [&results, i](ctx::continuation &&caller) {
                                      results[i] = deeper(caller, 2000 + 300 * i);
                                      return std::move(caller);
                                  });
    for (bool any = true; any;) {
        any = false;
        for (auto &context : contexts)
            if (context) {
                context = context.resume();
                any = true;
            }
    }
    for (int i = 0; i < CONTEXTS; i++)
        CHECK(results[i] == 2001 + 300 * i, "context %d counted %ld frames", i, results[i]);
    return check_done();
}
