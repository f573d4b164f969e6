/*
 * However many different masks a program uses, each is saved and set as it is:
 * by switches, from handlers, the first as well as the last.
 */
#include "../mask_change.h"

enum { MASKS = 400 };
static struct expected saved, elsewhere, back, inside;
static uint64_t outside;

static uint64_t mask_of(int n) {
    uint64_t random = (uint64_t)(n + 1) * 0x9e3779b97f4a7c15;
    random ^= random >> 29;
    random *= 0xbf58476d1ce4e5b9;
    random ^= random >> 32;
    /* The last two are not the program's own under qemu-user. */
    return random & (bit(63) - 1) &
           ~(bit(SIGKILL) | bit(SIGSTOP) | bit(32) | bit(33) | bit(34) | bit(SIGUSR1));
}

static void handler(int signal) {
    expect(&inside, outside | bit(signal), saved_mask());
    visit_partner(outside);
    expect(&elsewhere, outside, partner_mask);
    expect(&inside, outside | bit(signal), kernel_mask());
}

static void use(int n) {
    const uint64_t other = mask_of((n * 7 + 1) % MASKS);
    outside = mask_of(n);
    begin_known(outside);
    expect(&saved, outside, saved_mask());
    for (int i = 0; i < 2; i++) {
        visit_partner(other);
        expect(&elsewhere, other, partner_mask);
        expect(&back, outside, of_set(&change_main.uc_sigmask));
        expect(&back, outside, kernel_mask());
    }
    raise(SIGUSR1);
    expect(&saved, outside, saved_mask());
    set_kernel_mask(other);
    visit_partner(outside);
    expect(&elsewhere, outside, partner_mask);
    expect(&back, other, saved_mask());
}

int main(void) {
    if (!has_all_signals())
        SKIP_ALL("the emulator has not all signals");
    signal(SIGUSR1, handler);
    for (int n = 0; n < MASKS; n++)
        use(n);
    for (int n = MASKS; n-- > 0;)
        use(n);
    CHECK_EXPECTED(saved, "getcontext saves each of %d masks", MASKS);
    CHECK_EXPECTED(elsewhere, "another context gets each of them");
    CHECK_EXPECTED(back, "swapcontext saves and restores each");
    CHECK_EXPECTED(inside, "handlers have each and their signal");
    return check_done();
}
