/*
 * Counts the calls of swapcontext, setcontext and getcontext in all processes of a run. Preloaded
 * before libfastctx.so, whose functions it goes on to; where other functions are next it counts
 * nothing. The counts are three words, in that order, of the file that COUNT_FILE names.
 *
 * The functions end in jumps (-O2), so they have no frame that a second return of getcontext could
 * come back to.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

enum { SWAP, SET, GET, FUNCTIONS };
static const char *const names[FUNCTIONS] = {"swapcontext", "setcontext", "getcontext"};
static int (*next[FUNCTIONS])();

static atomic_ulong uncounted[FUNCTIONS];
static atomic_ulong *counts = uncounted;

static int is_fastctx(void *function) {
    Dl_info info;
    if (!dladdr(function, &info))
        return 0;
    const char *file = strrchr(info.dli_fname, '/');
    return strncmp(file ? file + 1 : info.dli_fname, "libfastctx.so", 13) == 0;
}

__attribute__((constructor)) static void start(void) {
    int all_ours = 1;
    for (int i = 0; i < FUNCTIONS; i++) {
        void *function = dlsym(RTLD_NEXT, names[i]);
        memcpy(&next[i], &function, sizeof function);
        all_ours &= is_fastctx(function);
    }
    const char *path = getenv("COUNT_FILE");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (!all_ours || file < 0)
        return;
    void *words =
        mmap(NULL, FUNCTIONS * sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (words != MAP_FAILED)
        counts = words;
}

int swapcontext(ucontext_t *from, const ucontext_t *to) {
    atomic_fetch_add_explicit(&counts[SWAP], 1, memory_order_relaxed);
    return next[SWAP](from, to);
}

int setcontext(const ucontext_t *to) {
    atomic_fetch_add_explicit(&counts[SET], 1, memory_order_relaxed);
    return next[SET](to);
}

int getcontext(ucontext_t *context) {
    atomic_fetch_add_explicit(&counts[GET], 1, memory_order_relaxed);
    return next[GET](context);
}
