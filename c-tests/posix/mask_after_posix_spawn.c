/*
 * posix_spawn and system set masks for a while and for others: the new program
 * has the caller's or what the attributes say, and the caller keeps its own.
 */
#include "../mask_change.h"
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;
static int ends[2];
/* The first 32 signals, for emulators may have their own ideas of the others. And for
 * the same reason only such as have one number everywhere. */
static const uint64_t first = 0xffffffff;

static uint64_t mask_of_spawned(const posix_spawnattr_t *attributes) {
    char script[] = "while read name mask; do case $name in SigBlk:)"
                    "echo $mask;; esac; done </proc/self/status";
    char sh[] = "sh", c[] = "-c", text[64] = "";
    char *arguments[] = {sh, c, script, NULL};
    posix_spawn_file_actions_t actions;
    pid_t pid;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    if (posix_spawn(&pid, "/bin/sh", &actions, attributes, arguments, environ) != 0)
        return 0;
    waitpid(pid, NULL, 0);
    posix_spawn_file_actions_destroy(&actions);
    if (read(ends[0], text, sizeof text - 1) <= 0)
        return 0;
    return strtoull(text, NULL, 16) & first;
}

static uint64_t spawned;
static posix_spawnattr_t *given;
static void by_posix_spawn(void) { spawned = mask_of_spawned(given); }
static void by_system(void) {
    if (system(":") != 0)
        spawned = 0;
}

static void check(const char *name, void (*start)(void), uint64_t programs) {
    struct expected there = {0}, saved = {0}, elsewhere = {0};
    const uint64_t mask = bit(SIGHUP) | bit(SIGALRM);
    for (int i = 0; i < 5; i++) {
        spawned = programs;
        begin_known(mask);
        start();
        expect(&saved, mask, saved_mask());
        expect(&there, programs, spawned);
        begin_known(mask);
        start();
        visit_partner(bit(SIGCHLD));
        expect(&elsewhere, bit(SIGCHLD), partner_mask);
        expect(&elsewhere, mask, kernel_mask());
    }
    CHECK_EXPECTED(there, "%s: the program's mask", name);
    CHECK_EXPECTED(saved, "%s: getcontext saves the caller's", name);
    CHECK_EXPECTED(elsewhere, "%s: swapcontext keeps it", name);
}

int main(void) {
    posix_spawnattr_t attributes;
    sigset_t set = to_set(bit(SIGINT) | bit(SIGTERM));
    REQUIRE(pipe(ends) == 0, "a pipe");
    check("posix_spawn", by_posix_spawn, bit(SIGHUP) | bit(SIGALRM));
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &set);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    given = &attributes;
    check("posix_spawn with a mask", by_posix_spawn, bit(SIGINT) | bit(SIGTERM));
    check("system", by_system, 0);
    return check_done();
}
