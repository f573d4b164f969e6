/*
 * A context may be given a mask with SIGKILL and SIGSTOP in it. The kernel does
 * not block them, and contexts that are saved under that mask do not have them.
 */
#include "../mask_change.h"

#define UNBLOCKABLE (bit(SIGKILL) | bit(SIGSTOP))

static void by_setcontext(void) { begin_with(bit(SIGUSR1) | UNBLOCKABLE); }

int main(void) {
    check_change("setcontext", by_setcontext, bit(SIGHUP), bit(SIGUSR1));
    struct expected there = {0}, back = {0};
    begin_with(bit(SIGUSR1) | UNBLOCKABLE);
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        visit_partner(bit(SIGUSR1) | UNBLOCKABLE);
        expect(&there, bit(SIGUSR1), partner_mask);
        expect(&there, bit(SIGUSR1), of_set(&change_partner.uc_sigmask));
        expect(&back, bit(SIGUSR1), of_set(&change_main.uc_sigmask));
        expect(&back, bit(SIGUSR1), kernel_mask());
    }
    CHECK_EXPECTED(there, "the other context blocks the rest");
    CHECK_EXPECTED(back, "and so do we, with the same mask");
    return check_done();
}
