/*
 * jumps.c: back to an earlier place of the same strand: by the longjmp family
 * with and without a saved mask, and by setcontext to a live frame. A jump
 * leaves the handlers in between without a return.
 */
#include "model.h"

static void begin(struct strand *strand, struct mark *mark, bool is_context, bool saves) {
    mark->is_context = is_context;
    mark->saves = saves;
    mark->mask = strand->mask;
    mark->visits = 0;
    mark->depth = strand->depth;
    mark->handlers = strand->handlers;
    mark->expected_count = strand->expected_count;
    mark->from_count = strand->from_count;
    mark->stack = stack_here(strand->thread);
    mark->outer = strand->marks;
    strand->marks = mark;
}

/* First by falling into it, then by jumps. */
static void visit(struct strand *strand, struct mark *mark) {
    if (mark->visits++) {
        check(strand, "kernel's mask after a jump");
        arrive(strand, mark->from_count);
        note(strand, "arrived by a jump", 0, 0);
    }
    if (mark->visits < 4)
        run(strand, 1 + roll(strand, 4));
}

static void end(struct strand *strand, struct mark *mark) { strand->marks = mark->outer; }

__attribute__((noinline)) void step_mark(struct strand *strand) {
    struct mark mark;
    unsigned saves = roll(strand, 3);
    if (strand->depth >= DEPTH)
        return;
    note(strand, "sigsetjmp", saves != 0, 0);
    begin(strand, &mark, false, saves != 0);
    if (saves)
        (void)sigsetjmp(mark.jump, 1);
    else
        (void)sigsetjmp(mark.jump, 0);
    visit(strand, &mark);
    end(strand, &mark);
}

__attribute__((noinline)) void step_mark_context(struct strand *strand) {
    struct mark mark;
    if (strand->depth >= DEPTH)
        return;
    note(strand, "getcontext to come back to", 0, 0);
    begin(strand, &mark, true, true);
    put_set(&mark.context.uc_sigmask, 0x5555aaaa5555aaaa);
    if (getcontext(&mark.context) != 0)
        fail(strand, "getcontext", 0, 1);
    if (!mark.visits)
        equal(strand, "uc_sigmask saved by getcontext", strand->mask,
              of_set(&mark.context.uc_sigmask));
    visit(strand, &mark);
    end(strand, &mark);
}

static _Noreturn void jump(struct strand *strand, struct mark *mark) {
    unsigned way = roll(strand, 4);
    bool same_stack = mark->stack == stack_here(strand->thread);
    ucontext_t left_behind;
    if (mark->is_context && roll(strand, 3) == 0) {
        mark->mask = normal(choose(strand));
        put_set(&mark->context.uc_sigmask, mark->mask);
    }
    note(strand, mark->is_context ? "setcontext or swapcontext to a live frame" : "longjmp", way,
         mark->saves ? mark->mask : ~(uint64_t)0);
    hold(strand->thread);
    strand->marks = mark;
    strand->depth = mark->depth;
    strand->handlers = mark->handlers;
    strand->expected_count = mark->expected_count;
    if (mark->saves)
        becomes(strand, mark->mask);
    if (mark->is_context && way & 1)
        setcontext(&mark->context);
    else if (mark->is_context)
        swapcontext(&left_behind, &mark->context);
    else if (way == 0)
        siglongjmp(mark->jump, 1);
    else if (way == 1)
        longjmp(mark->jump, 1);
    else if (way == 2 && same_stack)
        fortified_longjmp(mark->jump, 1);
    else
        _longjmp(mark->jump, 1);
    fail(strand, "a jump came back", 0, 1);
}

void step_jump(struct strand *strand) {
    struct mark *mark = strand->marks;
    if (!mark || strand->preempted)
        return;
    while (mark->outer && roll(strand, 3) == 0)
        mark = mark->outer;
    if (mark->visits < 4)
        jump(strand, mark);
}
