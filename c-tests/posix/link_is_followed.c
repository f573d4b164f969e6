/*
 * When the entry function returns the context in uc_link is resumed, as it was
 * when makecontext was called; a chain of them runs to its end. (powerpc64: as it is
 * when the function returns.)
 */
#include "../context.h"
#include "arch.h"

enum { LENGTH = 20 };
static ucontext_t main_context, chain[LENGTH], decoy;
static char stacks[LENGTH][STACK_SIZE], decoy_stack[STACK_SIZE];
static int order[LENGTH], ran, decoy_ran;

static void body(int self) { order[ran++] = self; }
static void decoy_body(void) {
    decoy_ran = 1;
    setcontext(&main_context);
}

int main(void) {
    START(&decoy, decoy_stack, NULL, decoy_body, 0);
    for (int i = 0; i < LENGTH; i++)
        START(&chain[i], stacks[i], i + 1 < LENGTH ? &chain[i + 1] : &main_context, body, 1, i);
#ifdef LINK_IS_READ_AT_THE_END
    chain[LENGTH - 1].uc_link = &decoy;
#else
    for (int i = 0; i < LENGTH; i++)
        chain[i].uc_link = &decoy; /* too late to matter */
#endif
    CHECK(swapcontext(&main_context, &chain[0]) == 0, "the end of the chain returns here");
    CHECK(ran == LENGTH, "every context of the chain ran: %d", ran);
    for (int i = 0; i < LENGTH; i++)
        CHECK(order[i] == i, "context %d ran in its turn: %d", i, order[i]);
#ifdef LINK_IS_READ_AT_THE_END
    CHECK(decoy_ran, "uc_link changed after makecontext is the one that counts");
#else
    CHECK(!decoy_ran, "uc_link changed after makecontext is not looked at");
#endif
    return check_done();
}
