/* A copied context needs nothing of the original, not even its FP state. */
#include "../context.h"
#include <sys/mman.h>

static ucontext_t main_context, copy;
static char stack[STACK_SIZE];
static int ran;

static void body(void) {
    ran = 1;
    setcontext(&main_context);
}

int main(void) {
    ucontext_t *original =
        mmap(NULL, sizeof *original, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(original != MAP_FAILED, "mmap");
    START(original, stack, NULL, body, 0);
    memcpy(&copy, original, sizeof copy);
    munmap(original, sizeof *original);
    swapcontext(&main_context, &copy);
    CHECK(ran, "the copy ran with the original unmapped");
    return check_done();
}
