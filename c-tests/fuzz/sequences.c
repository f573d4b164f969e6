/*
 * sequences.c: libFuzzer's input as a sequence of operations on contexts and coroutines of
 * every kind, against the model of the campaign (c-tests/campaign/world.h): every decision
 * that a seed makes there is a byte here.
 */
#include "../campaign/world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static int is_prepared;
    if (size == 0)
        return 0;
    if (!is_prepared) {
        is_prepared = 1;
        learn_fp_control();
        prepare_signals();
    }
    struct world *world = new_world(1);
    world->bytes = data;
    world->bytes_end = data + size;
    run_world(world);
    if (world->faults)
        abort();
    delete_world(world);
    set_kernel_mask(0);
    return 0;
}
