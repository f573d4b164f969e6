/* Preloaded: a system that has thirty megabytes left, as far as it says. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

FILE *fopen(const char *path, const char *mode) {
    static char text[] = "MemTotal: 60000 kB\nMemAvailable: 30000 kB\n";
    if (strcmp(path, "/proc/meminfo") == 0)
        return fmemopen(text, sizeof text - 1, mode);
    FILE *(*next)(const char *, const char *);
    *(void **)&next = dlsym(RTLD_NEXT, "fopen");
    return next(path, mode);
}
