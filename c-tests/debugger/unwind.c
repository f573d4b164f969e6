/*
 * libunwind, in the process itself: from inside of a context or a coroutine of every kind
 * it steps to the function that the flow began with and then to the library's frame that
 * called that, where it ends; also out of a signal handler. Prints TAP.
 */
#define UNW_LOCAL_ONLY
#include "../sanitizers/flows.h"

#include <libunwind.h>
#include <signal.h>

static int ordinal, failed;

struct walk {
    int frames, passed_body, passed_main, last;
    char end[64];
};

static __attribute__((noinline)) struct walk walk(void) {
    struct walk found;
    unw_context_t context;
    unw_cursor_t cursor;
    memset(&found, 0, sizeof found);
    unw_getcontext(&context);
    unw_init_local(&cursor, &context);
    do {
        unw_word_t offset;
        if (unw_get_proc_name(&cursor, found.end, sizeof found.end, &offset) != 0)
            strcpy(found.end, "?");
        found.passed_body += strcmp(found.end, "body_of_the_flow") == 0;
        found.passed_main += strcmp(found.end, "main") == 0;
        found.frames++;
        found.last = unw_step(&cursor);
    } while (found.last > 0 && found.frames < 50);
    return found;
}

static struct walk from_here, from_handler;

static void handler(int number) {
    (void)number;
    from_handler = walk();
}

__attribute__((noinline)) void body_of_the_flow(void *arg) {
    from_here = walk();
    raise(SIGUSR1);
    flow_pause(arg);
    __asm__ volatile("");
}

static void check(struct walk found, const char *where, const char *kind) {
    int holds = found.last == 0 && found.passed_body == 1 && found.passed_main == 0;
    failed |= !holds;
    printf("%sok %d - %s: %s ends at the first frame\n", holds ? "" : "not ", ++ordinal, kind,
           where);
    if (!holds)
        printf("# %d frames, the last one %s; %d\n", found.frames, found.end, found.last);
}

int main(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigaction(SIGUSR1, &action, NULL);
    for (int kind = 0; kind < FLOW_SEGMENTED; kind++) {
        struct flow *flow = malloc(sizeof *flow);
        if (flow_make(flow, (enum flow_kind)kind, body_of_the_flow, flow) != 0)
            abort();
        while (!flow->is_over)
            flow_go_on(flow);
        flow_free(flow);
        free(flow);
        check(from_here, "a walk", flow_names[kind]);
        check(from_handler, "a walk out of a signal handler", flow_names[kind]);
    }
    flows_end();
    printf("1..%d\n", ordinal);
    return failed;
}
