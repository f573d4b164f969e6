/*
 * Handlers inside of handlers: each has the masks of all around it, and after
 * each the one that it interrupted goes on with its own.
 */
#include "../mask_change.h"

enum { DEPTH = 5 };
static const int signals[DEPTH] = {SIGUSR1, SIGUSR2, SIGALRM, 40, 55};
static struct expected saved, kept, elsewhere;
static volatile int depth, deepest, nodefer;

static uint64_t mask_at(int level) {
    uint64_t mask = bit(SIGHUP);
    for (int i = 0; i < level && !nodefer; i++)
        mask |= bit(signals[i]);
    return mask;
}

static void look(void) {
    expect(&saved, mask_at(depth), saved_mask());
    visit_partner(mask_at(depth + 1 <= DEPTH ? depth + 1 : 0));
    expect(&elsewhere, mask_at(depth + 1 <= DEPTH ? depth + 1 : 0), partner_mask);
    expect(&kept, mask_at(depth), kernel_mask());
}

static void handler(int signal) {
    depth++;
    if (deepest < depth)
        deepest = depth;
    look();
    if (depth < DEPTH) {
        raise(nodefer ? signal : signals[depth]);
        look();
    }
    depth--;
}

static void check(const char *name, int flags) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    saved = kept = elsewhere = (struct expected){0};
    deepest = 0;
    nodefer = flags & SA_NODEFER;
    for (int i = 0; i < DEPTH; i++)
        sigaction(signals[i], &action, NULL);
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        begin_known(mask_at(0));
        raise(signals[0]);
        look();
    }
    CHECK(deepest == DEPTH, "%s: %d handlers deep", name, deepest);
    CHECK_EXPECTED(saved, "%s: getcontext saves each one's mask", name);
    CHECK_EXPECTED(elsewhere, "%s: another context has its own", name);
    CHECK_EXPECTED(kept, "%s: and each one keeps its own", name);
}

int main(void) {
    check("different signals", 0);
    check("the same signal, SA_NODEFER", SA_NODEFER);
    return check_done();
}
