/* signals.c: masks, and handlers in which a party goes on as it would elsewhere. */
#include "world.h"

enum { RAISED = SIGUSR1 };
static uint64_t masks[4];
static __thread struct world *my_world;

static __attribute__((noinline)) struct world *world_of_thread(void) {
    __asm__ volatile("");
    return my_world;
}

void enter_world(struct world *world) { my_world = world; }

/* What the kernel adds to the mask in a handler. */
static uint64_t added(void) { return bit(RAISED) | bit(SIGURG); }

static void handler(int signal) {
    struct world *world = world_of_thread();
    struct party *me = strand_of(world)->running;
    (void)signal;
    strand_of(world)->mask |= added();
    use_default_fp(world, DEFAULT);
    act(me, 3, 1 + (int)draw(world, 12));
}

void prepare_signals(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    put_set(&action.sa_mask, bit(SIGURG));
    sigaction(RAISED, &action, NULL);
    masks[1] = bit(SIGWINCH);
    masks[2] = bit(SIGWINCH) | bit(SIGURG);
    masks[3] = bit(SIGALRM) | bit(SIGCHLD);
}

void raise_signal(struct party *me) {
    struct world *world = me->world;
    const uint64_t before = strand_of(world)->mask;
    if ((before & bit(RAISED)) || me->handlers >= 2)
        return;
    me->handlers++;
    world->signals++;
    /* By numbers asked for now: the C library's pthread_self may be kept by the compiler. */
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), RAISED);
    me->handlers--;
    strand_of(world)->mask = before;
    AGREES(world, "the mask after a handler", before, kernel_mask());
}

void change_mask(struct party *me) {
    struct world *world = me->world;
    struct strand *strand = strand_of(world);
    const uint64_t mask = masks[draw(world, 4)];
    const sigset_t set = to_set(mask);
    sigset_t old;
    switch (draw(world, 3)) {
    case 0:
        AGREES(world, "sigprocmask", 0, sigprocmask(SIG_SETMASK, &set, &old));
        AGREES(world, "the old mask", strand->mask, of_set(&old));
        strand->mask = mask;
        break;
    case 1:
        AGREES(world, "pthread_sigmask", 0, pthread_sigmask(SIG_BLOCK, &set, NULL));
        strand->mask |= mask;
        break;
    default:
        AGREES(world, "sigprocmask", 0, sigprocmask(SIG_UNBLOCK, &set, NULL));
        strand->mask &= ~mask;
    }
}

/* By hand, in a context that waits. */
void edit_mask(struct party *me) {
    struct party *party = find_party(me, READY_POSIX);
    if (party) {
        party->mask = masks[draw(me->world, 4)];
        put_set(&party->posix.uc_sigmask, party->mask);
    }
}
