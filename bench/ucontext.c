/*
 * Contenders: swapcontext of glibc, and ours under each of its policies for
 * signal masks, called through a pointer, for all have one name. What exits.S
 * makes of ours joins them: made by our functions, without the mask. In crowds:
 * glibc's, and ours under `auto`, between stacks that are a plain mapping.
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

static struct library libc, ours, lib;
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

static void find_libraries(void) {
    if (ours.swap)
        return;
    void *handle = dlopen("libc.so.6", RTLD_NOW | RTLD_NOLOAD);
    libc = library_in(handle ? handle : RTLD_NEXT);
    ours = library_in(RTLD_DEFAULT);
    fastctx_set_sigmask_policy(FASTCTX_SIGMASK_AUTO);
    if (ours.swap == libc.swap || fastctx_sigmask_policy() != FASTCTX_SIGMASK_AUTO)
        fprintf(stderr, "bench: the policy auto cannot be had here; its row is another's\n");
}

static double run(const struct contender *self, enum shape shape, int depth) {
    find_libraries();
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
const struct contender posix_by_ret = {"swapcontext by ret", "FP", run, BY_RET};
const struct contender posix_by_jmp = {"swapcontext by jmp", "FP", run, BY_JMP};
#endif

/* ---- in crowds ------------------------------------------------------------ */

static struct members {
    struct library lib;
    long count;
    char *stacks;
    ucontext_t *member, main;
} crowds[2], *playing;
static ucontext_t *current;

static struct members *members_of(const struct crowd *self) { return &crowds[self->mode != LIBC]; }

/* As in switch.c: nothing waits on the contexts' own stacks. */
static __attribute__((noinline)) void suspend(void) { playing->lib.swap(current, &playing->main); }

static void suspends(void) {
    for (;;)
        suspend();
}

static void resume(const struct crowd *self, long times) {
    playing = members_of(self);
    for (; times > 0; times--)
        for (long i = 0; i < playing->count; i++) {
            current = &playing->member[i];
            playing->lib.swap(&playing->main, current);
        }
}

static void end(const struct crowd *self) {
    struct members *members = members_of(self);
    unmap_pages(members->stacks, members->count, CROWD_STACK);
    unmap_pages(members->member, members->count, sizeof members->member[0]);
}

static const char *begin(const struct crowd *self, long count) {
    find_libraries();
    fastctx_set_sigmask_policy(FASTCTX_SIGMASK_AUTO);
    struct members *members = members_of(self);
    *members = (struct members){.lib = self->mode == LIBC ? libc : ours, .count = count};
    members->stacks = map_pages(count, CROWD_STACK);
    members->member = map_pages(count, sizeof members->member[0]);
    if (!members->stacks || !members->member) {
        end(self);
        return "no memory";
    }
    for (long i = 0; i < count; i++) {
        ucontext_t *context = &members->member[i];
        members->lib.get(context);
        context->uc_stack.ss_sp = members->stacks + i * CROWD_STACK;
        context->uc_stack.ss_size = CROWD_STACK;
        context->uc_link = NULL;
        members->lib.make(context, suspends, 0);
    }
    resume(self, 1);
    return NULL;
}

const struct crowd crowd_auto = {"swapcontext, auto, plain stacks",
                                 "mask, FP",
                                 begin,
                                 resume,
                                 NULL,
                                 end,
                                 FASTCTX_SIGMASK_AUTO,
                                 0};
const struct crowd crowd_glibc = {
    "glibc swapcontext, plain stacks", "mask, FP, x87 flags", begin, resume, NULL, end, LIBC, 0};
