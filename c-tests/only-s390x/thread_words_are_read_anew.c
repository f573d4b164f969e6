/*
 * A signal handler may interrupt the library between the instructions that read the
 * two halves of the thread pointer and the one that goes by it, and the interrupted
 * code go on in another thread. It goes on at the first of them: here with something
 * else in the register that a thread pointer is read into.
 */
#include "../context.h"
#include "arch.h"
#include <fastctx.h>

/* ear %r1,%a0; sllg %r1,%r1,32; ear %r1,%a1; lg %r2,0(%r2,%r1): as the library has it, and
 * 32 bytes further the same with stg %r3,0(%r2,%r1). */
static const unsigned char code[] = {0xb2, 0x4f, 0x00, 0x10, 0xeb, 0x11, 0x00, 0x20, 0x00, 0x0d,
                                     0xb2, 0x4f, 0x00, 0x11, 0xe3, 0x22, 0x10, 0x00, 0x00, 0x04};
enum { STORE = THREAD_WORD_CODE_SIZE, LAST = 14, FAR = 64 * 1024 };

static __thread unsigned long word;
static const unsigned char *place;
static int by_setcontext;

static void handler(int signal, siginfo_t *info, void *argument) {
    ucontext_t *context = argument;
    (void)signal, (void)info;
    context->uc_mcontext.psw.addr = (uintptr_t)place;
    context->uc_mcontext.gregs[1] = 0x123456789000;
    if (by_setcontext)
        setcontext(context);
}

/* Calls the code at `place` from behind a trap. */
static unsigned long go_there(unsigned long stored) {
    unsigned long pointer;
    __asm__ volatile("stam %%a0,%%a1,%0" : "=Q"(pointer));
    register unsigned long r2 __asm__("r2") = (uintptr_t)&word - pointer;
    register unsigned long r3 __asm__("r3") = stored;
    __asm__ volatile("larl %%r14, 1f\n\t"
                     ".short 0\n"
                     "1:"
                     : "+d"(r2), "+d"(r3)
                     :
                     : "r0", "r1", "r14", "memory", "cc");
    return r2;
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGILL, &action, NULL);
    const unsigned char *near = (const unsigned char *)fastctx_version;
    for (int distance = 0; distance < FAR && !place; distance += 2) {
        if (!memcmp(near + distance, code, sizeof code))
            place = near + distance;
        else if (!memcmp(near - distance, code, sizeof code))
            place = near - distance;
    }
    REQUIRE(place, "the library's code is found");
    const unsigned char *const load = place, *const store = place + STORE;
    static const int within[] = {0, 4, 10, LAST};
    for (by_setcontext = 0; by_setcontext < 2; by_setcontext++)
        for (unsigned i = 0; i < sizeof within / sizeof within[0]; i++) {
            const char *way = by_setcontext ? "setcontext" : "the end of the handler";
            word = 4711 + i;
            place = load + within[i];
            CHECK(go_there(0) == 4711 + i, "%s: loaded from byte %d on", way, within[i]);
            place = store + within[i];
            go_there(815 + i);
            CHECK(word == 815 + i, "stored from byte %d on", within[i]);
        }
    return check_done();
}
