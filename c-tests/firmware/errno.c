/* errno.c: where errno is, for the library; where the C library has no function of newlib's
 * name for that. */
#include <errno.h>

int *fastctx_errno_location(void);
int *fastctx_errno_location(void) { return &errno; }
