/*
 * What was known under auto is not believed any more when the policy is auto
 * again and switches under always have changed the mask meanwhile.
 */
#include "../mask_change.h"
#include <fastctx.h>

int main(void) {
    struct expected saved = {0}, set = {0};
    for (int i = 0; i < 50; i++) {
        fastctx_set_sigmask_policy(FASTCTX_SIGMASK_AUTO);
        begin_known(bit(SIGHUP));
        fastctx_set_sigmask_policy(FASTCTX_SIGMASK_ALWAYS);
        begin_with(bit(SIGUSR1)); /* by a switch */
        fastctx_set_sigmask_policy(FASTCTX_SIGMASK_AUTO);
        expect(&saved, bit(SIGUSR1), saved_mask());
        visit_partner(bit(SIGHUP));
        expect(&set, bit(SIGHUP), partner_mask);
    }
    CHECK_EXPECTED(saved, "getcontext saves the mask that there is");
    CHECK_EXPECTED(set, "a switch sets the other's");
    return check_done();
}
