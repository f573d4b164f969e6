/*
 * Where the C library registers no rseq, each thread that gets to know its mask
 * takes a little memory that stays mapped when it ends. The next ones use that:
 * a process with many short threads does not grow.
 */
#include "../mask_change.h"
#include <fastctx.h>
#include <pthread.h>

#ifndef __GLIBC__
#ifdef EMULATED /* by a user program's emulator, where threads are slow and no slots are taken */
enum { THREADS = 600, WARM_UP = 100, MOST = 256 * 1024 };
#else
enum { THREADS = 12000, WARM_UP = 2000, MOST = 256 * 1024 };
#endif

static struct expected at_start, later;

static void *run(void *unused) {
    expect(&at_start, bit(SIGHUP), saved_mask());
    begin_known(bit(SIGUSR1));
    expect(&later, bit(SIGUSR1), saved_mask());
    return unused;
}

/* The size of all that is mapped. */
static long size(void) {
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;
    if (!file || fscanf(file, "%ld", &pages) != 1)
        SKIP_ALL("no /proc/self/statm");
    fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

int main(void) {
    long before = 0;
    set_kernel_mask(bit(SIGHUP));
    for (int i = 0; i < THREADS; i++) {
        pthread_t thread;
        if (i == WARM_UP)
            before = size();
        if (pthread_create(&thread, NULL, run, NULL) == 0)
            pthread_join(thread, NULL);
        else
            i = THREADS;
    }
    const long growth = size() - before;
    /* An emulator's own threads may cost what they like; there no slots are taken. */
    if (fastctx_sigmask_policy() == FASTCTX_SIGMASK_AUTO)
        CHECK(growth < MOST, "%d threads more cost %ld bytes", THREADS - WARM_UP, growth);
    CHECK_EXPECTED(at_start, "each starts with its creator's mask");
    CHECK_EXPECTED(later, "and goes on with its own");
    return check_done();
}
#else
int main(void) { SKIP_ALL("the C library may register rseq"); }
#endif
