/* A null ucontext_t pointer is -1 with EFAULT, and nothing is touched. */
#include "../context.h"
#include <errno.h>

/* Hidden from the compiler, which knows that these must not be null. */
static ucontext_t *volatile null_context = NULL;

#define FAULTS(call)                                                                               \
    do {                                                                                           \
        errno = 0;                                                                                 \
        int result = (call);                                                                       \
        CHECK(result == -1 && errno == EFAULT, #call ": %d, errno %d", result, errno);             \
    } while (0)

int main(void) {
    static ucontext_t good, untouched, before;
    FAULTS(getcontext(null_context));
    FAULTS(setcontext(null_context));
    memset(&untouched, 0x5a, sizeof untouched);
    memcpy(&before, &untouched, sizeof before);
    FAULTS(swapcontext(&untouched, null_context));
    CHECK(memcmp(&before, &untouched, sizeof before) == 0, "swapcontext saved nothing");
    on_stack(&good, NULL, 0, NULL);
    FAULTS(swapcontext(null_context, &good));
    FAULTS(swapcontext(null_context, null_context));
    errno = 0;
    makecontext(null_context, (void (*)(void))check_done, 0);
    CHECK(errno == EFAULT, "makecontext returns, with errno EFAULT: %d", errno);
    return check_done();
}
