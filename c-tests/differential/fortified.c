/*
 * fortified.c: longjmp as programs built with _FORTIFY_SOURCE call it, by the
 * name of __longjmp_chk. Its own file, for only headers seen with it change.
 */
#if defined(__OPTIMIZE__) && defined(__GLIBC__) && !defined(_FORTIFY_SOURCE)
#define _FORTIFY_SOURCE 2
#elif defined(__OPTIMIZE__) && !defined(_FORTIFY_SOURCE)
#define _FORTIFY_SOURCE 2 /* without effect where the headers know nothing of it */
#endif
#include "model.h"

void fortified_longjmp(sigjmp_buf buffer, int value) { siglongjmp(buffer, value); }
