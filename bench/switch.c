/*
 * Contenders: fastctx_switch and fastctx_switch_fp, out of line, through the
 * PLT as in any program that links the library; and the former with the one
 * exit and with the other (exits.S), through the PLT too. In a crowd:
 * fastctx_switch between stacks that are a plain mapping.
 */
#define CONTENDER native
#define TITLE "fastctx_switch"
#define KEEPS ""
#define SWITCH fastctx_switch
#include "native.h"

#define CONTENDER native_fp
#define TITLE "fastctx_switch_fp"
#define KEEPS "FP"
#define SWITCH fastctx_switch_fp
#include "native.h"

#ifdef HAVE_EXITS
void *fastctx_switch_by_ret(fastctx_t *from, fastctx_t *to, void *value);
void *fastctx_switch_by_jmp(fastctx_t *from, fastctx_t *to, void *value);

#define CONTENDER native_by_ret
#define TITLE "fastctx_switch by ret"
#define KEEPS ""
#define SWITCH fastctx_switch_by_ret
#include "native.h"

#define CONTENDER native_by_jmp
#define TITLE "fastctx_switch by jmp"
#define KEEPS ""
#define SWITCH fastctx_switch_by_jmp
#include "native.h"
#endif

static long crowd_size;
static char *crowd_stacks;
static fastctx_t *member, *current, crowd_main;

/*
 * As schedulers do it: which context runs is a variable, and to suspend is a
 * function. With the addresses in registers of the context, which wait on its
 * own stack, nothing could go on before that stack came from memory.
 */
static __attribute__((noinline)) void suspend(void) { fastctx_switch(current, &crowd_main, NULL); }

static void *suspends(void *self, void *value) {
    (void)self;
    for (;;)
        suspend();
    return value;
}

static void resume(const struct crowd *self, long times) {
    (void)self;
    for (; times > 0; times--)
        for (long i = 0; i < crowd_size; i++) {
            current = &member[i];
            fastctx_switch(&crowd_main, current, NULL);
        }
}

static void end(const struct crowd *self) {
    (void)self;
    unmap_pages(crowd_stacks, crowd_size, CROWD_STACK);
    unmap_pages(member, crowd_size, sizeof *member);
}

static const char *begin(const struct crowd *self, long count) {
    (void)self;
    crowd_size = count;
    crowd_stacks = map_pages(count, CROWD_STACK);
    member = map_pages(count, sizeof *member);
    if (!crowd_stacks || !member) {
        end(self);
        return "no memory";
    }
    for (long i = 0; i < count; i++)
        fastctx_init(&member[i], crowd_stacks + i * CROWD_STACK, CROWD_STACK, suspends, NULL, NULL);
    resume(self, 1);
    return NULL;
}

const struct crowd crowd_native = {
    "fastctx_switch, plain stacks", "", begin, resume, NULL, end, 0, 0};
