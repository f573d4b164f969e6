/*
 * mask_change.h: after a change of the thread's signal mask every switch goes
 * by the new one.
 *
 * A library may keep a mask in mind instead of asking the kernel each time; then
 * it has to notice all the means by which programs change it. check_change()
 * has a mask set and saved by switches alone, so that it is known if ever one
 * is, has it changed by the means in question, and looks whether each of the
 * four functions sees that. Many times, for what is known may be lost at any
 * time, as when the thread is preempted.
 */
#ifndef MASK_CHANGE_H
#define MASK_CHANGE_H

#include "context.h"
#include "mask.h"

enum { CHANGE_ROUNDS = 25 };

static ucontext_t change_main, change_partner, change_ending, change_saved;
static char change_partner_stack[STACK_SIZE], change_ending_stack[STACK_SIZE];
static uint64_t partner_mask, ending_mask;
static void (*ending_change)(void);

static inline void give_mask(ucontext_t *context, uint64_t mask) {
    put_set(&context->uc_sigmask, mask);
}

static void change_partner_body(void) {
    for (;;) {
        partner_mask = kernel_mask();
        swapcontext(&change_partner, &change_main);
    }
}

static void change_ending_body(void) {
    ending_change();
    ending_mask = kernel_mask();
}

/* Sets the thread's mask by no other means than a switch. */
static __attribute__((noinline, unused)) void begin_with(uint64_t mask) {
    ucontext_t context;
    volatile int begun = 0;
    getcontext(&context);
    if (!begun) {
        begun = 1;
        give_mask(&context, mask);
        setcontext(&context);
    }
}

/* To the partner, who has this mask, and back. */
static inline void visit_partner(uint64_t mask) {
    if (!change_partner.uc_stack.ss_sp)
        START(&change_partner, change_partner_stack, NULL, change_partner_body, 0);
    give_mask(&change_partner, mask);
    swapcontext(&change_main, &change_partner);
}

static __attribute__((unused)) void begin_known(uint64_t mask) {
    begin_with(mask);
    visit_partner(mask);
    visit_partner(mask);
}

/* The mask that getcontext saves. */
static __attribute__((noinline, unused)) uint64_t saved_mask(void) {
    ucontext_t context;
    getcontext(&context);
    return of_set(&context.uc_sigmask);
}

/* The mask after setcontext to what was saved before the change. */
static __attribute__((noinline, unused)) uint64_t mask_after_return(void (*change)(void)) {
    volatile int returned = 0;
    getcontext(&change_saved);
    if (!returned) {
        returned = 1;
        change();
        setcontext(&change_saved);
    }
    return kernel_mask();
}

/* The first mask that was not as it should be, of many. */
struct expected {
    int wrong;
    uint64_t wanted, got;
};

static inline void expect(struct expected *all, uint64_t wanted, uint64_t got) {
    if (wanted != got && !all->wrong++)
        all->wanted = wanted, all->got = got;
}

#define CHECK_EXPECTED(all, ...)                                                                   \
    do {                                                                                           \
        CHECK(!(all).wrong, __VA_ARGS__);                                                          \
        if ((all).wrong)                                                                           \
            printf("# %d wrong, the first %#llx instead of %#llx\n", (all).wrong,                  \
                   (unsigned long long)(all).got, (unsigned long long)(all).wanted);               \
    } while (0)

/* `change` is what takes the thread's mask from `before` to `after`. */
static __attribute__((unused)) void check_change(const char *name, void (*change)(void),
                                                 uint64_t before, uint64_t after) {
    struct expected changed = {0}, saved = {0}, swapped = {0}, set = {0}, linked = {0};
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        begin_known(before);
        expect(&changed, before, partner_mask);
        change();
        expect(&changed, after, kernel_mask());
        expect(&saved, after, saved_mask());

        begin_known(before);
        change();
        visit_partner(before);
        expect(&swapped, before, partner_mask);
        expect(&swapped, after, of_set(&change_main.uc_sigmask));
        expect(&swapped, after, kernel_mask());

        begin_known(before);
        expect(&set, before, mask_after_return(change));

        begin_known(before);
        ending_change = change;
        START(&change_ending, change_ending_stack, &change_main, change_ending_body, 0);
        swapcontext(&change_main, &change_ending);
        expect(&linked, after, ending_mask);
        expect(&linked, before, kernel_mask());
    }
    CHECK_EXPECTED(changed, "%s changes the mask", name);
    CHECK_EXPECTED(saved, "%s: getcontext saves the new one", name);
    CHECK_EXPECTED(swapped, "%s: swapcontext sets the other's, and the new one again", name);
    CHECK_EXPECTED(set, "%s: setcontext sets the one that was saved before", name);
    CHECK_EXPECTED(linked, "%s: so does the return to uc_link", name);
}

#endif
