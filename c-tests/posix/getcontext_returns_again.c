/* setcontext makes getcontext return 0 once more, as often as it is called. */
#include "../context.h"

static ucontext_t here;

int main(void) {
    volatile int times = 0;
    volatile int results = 0;
    results |= getcontext(&here);
    times++;
    if (times < 1000)
        setcontext(&here);
    CHECK(times == 1000, "getcontext returned 1000 times: %d", times);
    CHECK(results == 0, "each time it returned 0");
    return check_done();
}
