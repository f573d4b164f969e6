/*
 * libucontext's names, for programs that include its header: libfastctx has the functions. The
 * type is the C library's.
 */
#ifndef LIBUCONTEXT_LIBUCONTEXT_H
#define LIBUCONTEXT_LIBUCONTEXT_H

#include <ucontext.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef ucontext_t libucontext_ucontext_t;

int libucontext_getcontext(libucontext_ucontext_t *ucp);
int libucontext_setcontext(const libucontext_ucontext_t *ucp);
void libucontext_makecontext(libucontext_ucontext_t *ucp, void (*function)(void), int argc, ...);
int libucontext_swapcontext(libucontext_ucontext_t *save, const libucontext_ucontext_t *resume);

#ifdef __cplusplus
}
#endif

#endif
