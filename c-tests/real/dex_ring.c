/*
 * Fibers of GNOME's libdex (Debian trixie: libdex-dev), on its pool of threads. In each of several
 * rings a number goes from fiber to fiber through channels; every fiber does a step with it.
 *
 *     cc -O2 dex_ring.c $(pkg-config --cflags --libs libdex-1) -o dex_ring && ./dex_ring 1000
 */
#include <libdex.h>
#include <stdio.h>
#include <stdlib.h>

enum { RINGS = 4, NODES = 16 };

struct node {
    DexChannel *from, *to;
    unsigned number;
};

static long rounds = 1000;

/* Takes the number, does a step and hands it on; at the end of a round node 0 has it. */
static DexFuture *work(void *argument) {
    struct node *node = argument;
    guint64 value = node->number;
    GError *error = NULL;
    for (long round = 0; round < rounds; round++) {
        if (node->number == 0)
            dex_await(dex_channel_send(node->to, dex_future_new_for_uint64(value)), &error);
        value = dex_await_uint64(dex_channel_receive(node->from), &error);
        value = value * 6364136223846793005u + node->number;
        if (node->number != 0)
            dex_await(dex_channel_send(node->to, dex_future_new_for_uint64(value)), &error);
        if (error != NULL)
            return dex_future_new_for_error(error);
    }
    return dex_future_new_for_uint64(value);
}

int main(int argc, char **argv) {
    if (argc > 1)
        rounds = atol(argv[1]);
    dex_init();
    DexScheduler *pool = dex_thread_pool_scheduler_new();
    static struct node nodes[RINGS][NODES];
    DexFuture *results[RINGS * NODES];
    for (unsigned ring = 0; ring < RINGS; ring++) {
        DexChannel *channels[NODES];
        for (unsigned i = 0; i < NODES; i++)
            channels[i] = dex_channel_new(1);
        for (unsigned i = 0; i < NODES; i++)
            nodes[ring][i] = (struct node){channels[i], channels[(i + 1) % NODES], i};
    }
    for (unsigned i = 0; i < RINGS * NODES; i++)
        results[i] = dex_scheduler_spawn(pool, 0, work, &nodes[i / NODES][i % NODES], NULL);
    for (unsigned i = 0; i < RINGS * NODES; i++) {
        while (dex_future_is_pending(results[i])) {
            g_main_context_iteration(NULL, FALSE);
            g_usleep(500);
        }
        GError *error = NULL;
        const GValue *value = dex_future_get_value(results[i], &error);
        if (value == NULL) {
            fprintf(stderr, "dex_ring: %s\n", error->message);
            return 1;
        }
        if (i % NODES == 0)
            printf("ring %u: %016lx\n", i / NODES, (unsigned long)g_value_get_uint64(value));
    }
    return 0;
}
