/*
 * swapcontext(&a, &a): the mask that was in `a` is set, the thread's is saved,
 * and the call returns 0.
 */
#include "../context.h"
#include "../mask.h"

int main(void) {
    static ucontext_t a;
    ucontext_t *volatile self = &a; /* the prototype says restrict */
    set_kernel_mask(bit(SIGUSR1));
    getcontext(&a);
    set_kernel_mask(bit(SIGUSR2));
    volatile int kept = 41;
    CHECK(swapcontext(self, self) == 0, "swapcontext returns 0");
    CHECK(kernel_mask() == bit(SIGUSR1), "the mask is the one that was saved: %#llx",
          (unsigned long long)kernel_mask());
    CHECK(of_set(&a.uc_sigmask) == bit(SIGUSR2), "the one that was in force is saved: %#llx",
          (unsigned long long)of_set(&a.uc_sigmask));
    CHECK(kept == 41, "and nothing is lost");
    return check_done();
}
