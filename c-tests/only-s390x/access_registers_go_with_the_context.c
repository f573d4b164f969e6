/*
 * The access registers but those of the thread pointer go with a context, as with
 * glibc: no calling convention asks for it.
 */
#include "../context.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static unsigned int there[14];

static void set(unsigned int first) {
    unsigned int all[14];
    for (unsigned i = 0; i < 14; i++)
        all[i] = first + i;
    __asm__ volatile("lam %%a2,%%a15,%0" ::"Q"(all));
}
static int are(unsigned int first) {
    unsigned int all[14];
    int wrong = 0;
    __asm__ volatile("stam %%a2,%%a15,%0" : "=Q"(all));
    for (unsigned i = 0; i < 14; i++)
        wrong += all[i] != first + i;
    return wrong == 0;
}

static void body(void) {
    __asm__ volatile("stam %%a2,%%a15,%0" : "=Q"(there));
    set(300);
    swapcontext(&other, &main_context);
    there[1] = (unsigned int)are(300);
    setcontext(&main_context);
}

int main(void) {
    set(100);
    START(&other, stack, NULL, body, 0);
    set(200);
    swapcontext(&main_context, &other);
    CHECK(are(200), "swapcontext brings them back");
    CHECK(there[0] == 100 && there[13] == 113, "a made context has those that getcontext saved");
    set(400);
    swapcontext(&main_context, &other);
    CHECK(there[1] == 1, "and later its own");
    CHECK(are(400), "setcontext brings them back");
    return check_done();
}
