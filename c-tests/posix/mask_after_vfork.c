/*
 * A child of vfork borrows its parent's memory, but has a mask of its own: what
 * it sets is not the parent's, whatever is kept in memory, and what it starts
 * has the child's.
 */
#include "../mask_change.h"
#include <sys/wait.h>

static const uint64_t parents = (uint64_t)1 << (SIGHUP - 1),
                      childs = (uint64_t)1 << (SIGALRM - 1) | (uint64_t)1 << 49;
static struct expected in_child, in_handler;

static void handler(int signal) { expect(&in_handler, childs | bit(signal), saved_mask()); }

/* What children do before they end. */
static void nothing(void) {}
static void set_a_mask(void) {
    sigset_t set = to_set(childs);
    sigprocmask(SIG_SETMASK, &set, NULL);
}
static void set_and_save_a_mask(void) {
    expect(&in_child, parents, saved_mask());
    set_a_mask();
    expect(&in_child, childs, saved_mask());
}
static void switch_to_a_mask(void) {
    begin_known(childs);
    expect(&in_child, childs, kernel_mask());
}
static void handle_signals(void) {
    begin_known(childs);
    kill(getpid(), SIGUSR1); /* raise may keep the parent's thread in mind */
    expect(&in_child, childs, saved_mask());
    visit_partner(childs | bit(SIGUSR1));
    expect(&in_child, childs | bit(SIGUSR1), partner_mask);
    expect(&in_child, childs, kernel_mask());
}

static __attribute__((noinline)) void have_a_child(void (*act)(void)) {
    pid_t pid = vfork();
    if (pid == 0) {
        act();
        _exit(0);
    }
    waitpid(pid, NULL, 0);
}

static void check(const char *name, void (*act)(void)) {
    struct expected saved = {0}, elsewhere = {0}, kept = {0};
    in_child = in_handler = (struct expected){0};
    for (int i = 0; i < CHANGE_ROUNDS; i++) {
        begin_known(parents);
        have_a_child(act);
        expect(&saved, parents, saved_mask());
        begin_known(parents);
        have_a_child(act);
        visit_partner(i % 2 ? childs : parents);
        expect(&elsewhere, i % 2 ? childs : parents, partner_mask);
        expect(&kept, parents, kernel_mask());
    }
    CHECK_EXPECTED(in_child, "a child that %s: its masks", name);
    CHECK_EXPECTED(in_handler, "a child that %s: its handler's mask", name);
    CHECK_EXPECTED(saved, "a child that %s: its parent's getcontext", name);
    CHECK_EXPECTED(elsewhere, "a child that %s: its parent's swapcontext", name);
    CHECK_EXPECTED(kept, "a child that %s: its parent's mask", name);
}

/* The blocked signals of a program that the child becomes, from 1 to 16. */
static __attribute__((noinline)) unsigned mask_of_a_program(int *ends) {
    static const char script[] = "while read name mask; do case $name in SigBlk:)"
                                 "echo $mask;; esac; done </proc/self/status";
    char text[64] = "";
    pid_t pid = vfork();
    if (pid == 0) {
        set_a_mask();
        dup2(ends[1], 1);
        execl("/bin/sh", "sh", "-c", script, (char *)NULL);
        _exit(1);
    }
    waitpid(pid, NULL, 0);
    if (read(ends[0], text, sizeof text - 1) <= 0)
        return 0;
    return (unsigned)strtoull(text, NULL, 16) & 0xffff;
}

int main(void) {
    int ends[2];
    struct sigaction action = {.sa_handler = handler};
    sigaction(SIGUSR1, &action, NULL);
    check("does nothing", nothing);
    check("sets a mask", set_a_mask);
    check("sets a mask and saves a context", set_and_save_a_mask);
    check("switches to a mask", switch_to_a_mask);
    check("handles signals", handle_signals);

    REQUIRE(pipe(ends) == 0, "a pipe");
    begin_known(parents);
    unsigned programs = mask_of_a_program(ends);
    CHECK(programs == (childs & 0xffff), "a program that it becomes has its mask: %#x", programs);
    CHECK(saved_mask() == parents && kernel_mask() == parents, "and its parent has its own: %#llx",
          (unsigned long long)kernel_mask());
    return check_done();
}
