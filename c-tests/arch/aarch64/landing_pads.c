/*
 * landing_pads.c: linked into a program that is compiled with landing pads, has them
 * enforced in all of its code, the static library's too, while it runs. (What the linker's
 * -z force-bti asks for; but Debian's start files and libc.a have none, so before the
 * first constructor and after the last handler of exit() they are not enforced. Nor
 * has the PLT any: link with -z now.)
 *
 * A program where a jump to another place does not die has failed. A processor without
 * landing pads is no place for it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef PROT_BTI
#define PROT_BTI 0x10
#endif
#ifndef HWCAP2_BTI
#define HWCAP2_BTI (1 << 17)
#endif

#ifdef __cplusplus
extern "C" char __executable_start[], etext[];
#else
extern char __executable_start[], etext[];
#endif

static void protect(int more) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *start = (char *)((size_t)__executable_start & -page);
    if (mprotect(start, (size_t)(etext - start), PROT_READ | PROT_EXEC | more) != 0) {
        perror("landing_pads.c: mprotect");
        _exit(98);
    }
}

__attribute__((noinline)) static void away(void) { protect(0); }

__attribute__((constructor)) static void enforce(void) {
    if (!(getauxval(AT_HWCAP2) & HWCAP2_BTI)) {
        fprintf(stderr, "landing_pads.c: no landing pads are enforced here\n");
        _exit(98);
    }
    protect(PROT_BTI);
    atexit(away);
    const pid_t child = fork();
    if (child == 0) {
        size_t wrong = (size_t)away + 4; /* behind it */
        __asm__ volatile("blr %0" : : "r"(wrong) : "x30", "memory");
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) {
        fprintf(stderr, "landing_pads.c: a jump behind a landing pad did not die\n");
        _exit(98);
    }
}
