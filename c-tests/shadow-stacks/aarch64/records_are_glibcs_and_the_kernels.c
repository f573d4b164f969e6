/*
 * A context that was saved where there is a guarded control stack has its pointer in
 * the record where glibc's own functions have it, as it is when getcontext has
 * returned; so does the kernel's context of a signal handler, where its token is.
 * Either resumes, the kernel's from another context, which can be resumed then. Where the
 * shadow stack of a context ends is the zero by which unwinders know it.
 */
#include "../../../asm/aarch64/layout.h"
#include "../shadow_stack.h"
#include <signal.h>
#include <ucontext.h>

static ucontext_t here, there, other, end;
static char stack[16384];
static ucontext_t *volatile frame;
static volatile int handled, came_back;
static uintptr_t marker = 1;

struct record {
    uint32_t magic, size;
    uint64_t pointer, modes, reserved;
};
static const struct record *record_of(const ucontext_t *context) {
    const char *record = (const char *)context + UC_FPSIMD;
    while (*(const uint32_t *)record && *(const uint32_t *)record != GCS_MAGIC)
        record += ((const uint32_t *)record)[1];
    return (const struct record *)record;
}
static int is_in_order(const struct record *record) {
    return record->magic == GCS_MAGIC && record->size == GCS_SIZE &&
           record->modes == PR_SHADOW_STACK_ENABLE;
}

static void made(void) {
    /* Behind our return address, and the last. */
    const uintptr_t place = shadow_stack_pointer() + sizeof marker;
    if ((place + sizeof marker) % (uintptr_t)sysconf(_SC_PAGESIZE) == 0)
        marker = *(const uintptr_t *)place;
    came_back++;
    swapcontext(&there, frame);
    came_back++;
}

static void on_signal(int signal, siginfo_t *info, void *context) {
    (void)signal, (void)info;
    frame = context;
    handled++;
    swapcontext(&other, &there);
}

int main(void) {
    static struct sigaction action;
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO;
    getcontext(&here);
    const struct record *record = record_of(&here);
    CHECK((const char *)record == (const char *)&here + UC_GCS && is_in_order(record),
          "getcontext: a record where glibc's has it");
    CHECK(record->pointer == shadow_stack_pointer(), "with the pointer: %#lx",
          (unsigned long)record->pointer);
    CHECK(record[1].magic == 0 && record[1].size == 0, "and it is the last");

    getcontext(&there);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = sizeof stack;
    there.uc_link = &end;
    makecontext(&there, made, 0);
    sigaction(SIGUSR1, &action, NULL);
    const uintptr_t before = shadow_stack_pointer();
    raise(SIGUSR1);
    CHECK(handled == 1 && came_back == 1, "a signal's context is resumed by another one");
    CHECK(shadow_stack_pointer() == before, "on its own shadow stack");
    record = record_of(frame);
    CHECK(is_in_order(record) && record->pointer < before && before - record->pointer < 4096,
          "where the kernel told: %#lx of %#lx", (unsigned long)record->pointer,
          (unsigned long)before);
    CHECK(marker == 0, "a context's shadow stack ends with a zero: %#lx", (unsigned long)marker);
    swapcontext(&end, &there);
    CHECK(came_back == 2 && shadow_stack_pointer() == before, "that other one goes on, too");
    return check_done();
}
