/*
 * A handler gets its three arguments, a stack as the ABI wants it, also an
 * alternate one, and the interrupted code loses nothing, errno neither.
 */
#include "../context.h"
#include "../entry.h"
#include "../mask.h"
#include <errno.h>

static volatile int calls, number, value, from_queue, misaligned, on_signal_stack;
static volatile uint64_t mask;
static void *volatile interrupted_sp;
static char signal_stack[STACK_SIZE];

static __attribute__((noinline)) void look(int signal, siginfo_t *info, ucontext_t *context) {
    calls++;
    number = signal;
    value = info->si_value.sival_int;
    from_queue = info->si_code == SI_QUEUE && info->si_signo == signal && info->si_pid == getpid();
    mask = of_set(&context->uc_sigmask);
    interrupted_sp = (void *)(uintptr_t)CONTEXT_SP(context);
}

static void look_at_the_stack(const char *sp) {
#ifndef EMULATOR_MISALIGNS_HANDLERS
    misaligned += !is_entry_stack(sp);
#else
    (void)sp;
#endif
}

/* By entry_probe, which notes the stack pointer. */
static void handler(int signal, siginfo_t *info, void *context) {
    const char *sp = (const char *)entry_stack_pointer;
    look_at_the_stack(sp);
    on_signal_stack += sp > signal_stack && sp < signal_stack + sizeof signal_stack;
    look(signal, info, context);
    errno = 0x5555;
}

static void plain_handler(int signal) {
    look_at_the_stack((const char *)entry_stack_pointer);
    calls++;
    number = signal;
}

typedef void handler_function(int, siginfo_t *, void *);

int main(void) {
    if (!has_all_signals())
        SKIP_ALL("the emulator has not all signals");
    struct sigaction action = {.sa_sigaction = (handler_function *)entry_probe,
                               .sa_flags = SA_SIGINFO};
    stack_t stack = {.ss_sp = signal_stack, .ss_size = sizeof signal_stack};
    const int signals[] = {SIGUSR1, SIGRTMIN, LAST_SIGNAL - 2};
    sigaltstack(&stack, NULL);
    entry_then = (void (*)(void))handler;
    set_kernel_mask(bit(SIGHUP));
    for (int round = 0; round < 2; round++) {
        calls = on_signal_stack = misaligned = 0;
        for (int i = 0; i < 3; i++) {
            const char *here = __builtin_frame_address(0);
            union sigval sent = {.sival_int = 4711 + i};
            REQUIRE(sigaction(signals[i], &action, NULL) == 0, "a handler of signal %d: %m",
                    signals[i]);
            sigqueue(getpid(), signals[i], sent);
            CHECK(number == signals[i] && value == 4711 + i && from_queue,
                  "signal %d with its siginfo_t: %d %d %d", signals[i], number, value, from_queue);
            CHECK(mask == bit(SIGHUP), "and the interrupted mask: %#llx", (unsigned long long)mask);
            const long distance = here - (const char *)interrupted_sp;
            CHECK(distance > -4096 && distance < 4096, "and stack pointer: %ld", distance);
        }
        CHECK(calls == 3 && !misaligned, "each on an aligned stack: %d, %d not", calls, misaligned);
        CHECK(on_signal_stack == (round ? 3 : 0), "on the stack it was to run on: %d",
              on_signal_stack);
        CHECK(errno == 0x5555, "errno is the thread's: %#x", (unsigned)errno);
        action.sa_flags |= SA_ONSTACK;
    }
    calls = misaligned = 0;
    entry_then = (void (*)(void))plain_handler;
    signal(SIGUSR2, (void (*)(int))entry_probe);
    /* A leaf keeps values in all registers while the signal is delivered. */
    double sum = 0;
    for (int i = 0; i < 100; i++) {
        sum += i * 0.5;
        raise(SIGUSR2);
    }
    CHECK(calls == 100 && number == SIGUSR2 && !misaligned, "a handler of one argument: %d, %d",
          calls, number);
    CHECK(sum == 2475, "the interrupted code loses nothing: %g", sum);
    return check_done();
}
