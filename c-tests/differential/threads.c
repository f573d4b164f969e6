/*
 * threads.c: threads that come and go, on stacks that others had before them,
 * and strands that one thread leaves and another resumes.
 */
#include "model.h"

enum { NESTED_STEPS = 40, PLACES = 6 };

static void *nested_main(void *argument) {
    struct thread *thread = argument, *creator = thread->creator;
    set_self(thread);
    thread->root.mask = creator->current->mask;
    check(&thread->root, "kernel's mask in a new thread");
    if (thread->seed & 1)
        step_probe(&thread->root);
    if (thread->seed & 2)
        excursion(thread, thread->trip_stack, (unsigned)(thread->seed >> 2 & 3));
    check(&thread->root, "kernel's mask in a new thread, later");
    run_program(thread, thread->seed, 1 + thread->seed % NESTED_STEPS);
    thread->pending = 0;
    set_self(NULL);
    if (thread->seed & 4)
        pthread_exit(NULL);
    return NULL;
}

void step_thread(struct strand *strand) {
    struct thread *thread = strand->thread;
    pthread_t id;
    /* What is pending for the process would be the new thread's, too. */
    if (thread->creator || thread->is_child || thread->pending_process)
        return;
    hold(thread);
    if (!thread->nested)
        thread->nested = new_thread(4);
    struct thread *nested = thread->nested;
    hold(nested);
    nested->creator = thread;
    nested->is_nested = true;
    nested->families = thread->families & ~(unsigned)(THREAD | PROCESS | MIGRATE);
    nested->alone = thread->alone;
    memcpy(nested->letters, thread->letters, sizeof nested->letters);
    nested->letter_count = thread->letter_count;
    nested->alphabet = thread->alphabet;
    nested->current = &nested->root;
    nested->noted = nested->step = 0;
    nested->seed = mix(thread->random + thread->step);
    note(strand, "pthread_create, seed", nested->seed, 0);
    equal(strand, "pthread_create", 0, (uint64_t)pthread_create(&id, NULL, nested_main, nested));
    check(strand, "kernel's mask after pthread_create");
    pthread_join(id, NULL);
    /* Its SA_RESETHAND must not make ours deadly. */
    for (int i = 0; i < thread->letter_count; i++)
        if (actions[thread->letters[i]].kind == DEFAULT)
            install(strand, thread->letters[i]);
    step_probe(strand);
}

static struct strand *market[PLACES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Leaves one strand and takes what another thread left. */
void step_migrate(struct strand *strand) {
    struct thread *thread = strand->thread;
    unsigned place = roll(strand, PLACES);
    int left = 0, mine = 0;
    hold(thread);
    struct strand *given = find(strand);
    if (!given || given == &thread->root || given->from_count || given->preempted ||
        thread->is_child || thread->creator)
        return;
    for (int i = 1; i < STRANDS; i++) {
        left += thread->own[i] != NULL;
        if (thread->own[i] == given)
            mine = i;
    }
    pthread_mutex_lock(&lock);
    struct strand *taken = market[place];
    if (taken || left > 3) {
        market[place] = given;
        thread->own[mine] = taken;
        if (taken)
            taken->thread = thread;
    }
    pthread_mutex_unlock(&lock);
    note(strand, "gave away a strand, took another", (uint64_t)given->number,
         taken ? (uint64_t)taken->number : 0);
}
