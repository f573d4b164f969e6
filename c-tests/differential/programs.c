/* programs.c: which steps there are, and how a random program begins and ends. */
#include "model.h"
#include <sys/mman.h>
#include <time.h>

static const struct {
    unsigned family, weight;
    void (*take)(struct strand *);
    const char *name;
} steps[] = {
    {SWITCH, 24, step_swap, "swap"},
    {SWITCH, 3, step_leave, "leave"},
    {SWITCH, 6, step_make, "make"},
    {SWITCH, 16, step_probe, "probe"},
    {SWITCH, 3, step_edit, "edit"},
    {SWITCH, 4, step_excursion, "excursion"},
    {MASK, 20, step_mask, "kernel's mask after a mask change"},
    {OLDMASK, 20, step_oldmask, "kernel's mask after a BSD or System V function"},
    {JUMP, 12, step_mark, "kernel's mask after sigsetjmp"},
    {JUMP, 6, step_mark_context, "kernel's mask after a mark"},
    {JUMP, 12, step_jump, "jump"},
    {SIGNAL, 16, step_raise, "kernel's mask after a signal was sent"},
    {SIGNAL, 8, step_action, "kernel's mask after a change of action"},
    {WAIT, 10, step_wait, "kernel's mask after a wait for signals"},
    {ALTSTACK, 4, step_altstack, "kernel's mask after sigaltstack"},
    {PROCESS, 1, step_process, "kernel's mask after a child's end"},
    {PROCESS, 5, step_vfork, "kernel's mask after a child of vfork"},
    {THREAD, 1, step_thread, "kernel's mask after a thread"},
    {MIGRATE, 16, step_migrate, "migrate"},
};

static void *map_stack(void) {
    char *stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack == MAP_FAILED || mprotect(stack, 4096, PROT_NONE) != 0) {
        perror("Bail out! stack");
        _exit(2);
    }
    return stack;
}

struct thread *new_thread(int strands) {
    static int number;
    struct thread *thread = calloc(1, sizeof *thread);
    if (!thread)
        _exit(2);
    hold(thread);
    thread->own[0] = &thread->root;
    for (int i = 1; i < strands; i++) {
        struct strand *strand = thread->own[i] = calloc(1, sizeof *strand);
        if (!strand)
            _exit(2);
        strand->number = __atomic_add_fetch(&number, 1, __ATOMIC_RELAXED);
        strand->stack = map_stack();
    }
    thread->root.thread = thread;
    thread->alternate = map_stack();
    thread->trip_stack = map_stack();
    thread->tick_stack = map_stack();
    return thread;
}

void delete_thread(struct thread *thread) {
    for (int i = 1; i < STRANDS; i++)
        if (thread->own[i]) {
            munmap(thread->own[i]->stack, STACK);
            free(thread->own[i]);
        }
    if (thread->nested)
        delete_thread(thread->nested);
    munmap(thread->alternate, STACK);
    munmap(thread->trip_stack, STACK);
    munmap(thread->tick_stack, STACK);
    free(thread);
}

/* Leaves whatever is on the stacks: the next program makes everything anew. */
static _Noreturn void finish(struct strand *strand) {
    struct thread *thread = strand->thread;
    struct strand *root = &thread->root;
    if (thread->is_child)
        _exit(0);
    hold(thread);
    note(strand, "the end: setcontext to the beginning", 0, thread->base_mask);
    thread->is_over = true;
    thread->current = root;
    root->mask = thread->base_mask;
    root->preempted = root->expected_count = 0;
    setcontext(&thread->base);
    fail(strand, "setcontext returned", 0, 1);
}

void step(struct strand *strand) {
    struct thread *thread = strand->thread;
    unsigned sum = 0, i, at;
    if (++thread->step > thread->limit)
        finish(strand);
    progress++;
    for (i = 0; i < sizeof steps / sizeof *steps; i++)
        sum += steps[i].family & thread->families ? steps[i].weight : 0;
    at = roll(strand, sum);
    for (i = 0;; i++) {
        unsigned weight = steps[i].family & thread->families ? steps[i].weight : 0;
        if (at < weight)
            break;
        at -= weight;
    }
    int expected = strand->expected_count;
    steps[i].take(strand);
    let_go(strand->thread);
    equal(strand, "signals whose handlers did not run", (uint64_t)expected,
          (uint64_t)strand->expected_count);
    check(strand, steps[i].name);
}

void run(struct strand *strand, unsigned count) {
    int depth = strand->depth;
    if (depth >= DEPTH)
        return;
    strand->depth = depth + 1;
    for (unsigned i = 0; i < count; i++)
        step(strand);
    strand->depth = depth;
}

static void reset(struct strand *strand) {
    strand->state = DEAD;
    strand->pinned = false;
    strand->from_count = strand->expected_count = 0;
    strand->depth = strand->handlers = strand->preempted = 0;
    strand->marks = NULL;
    strand->caller = NULL;
    strand->link_is_used = false;
}

static __attribute__((noinline)) void begin(struct thread *thread) {
    struct strand *root = &thread->root;
    if (getcontext(&thread->base) != 0)
        fail(root, "getcontext", 0, 1);
    if (thread->is_over)
        return;
    equal(root, "uc_sigmask saved by getcontext at the beginning", root->mask,
          of_set(&thread->base.uc_sigmask));
    let_go(thread);
    for (;;)
        step(root);
}

/* Takes `count` steps, all of them from the seed. Its strands are left as they
 * are, so ticks keep out before and after. */
void run_program(struct thread *thread, uint64_t seed, unsigned count) {
    struct strand *root = &thread->root;
    hold(thread);
    thread->seed = thread->random = seed;
    thread->step = 0;
    thread->limit = count;
    thread->noted = 0;
    thread->is_over = false;
    thread->is_temporary = 0;
    for (int i = 0; i < STRANDS; i++)
        if (thread->own[i])
            reset(thread->own[i]);
    root->state = RUNNING;
    thread->current = root;
    thread->base_mask = thread->alphabet | (tick_signal ? bit(tick_signal) : 0);
    sigset_t base = set_of(thread->base_mask);
    pthread_sigmask(SIG_SETMASK, &base, NULL);
    root->mask = thread->base_mask;
    for (int i = 0; i < MASKS; i++) {
        thread->masks[i] = 0;
        for (int j = 0; j < thread->letter_count; j++)
            thread->masks[i] |= roll(root, 3) == 0 ? bit(thread->letters[j]) : 0;
    }
    if (!(thread->families & SHARED) && !thread->creator)
        for (int i = 0; i < thread->letter_count; i++)
            install(root, thread->letters[i]);
    hold(thread);
    begin(thread);
    check(root, "kernel's mask at the end");
    /* All letters are blocked now; none is to be pending in the next program. */
    sigset_t letters = set_of(thread->alphabet);
    struct timespec no_time = {0, 0};
    while (sigtimedwait(&letters, NULL, &no_time) > 0)
        continue;
    thread->pending = thread->pending_process = 0;
}
