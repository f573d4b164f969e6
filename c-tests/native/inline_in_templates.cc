/*
 * Inline switches in templates, lambdas and constructors: each instance goes on
 * where it left.
 */
#include "native.h"
#include <fastctx_inline.h>

static void *add_one(void *, void *value) {
    for (;;)
        value =
            fastctx_switch_inline(&there, &here, number(reinterpret_cast<uintptr_t>(value) + 1));
    return nullptr;
}
static inline uintptr_t next(uintptr_t n) {
    return reinterpret_cast<uintptr_t>(fastctx_switch_inline(&here, &there, number(n)));
}

template <int N> struct Steps {
    uintptr_t value;
    explicit Steps(uintptr_t n) : value(Steps<N - 1>(next(n)).value * 2) {}
};
template <> struct Steps<0> {
    uintptr_t value;
    explicit Steps(uintptr_t n) : value(n) {}
};

template <typename Function> static uintptr_t twice(uintptr_t n, Function function) {
    return function(function(n));
}

int main() {
    start_there(add_one, nullptr);
    CHECK(Steps<1>(1).value == 4, "one instance of a template");
    CHECK(Steps<6>(1).value == 7 * 64, "instances inside each other");
    int calls = 0;
    uintptr_t got = twice(1, [&](uintptr_t n) { return calls++, next(n) * 3; });
    CHECK(got == 21 && calls == 2, "a lambda called twice: %d", static_cast<int>(got));
    got = twice(1, [&](uintptr_t n) { return twice(n, next); });
    CHECK(got == 5, "another, around a template: %d", static_cast<int>(got));
    return check_done();
}
