/* open_late.c: opens the library before main, but after the program has started,
 * and fills the table of late.S. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#ifndef LIBRARY /* its path, from who builds this */
#define LIBRARY "libfastctx.so"
#endif

extern struct {
    const char *name;
    void *address;
} late_table[];

static __attribute__((constructor)) void open_late(void) {
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    for (int i = 0; late_table[i].name; i++)
        if (!library || !(late_table[i].address = dlsym(library, late_table[i].name))) {
            printf("Bail out! %s\n", dlerror());
            exit(1);
        }
}
