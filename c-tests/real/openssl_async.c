/*
 * Asynchronous jobs of OpenSSL's libcrypto (Debian: libssl-dev). Each job computes the digests of a
 * chain of messages and pauses after each, as an engine does that waits for hardware; the main
 * program, like a server, goes round and resumes those that are not finished.
 *
 *     cc -O2 openssl_async.c -lcrypto -o openssl_async && ./openssl_async 10000
 */
#include <openssl/async.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { JOBS = 8, LENGTH = 32 };

struct task {
    unsigned char digest[LENGTH];
    unsigned number;
    long rounds;
};

static unsigned long order; /* of (number, first bytes of its digest), as they came */

static int digest_chain(void *argument) {
    struct task *task = *(struct task **)argument;
    for (long round = 0; round < task->rounds; round++) {
        if (!EVP_Digest(task->digest, LENGTH, task->digest, NULL, EVP_sha256(), NULL))
            return 0;
        order = order * 31 + task->number * 256 + task->digest[0];
        ASYNC_pause_job();
    }
    return 1;
}

static void die(const char *what) {
    fprintf(stderr, "openssl_async: %s\n", what);
    exit(1);
}

int main(int argc, char **argv) {
    long rounds = argc > 1 ? atol(argv[1]) : 10000;
    if (rounds < 1)
        die("usage: openssl_async ROUNDS");
    if (!ASYNC_is_capable() || !ASYNC_init_thread(JOBS, JOBS))
        die("no asynchronous jobs");
    ASYNC_WAIT_CTX *wait = ASYNC_WAIT_CTX_new();
    struct task tasks[JOBS] = {0};
    ASYNC_JOB *jobs[JOBS] = {0};
    int unfinished = JOBS, done[JOBS] = {0}, result;
    for (unsigned i = 0; i < JOBS; i++) {
        tasks[i].number = i;
        tasks[i].rounds = rounds / (i + 1);
    }
    while (unfinished > 0)
        for (int i = 0; i < JOBS; i++) {
            struct task *task = &tasks[i];
            if (done[i])
                continue;
            switch (ASYNC_start_job(&jobs[i], wait, &result, digest_chain, &task, sizeof task)) {
            case ASYNC_PAUSE:
                break;
            case ASYNC_FINISH:
                if (result != 1)
                    die("a job failed");
                done[i] = 1;
                unfinished--;
                break;
            default:
                die("a job cannot be started");
            }
        }
    for (int i = 0; i < JOBS; i++)
        printf("job %d: %ld rounds, %02x%02x%02x%02x\n", i, tasks[i].rounds, tasks[i].digest[0],
               tasks[i].digest[1], tasks[i].digest[2], tasks[i].digest[3]);
    printf("in this order: %016lx\n", order);
    ASYNC_WAIT_CTX_free(wait);
    ASYNC_cleanup_thread();
    return 0;
}
