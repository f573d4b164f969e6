/*
 * Contenders: swapcontext of glibc, and ours under each of its policies for
 * signal masks, called through a pointer, for all have one name. What exits.S
 * makes of ours joins them: made by our functions, without the mask.
 */
#define _GNU_SOURCE
#include "bench.h"
#include <dlfcn.h>
#include <fastctx.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

struct library {
    int (*get)(ucontext_t *);
    void (*make)(ucontext_t *, void (*)(void), int, ...);
    int (*swap)(ucontext_t *, const ucontext_t *);
};

static struct library lib;
static ucontext_t context[CONTEXTS + 1];
static int two_masks;

static void enter(int self);
static void make_context(int i) {
    lib.get(&context[i]);
    context[i].uc_stack.ss_sp = stacks[i];
    context[i].uc_stack.ss_size = STACK;
    context[i].uc_link = &context[MAIN];
    lib.make(&context[i], (void (*)(void))enter, 1, i);
    if (two_masks)
        sigaddset(&context[i].uc_sigmask, SIGUSR1);
}

#define NAME(x) posix_##x
#define RESUME(i) lib.swap(&context[MAIN], &context[i])
#define SUSPEND(self) lib.swap(&context[self], &context[MAIN])
#define PASS(self, next) lib.swap(&context[self], &context[next])
#define MAKE_CONTEXT(i) make_context(i)
#include "shapes.h"

static void enter(int self) { posix_body(self); }

static struct library library_in(void *handle) {
    struct library found = {0};
    *(void **)&found.get = dlsym(handle, "getcontext");
    *(void **)&found.make = dlsym(handle, "makecontext");
    *(void **)&found.swap = dlsym(handle, "swapcontext");
    if (!found.get || !found.make || !found.swap) {
        fprintf(stderr, "bench: %s\n", dlerror());
        exit(2);
    }
    return found;
}

enum { LIBC = -1, BY_RET = -2, BY_JMP = -3 };

#ifdef HAVE_EXITS
int swapcontext_by_ret(ucontext_t *, const ucontext_t *);
int swapcontext_by_jmp(ucontext_t *, const ucontext_t *);
#endif

static double run(const struct contender *self, enum shape shape, int depth) {
    static struct library libc, ours;
    if (!ours.swap) {
        void *handle = dlopen("libc.so.6", RTLD_NOW | RTLD_NOLOAD);
        libc = library_in(handle ? handle : RTLD_NEXT);
        ours = library_in(RTLD_DEFAULT);
        fastctx_set_sigmask_policy(FASTCTX_SIGMASK_AUTO);
        if (ours.swap == libc.swap || fastctx_sigmask_policy() != FASTCTX_SIGMASK_AUTO)
            fprintf(stderr, "bench: the policy auto cannot be had here; its row is another's\n");
    }
    lib = self->variant == LIBC ? libc : ours;
    fastctx_set_sigmask_policy(self->variant > 0 ? self->variant : FASTCTX_SIGMASK_NEVER);
#ifdef HAVE_EXITS
    if (self->variant == BY_RET)
        lib.swap = swapcontext_by_ret;
    if (self->variant == BY_JMP)
        lib.swap = swapcontext_by_jmp;
#endif
    int has_mask = self->variant == LIBC || self->variant == FASTCTX_SIGMASK_ALWAYS ||
                   self->variant == FASTCTX_SIGMASK_AUTO;
    if (shape == TWO_MASKS && !has_mask)
        return -1;
    two_masks = shape == TWO_MASKS;
    return posix_shape(shape == TWO_MASKS ? PING_PONG : shape, depth);
}

const struct contender glibc = {"glibc swapcontext", "mask, FP, x87 flags", run, LIBC};
const struct contender posix_always = {"swapcontext, always", "mask, FP", run,
                                       FASTCTX_SIGMASK_ALWAYS};
const struct contender posix_auto = {"swapcontext, auto", "mask, FP", run, FASTCTX_SIGMASK_AUTO};
const struct contender posix_never = {"swapcontext, never", "FP", run, FASTCTX_SIGMASK_NEVER};
#ifdef HAVE_EXITS
const struct contender posix_by_ret = {"  always by ret", "FP", run, BY_RET};
const struct contender posix_by_jmp = {"  always by jmp", "FP", run, BY_JMP};
#endif
