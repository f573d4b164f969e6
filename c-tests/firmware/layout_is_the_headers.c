/* <fastctx_ucontext.h> and asm/<arch>/layout.h tell of one ucontext_t. */
#include "../check.h"
#include "arch.h"
#include "layout_check.h"
#include <stddef.h>

int main(void) {
#define SAME(name, expression)                                                                     \
    CHECK((long)(name) == (long)(expression), "%s is %ld", #name, (long)(expression));
    FREESTANDING_LAYOUT(SAME)
    CHECK(offsetof(ucontext_t, uc_sigmask) > offsetof(ucontext_t, uc_mcontext),
          "what is never touched comes last");
    return check_done();
}
