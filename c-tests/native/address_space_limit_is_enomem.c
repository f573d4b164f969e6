/* Without address space there is -ENOMEM, and nothing is lost by it. */
#include "stacks.h"
#include <sys/resource.h>

enum { MOST = 4096, SIZE = 64 * 1024, ROOM = 12 << 20 };

static fastctx_co_t *coroutines[MOST];
static uintptr_t places[MOST];

static size_t address_space(void) {
    char line[256];
    size_t value = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "VmSize:", 7) == 0)
            value = strtoul(line + 7, NULL, 10);
    if (file)
        fclose(file);
    return value * 1024;
}

static int make_all(int *error) {
    int made = 0;
    while (made < MOST && (*error = on_stack(&coroutines[made], FASTCTX_STACK_MAPPED, SIZE,
                                             tell_place, &places[made])) == 0)
        made++;
    return made;
}

/* What is to fit in; a shadow stack takes half as much again. */
#ifdef SHADOW_STACKS
enum { TENTHS = 5 };
#else
enum { TENTHS = 8 };
#endif

int main(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) != 0)
        SKIP_ALL("there is no RLIMIT_AS");
    limit.rlim_cur = address_space() + ROOM;
    if (setrlimit(RLIMIT_AS, &limit) != 0)
        SKIP_ALL("RLIMIT_AS cannot be set");
    void *large = mmap(NULL, 2 * ROOM, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (large != MAP_FAILED)
        SKIP_ALL("RLIMIT_AS does nothing here");

    int error = 0, made = make_all(&error);
    CHECK(error == -ENOMEM, "the error is -ENOMEM: %d", error);
    /* Chunks are halved until they fit: little of the room is left over. */
    CHECK(made >= ROOM / SIZE * TENTHS / 10, "%d coroutines fit in", made);
    fastctx_co_t *none = (fastctx_co_t *)&none;
    error = on_stack(&none, FASTCTX_STACK_GROWING, 64 << 20, tell_place, places);
    CHECK(error == -ENOMEM && none == (fastctx_co_t *)&none, "a large one does not: %d", error);

    int ran = 0;
    for (int i = 0; i < made; i++)
        ran += fastctx_resume(coroutines[i], NULL) == FASTCTX_YIELDED &&
               fastctx_resume(coroutines[i], NULL) == FASTCTX_FINISHED &&
               fastctx_destroy(coroutines[i]) == 0;
    CHECK(ran == made, "%d of them run", ran);
    int again = make_all(&error);
    CHECK(again == made, "as many fit in again: %d", again);
    return check_done();
}
