/*
 * Exceptions are thrown and caught inside a context that switches inline: before,
 * after and around the switches; destructors run in order. (Not in a catch block,
 * which is another matter: what is being handled belongs to the thread.)
 */
#include "native.h"
#include <fastctx_inline.h>

static char order[64];
static void note(char c) { order[strlen(order)] = c; }
struct Mark {
    char name;
    explicit Mark(char c) : name(c) {}
    ~Mark() { note(name); }
};
struct Error {
    char name;
};

static void *yield(int n) { return fastctx_switch_inline(&there, &here, number(n)); }

static __attribute__((noinline)) void throw_after_a_switch(int n) {
    Mark mark('a');
    fastctx_switch_inline(&there, &here, number(1));
    if (n > 0)
        throw Error{'e'};
}

static void *entry(void *, void *) {
    Mark mark('z');
    try {
        Mark inner('b');
        throw_after_a_switch(1);
    } catch (const Error &error) {
        note(error.name);
    }
    yield(2);
    try {
        for (int i = 0; i < 3; i++) {
            Mark loop(static_cast<char>('0' + i));
            if (yield(3) == number(9) && i == 2)
                throw i;
        }
    } catch (int) {
        note('i');
    }
    yield(4);
    return number(5);
}

int main() {
    start_there(entry, nullptr);
    int got = 0;
    for (int step = 0; step < 7; step++) {
        try {
            Mark mark('m');
            uintptr_t n =
                reinterpret_cast<uintptr_t>(fastctx_switch_inline(&here, &there, number(9)));
            got = got * 10 + static_cast<int>(n);
            if (step == 4)
                throw step; /* on this side too, while the other is suspended */
        } catch (int) {
            note('c');
        }
    }
    CHECK(got == 1233345, "the values: %d", got);
    CHECK(strcmp(order, "mabemm0m1mc2imzm") == 0, "the order: %s", order);
    return check_done();
}
