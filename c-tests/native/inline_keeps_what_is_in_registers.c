/*
 * What is in registers before an inline switch is there after it, whatever the
 * other side overwrites: for each register, functions that have values in all of
 * them, and one that has a value just there. So a register that the compiler was
 * not told of fails by its name, and no other does. (c-tests/inline.sh leaves
 * each out of what it is told, to see it.)
 */
#include "overwrite.h"
#include <fastctx_inline.h>
#include <sys/wait.h>

static struct overwriting overwriting = {NULL, &here, NULL};
#define GO_AND_COME_BACK() fastctx_switch_inline(&here, &there, &overwriting)

/* keep_in_REG: a value in REG before, wherever the compiler likes, in REG after. */
#define KEEP(type, constraint, reg, afterwards)                                                    \
    static __attribute__((noinline)) int keep_in_##reg(void) {                                     \
        type kept, want;                                                                           \
        memset(&want, 0x5a, sizeof want);                                                          \
        {                                                                                          \
            register type in __asm__(#reg) = want;                                                 \
            __asm__ volatile("" : "+" constraint(in));                                             \
            kept = in;                                                                             \
        }                                                                                          \
        GO_AND_COME_BACK();                                                                        \
        {                                                                                          \
            register type out __asm__(#reg) = kept;                                                \
            __asm__ volatile("" : "+" constraint(out));                                            \
            kept = out;                                                                            \
        }                                                                                          \
        afterwards;                                                                                \
        return memcmp(&kept, &want, sizeof want) == 0;                                             \
    }
#define KEEP_GENERAL(reg) KEEP(unsigned long, "r", reg, )

/* clang-format off */
#define MANY(X) \
    X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) \
    X(17) X(18) X(19) X(20) X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) X(29) X(30) X(31)
/* clang-format on */

#include "keep.h"
#ifndef keep_others
static int keep_others(void) { return 1; }
#endif

#ifdef VECTOR_CONSTRAINT
#define KEEP_VECTOR(reg) KEEP(vector, VECTOR_CONSTRAINT, reg, )
OVERWRITE_VECTOR(KEEP_VECTOR)
#endif

/* The frame pointer cannot be named where it is one; keep_frame() has it. */
#define KEEP_FRAME_POINTER(reg)                                                                    \
    static int keep_in_##reg(void) { return 1; }
OVERWRITE_FRAME_POINTER(KEEP_FRAME_POINTER)
OVERWRITE_GENERAL(KEEP_GENERAL)

/* More values than there are registers, each changed on both sides of the switch. */
static __attribute__((noinline)) int keep_many(void) {
#define DECLARE(n) unsigned long a##n = n + 1;
#define HIDE(n) __asm__ volatile("" : "+r"(a##n));
#define STEP(n) a##n += 1000 * (n + 1);
#define COMPARE(n) right &= a##n == 3001 * (n + 1);
    MANY(DECLARE)
    int right = 1;
    for (int i = 0; i < 3; i++) {
        MANY(HIDE)
        GO_AND_COME_BACK();
        MANY(STEP)
    }
    MANY(COMPARE)
    return right;
#undef DECLARE
#undef HIDE
}
#ifdef VECTOR_CONSTRAINT
static __attribute__((noinline)) int keep_many_vectors(void) {
#define DECLARE(n) double a##n = n + 1;
#define HIDE(n) __asm__ volatile("" : "+" VECTOR_CONSTRAINT(a##n));
    MANY(DECLARE)
    int right = 1;
    for (int i = 0; i < 3; i++) {
        MANY(HIDE)
        GO_AND_COME_BACK();
        MANY(STEP)
    }
    MANY(COMPARE)
    return right;
}
#else
static int keep_many_vectors(void) { return 1; }
#endif
/* A frame that is addressed by the frame pointer, and by another if it can be. */
static __attribute__((noinline)) int keep_frame(size_t size) {
    OPAQUE(size); /* or it is a constant in a clone */
    char aligned[64] __attribute__((aligned(64)));
    char variable[size];
    memset(aligned, 1, sizeof aligned);
    memset(variable, 2, size);
    for (int i = 0; i < 3; i++) {
        __asm__ volatile("" : : "r"(aligned), "r"(variable) : "memory");
        GO_AND_COME_BACK();
    }
    int right = 1;
    for (size_t i = 0; i < sizeof aligned; i++)
        right &= aligned[i] == 1;
    for (size_t i = 0; i < size; i++)
        right &= variable[i] == 2;
    return right;
}

static const struct {
    const char *name;
    void (*overwrite)(void);
    int (*keep)(void);
} registers[] = {
#define ROW(reg) {#reg, overwrite_##reg, keep_in_##reg},
    OVERWRITE_ALL(ROW)};
enum { COUNT = sizeof registers / sizeof registers[0] };

/* Whether all is right with each of the registers overwritten: in a process of its
 * own, which may well crash. */
static int survives(int from, int to) {
    pid_t child = fork();
    if (child == 0) {
        int right = 1;
        alarm(10);
        for (int i = from; i < to; i++) {
            overwriting.overwrite = registers[i].overwrite;
            right &= registers[i].keep() && keep_many() && keep_many_vectors() && keep_others() &&
                     keep_frame(100);
        }
        _exit(!right);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int main(void) {
    overwrite_there();
    int all = survives(0, COUNT);
    for (int i = 0; i < COUNT; i++)
        CHECK(all || survives(i, i + 1), "with %s overwritten by the other side",
              registers[i].name);
    return check_done();
}
