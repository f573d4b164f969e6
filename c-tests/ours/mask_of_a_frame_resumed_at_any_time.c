/*
 * As the test that is included, but the handler does not return: it resumes the
 * context that it interrupted, and edited, by setcontext.
 */
#define LEAVE_HANDLER(context) setcontext(context)
#include "../posix/mask_edited_at_any_time.c"
