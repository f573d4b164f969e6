/*
 * shapes.h: in which order contexts switch. A template: a contender defines
 *
 *   NAME(x)            x with a prefix of its own
 *   RESUME(i)          from main to context i
 *   SUSPEND(self)      from context `self` to main
 *   PASS(self, next)   from one context to another; without it there are no rings
 *   MAKE_CONTEXT(i)    context i anew, on stack i; it calls NAME(body)(i)
 *   DISCARD(i)         optional: what a context that is done with needs
 *
 * and includes this file, so that every switch is compiled into the loop it is
 * part of, inline where its users have it inline. That defines
 *
 *   double NAME(shape)(enum shape, int depth)
 *
 * The depth is how many calls down the contexts suspend themselves: returns
 * from there are what a switch that upsets the return predictor slows down.
 */
#ifndef PASS
#define PASS(self, next) (void)(self)
#define NO_RINGS 1
#else
#define NO_RINGS 0
#endif
#ifndef DISCARD
#define DISCARD(i) (void)(i)
#endif

static void (*NAME(body))(long self);
static volatile int NAME(depth);
static volatile long NAME(ring_left);

/* Real frames: neither inlined nor turned into a jump. */
static __attribute__((noinline)) void NAME(suspend_below)(int depth, long self) {
    if (depth == 0)
        SUSPEND(self);
    else
        NAME(suspend_below)(depth - 1, self);
    __asm__ volatile("" ::: "memory");
}
static __attribute__((noinline)) void NAME(pass_below)(int depth, long self) {
    if (depth == 0)
        PASS(self, (self + 1) % CONTEXTS);
    else
        NAME(pass_below)(depth - 1, self);
    __asm__ volatile("" ::: "memory");
}

/* Every body suspends itself once when it was started, before the clock runs. */
static void NAME(suspends)(long self) {
    for (;;)
        SUSPEND(self);
}
static void NAME(suspends_deep)(long self) {
    SUSPEND(self);
    for (;;)
        NAME(suspend_below)(NAME(depth), self);
}
static void NAME(passes)(long self) {
    SUSPEND(self);
    for (;;) {
        if (self == 0 && (NAME(ring_left) -= CONTEXTS) < 0)
            SUSPEND(self);
        PASS(self, (self + 1) % CONTEXTS);
    }
}
static void NAME(passes_deep)(long self) {
    SUSPEND(self);
    for (;;) {
        if (self == 0 && (NAME(ring_left) -= CONTEXTS) < 0)
            SUSPEND(self);
        NAME(pass_below)(NAME(depth), self);
    }
}
static void NAME(returns)(long self) { (void)self; }

static void NAME(start)(int count, void (*body)(long)) {
    NAME(body) = body;
    for (int i = 0; i < count; i++) {
        MAKE_CONTEXT(i);
        RESUME(i);
    }
}

static __attribute__((noinline)) double NAME(time_ping_pong)(void) {
    double start = now_ns();
    for (long n = 0; n < switches; n += 2)
        RESUME(0);
    return now_ns() - start;
}
static __attribute__((noinline)) double NAME(time_scheduler)(void) {
    double start = now_ns();
    for (long n = 0; n < switches; n += 2 * CONTEXTS)
        for (int i = 0; i < CONTEXTS; i++)
            RESUME(i);
    return now_ns() - start;
}
static __attribute__((noinline)) double NAME(time_ring)(void) {
    NAME(ring_left) = 2 * CONTEXTS;
    RESUME(0);
    NAME(ring_left) = switches;
    double start = now_ns();
    RESUME(0);
    return now_ns() - start;
}
static __attribute__((noinline)) double NAME(time_make)(int run) {
    NAME(body) = NAME(returns);
    double start = now_ns();
    for (long n = 0; n < switches; n++) {
        int i = (int)(n % CONTEXTS);
        MAKE_CONTEXT(i);
        if (run)
            RESUME(i);
        DISCARD(i);
        __asm__ volatile("" ::: "memory");
    }
    return now_ns() - start;
}

static double NAME(shape)(enum shape shape, int depth) {
    if (shape == TWO_MASKS || (shape == RING && NO_RINGS))
        return -1;
    double ns;
    int count = shape == PING_PONG ? 1 : CONTEXTS;
    NAME(depth) = depth;
    if (shape == MAKE || shape == LIFE)
        return NAME(time_make)(shape == LIFE) / (double)switches;
    if (shape == RING) {
        NAME(start)(count, depth ? NAME(passes_deep) : NAME(passes));
        ns = NAME(time_ring)();
    } else {
        NAME(start)(count, depth ? NAME(suspends_deep) : NAME(suspends));
        ns = shape == PING_PONG ? NAME(time_ping_pong)() : NAME(time_scheduler)();
    }
    for (int i = 0; i < count; i++)
        DISCARD(i);
    return ns / (double)switches;
}

#undef RESUME
#undef SUSPEND
#undef PASS
#undef NO_RINGS
#undef MAKE_CONTEXT
#undef DISCARD
