/*
 * A context that somebody filled in may have no FP record: it resumes by its
 * general registers, not as a signal frame, and FP control stays as it is.
 */
#include "../../asm/aarch64/layout.h"
#include "../context.h"
#include <stdint.h>

static ucontext_t here;

static uint64_t fpcr(void) {
    uint64_t value;
    __asm__ volatile("mrs %0, fpcr" : "=r"(value));
    return value;
}

int main(void) {
    const uint64_t before = fpcr();
    volatile int again = 0;
    getcontext(&here);
    if (!again) {
        uint32_t *record = (uint32_t *)(void *)((char *)&here + UC_FPSIMD);
        again = 1;
        here.uc_flags = 0;
        record[0] = record[1] = 0; /* no magic, no size */
        record[3] = 0x01400000;    /* where FPCR would be */
        setcontext(&here);
    }
    CHECK(again == 1, "it was resumed");
    CHECK(fpcr() == before, "FP control is ours: %#lx", (unsigned long)fpcr());
    return check_done();
}
