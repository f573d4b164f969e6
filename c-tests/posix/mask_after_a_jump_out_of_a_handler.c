/*
 * A jump out of a signal handler: the mask is the one that sigsetjmp saved, or
 * still the handler's if it saved none, and switches go by that.
 */
#include "../mask_change.h"
#include <setjmp.h>

static const uint64_t before = (uint64_t)1 << (SIGHUP - 1);
static sigjmp_buf buffer;
static volatile int saves;

static void handler(int signal) {
    (void)signal;
    if (saves)
        saved_mask();
    siglongjmp(buffer, 1);
}

static void with_the_mask(void) {
    if (sigsetjmp(buffer, 1) == 0)
        raise(SIGUSR1);
}

static void without_the_mask(void) {
    if (sigsetjmp(buffer, 0) == 0)
        raise(SIGUSR1);
}

/* Delivered by the processor's exception, not at the end of a system call. */
static void out_of_a_fault(void) {
    volatile int *volatile nowhere = NULL;
    if (sigsetjmp(buffer, 1) == 0)
        *nowhere = 1;
}

int main(void) {
    struct sigaction action = {.sa_handler = handler, .sa_mask = to_set(bit(SIGTERM))};
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGSEGV, &action, NULL);
    const uint64_t in_handler = before | bit(SIGUSR1) | bit(SIGTERM);
    for (saves = 0; saves < 2; saves++) {
        const char *name = saves ? ", which had saved a context" : "";
        char text[3][80];
        snprintf(text[0], sizeof text[0], "a jump with the mask%s", name);
        snprintf(text[1], sizeof text[1], "a jump without%s", name);
        snprintf(text[2], sizeof text[2], "a jump out of a fault%s", name);
        check_change(text[0], with_the_mask, before, before);
        check_change(text[1], without_the_mask, before, in_handler);
        check_change(text[2], out_of_a_fault, before, before);
    }
    return check_done();
}
