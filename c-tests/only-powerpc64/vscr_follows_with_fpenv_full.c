/*
 * glibc keeps VSCR with the context, whose one control bit (non-Java mode) the ABI lets
 * nobody change for others; we do under FASTCTX_FPENV=full.
 */
#include "../context.h"

static ucontext_t main_context, other;
static char stack[STACK_SIZE];
static unsigned at_start, later;
enum { NON_JAVA = 0x10000 };

static unsigned get_vscr(void) {
    unsigned long vscr;
    __asm__ volatile("mfvscr 0\n\tvspltw 0, 0, 3\n\tmfvsrd %0, 32" : "=r"(vscr)::"v0");
    return (unsigned)vscr;
}
static void set_vscr(unsigned vscr) {
    __asm__ volatile("mtvsrd 32, %0\n\tvspltw 0, 0, 1\n\tmtvscr 0" ::"r"((unsigned long)vscr)
                     : "v0");
}

static void body(void) {
    at_start = get_vscr();
    set_vscr(0);
    swapcontext(&other, &main_context);
    later = get_vscr();
    swapcontext(&other, &main_context);
}

int main(void) {
    const char *mode = getenv("FASTCTX_FPENV");
    int full = mode && strcmp(mode, "full") == 0;
    set_vscr(NON_JAVA);
    START(&other, stack, NULL, body, 0);
    swapcontext(&main_context, &other);
    CHECK(at_start == NON_JAVA, "a made context begins as its maker: %#x", at_start);
    CHECK((get_vscr() == NON_JAVA) == full, full ? "ours is back: %#x" : "it is the thread's: %#x",
          get_vscr());
    set_vscr(NON_JAVA);
    swapcontext(&main_context, &other);
    CHECK((later == 0) == full, full ? "and so is the other's: %#x" : "on both sides: %#x", later);
    return check_done();
}
