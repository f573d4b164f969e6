/*
 * The child of vfork calls functions where its parent's return address was, on the
 * stack and on the shadow stack; both go on all the same.
 */
#include "shadow_stack.h"
#include <sys/wait.h>

__attribute__((noinline)) static int calls(int depth) {
    if (!depth)
        return 0;
    int result = calls(depth - 1);
    STAY_A_CALL(result);
    return result + 1;
}

int main(void) {
    static int i; /* not in a register that the child may change */
    for (i = 0; i < 3; i++) {
        uintptr_t before = shadow_stack_pointer();
        pid_t process = vfork();
        if (process == 0)
            _exit(calls(7));
        int status = 0;
        waitpid(process, &status, 0);
        CHECK(process > 0 && WEXITSTATUS(status) == 7, "the child ran: %#x", status);
        CHECK(shadow_stack_pointer() == before, "and the parent goes on");
    }
    return check_done();
}
