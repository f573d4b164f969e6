/*
 * One million live coroutines, each with a guard below its stack: they take
 * fewer than 100 mappings, and a page and little more each. (As many as there is
 * room for where addresses have 32 bits.)
 */
#include "stacks.h"
#include <sys/sysinfo.h>

enum {
    COUNT = sizeof(void *) == 8 ? 1000 * 1000 : 30 * 1000,
    SIZE = 64 * 1024,
    GUARD_INSTALL = 102
};

static fastctx_co_t *coroutines[COUNT];
static uintptr_t places[COUNT];

/* A line of a file of /proc/self, in kilobytes. */
static size_t kilobytes(const char *name) {
    char line[256];
    size_t value = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, name, strlen(name)) == 0)
            value = strtoul(line + strlen(name), NULL, 10);
    if (file)
        fclose(file);
    return value;
}

static int mappings(void) {
    int count = 0, c;
    FILE *file = fopen("/proc/self/maps", "r");
    while (file && (c = getc(file)) != EOF)
        count += c == '\n';
    if (file)
        fclose(file);
    return count;
}

/* Whether the kernel finds nothing to read at an address. */
static int is_guarded(int file, uintptr_t address) {
    return write(file, (void *)address, 1) == -1 && errno == EFAULT;
}

int main(void) {
    struct sysinfo info;
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *probe = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int ends[2];
    /* An emulator says yes to every advice. */
    if (probe == MAP_FAILED || pipe(ends) != 0 || madvise(probe, page, GUARD_INSTALL) != 0 ||
        !is_guarded(ends[1], (uintptr_t)probe))
        SKIP_ALL("there is no MADV_GUARD_INSTALL (Linux 6.13)");
    if (sysinfo(&info) != 0 || (double)(info.freeram + info.bufferram) * info.mem_unit < 8e9)
        SKIP_ALL("less than 8 GB of memory are free");
    if (page != 4096)
        SKIP_ALL("pages larger than 4 KiB");

    memset(coroutines, 0, sizeof coroutines);
    memset(places, 0, sizeof places);
    size_t before = kilobytes("VmRSS:") + kilobytes("VmPTE:");
    int made = 0;
    while (made < COUNT &&
           on_stack(&coroutines[made], FASTCTX_STACK_MAPPED, SIZE, tell_place, &places[made]) ==
               0 &&
           fastctx_resume(coroutines[made], NULL) == FASTCTX_YIELDED)
        made++;
    CHECK(made == COUNT, "%d coroutines live", made);
    int lines = mappings();
    CHECK(lines < 100, "%d mappings", lines);
    double each = (double)(kilobytes("VmRSS:") + kilobytes("VmPTE:") - before) * 1024 / COUNT;
    CHECK(each < 4.4 * 1024, "%.0f bytes each, page tables included", each);

    int guarded = 0, usable = 0;
    for (int i = 0; i < 1000; i++) {
        /* The guard begins a page below the lowest byte, and what is in use above. */
        uintptr_t top = (places[i * (COUNT / 1000 - 3)] & -page) + page;
        guarded += is_guarded(ends[1], top - SIZE - 1) && is_guarded(ends[1], top - SIZE - page);
        usable += !is_guarded(ends[1], top - SIZE);
    }
    CHECK(guarded == 1000, "%d of a thousand have a guard", guarded);
    CHECK(usable == 1000, "%d of them have the whole size", usable);

    int ended = 0;
    for (int i = 0; i < made; i++)
        ended += fastctx_resume(coroutines[i], NULL) == FASTCTX_FINISHED &&
                 fastctx_destroy(coroutines[i]) == 0;
    CHECK(ended == COUNT, "%d go on and end", ended);
    fastctx_trim();
    each = (double)(kilobytes("VmRSS:") - before) * 1024 / COUNT;
    CHECK(each < 200, "%.0f bytes of each are left after fastctx_trim()", each);
    return check_done();
}
