/* What docs/migrating.md's program uses of libucontext's header. The functions are
 * this library's. */
#ifndef LIBUCONTEXT_LIBUCONTEXT_H
#define LIBUCONTEXT_LIBUCONTEXT_H

#include <ucontext.h>

typedef ucontext_t libucontext_ucontext_t;
int libucontext_getcontext(libucontext_ucontext_t *);
void libucontext_makecontext(libucontext_ucontext_t *, void (*)(void), int, ...);
int libucontext_swapcontext(libucontext_ucontext_t *, const libucontext_ucontext_t *);

#endif
