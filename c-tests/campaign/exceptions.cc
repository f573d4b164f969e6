/* exceptions.cc: C++ exceptions thrown and caught on whatever stack, past frames in which
 * a party went on elsewhere; and a yield between a catch and its end, where the coroutine
 * has exceptions of its own. */
extern "C" {
struct party;
void throw_and_catch(party *me, int value);
void inside_try(party *me);
void inside_catch(party *me);
void wrong_exception(party *me, int want, int got);
}

namespace {
struct counter {
    int *count;
    ~counter() { ++*count; }
};

/* Two frames with something to destroy, and a journey elsewhere before the throw. */
__attribute__((noinline)) void lower(party *me, int value, int *count) {
    counter destroyed{count};
    inside_try(me);
    throw value;
}
__attribute__((noinline)) void upper(party *me, int value, int *count) {
    counter destroyed{count};
    lower(me, value, count);
}
} // namespace

void throw_and_catch(party *me, int value) {
    int count = 0, got = -1;
    try {
        try {
            upper(me, value, &count);
        } catch (int caught) {
            got = caught;
            inside_catch(me);
            throw;
        }
    } catch (int again) {
        if (got != value || again != value)
            wrong_exception(me, value, got != value ? got : again);
    }
    if (count != 2)
        wrong_exception(me, 2, count);
}
