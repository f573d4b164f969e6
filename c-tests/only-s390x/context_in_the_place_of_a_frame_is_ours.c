/*
 * getcontext saves into memory that held a signal frame, and the program clears the
 * flags: what tells a frame of the kernel's is gone from there all the same.
 */
#include "../context.h"
#include <signal.h>

static ucontext_t main_context, place;
static char stack[STACK_SIZE];
static volatile int resumed;

static void handler(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    memcpy(&place, context, sizeof place);
}

static void body(void) {
    memset(stack, 0, sizeof stack / 2);
    if (!resumed++)
        swapcontext(&place, &main_context);
    resumed++;
    setcontext(&main_context);
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    CHECK(place.uc_flags < 4 && place.uc_mcontext.psw.mask != 0, "there was a frame");
    volatile int back = 0;
    getcontext(&place);
    if (!back) {
        back = 1;
        place.uc_flags = 0;
        setcontext(&place);
    }
    CHECK(back == 1, "what getcontext saved there resumes");
    raise(SIGUSR1);
    START(&place, stack, NULL, body, 0);
    swapcontext(&main_context, &place);
    place.uc_flags = 0;
    swapcontext(&main_context, &place);
    CHECK(resumed == 2, "and what swapcontext saved there");
    return check_done();
}
