/*
 * fastctx.h: libfastctx, a drop-in replacement for ucontext.
 *
 * libfastctx takes the place of the C library's getcontext(), setcontext(),
 * makecontext() and swapcontext(). Those four are declared where they always
 * were, by <ucontext.h>, and a program needs no other header to use them. This
 * one declares what the library has beyond them. See fastctx(7).
 *
 * Generated from the library's sources by scripts/header.sh: do not edit.
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 */

#ifndef FASTCTX_H
#define FASTCTX_H

#include <stddef.h>

/*
 * The version of this header. fastctx_version() tells that of the library.
 */
#define FASTCTX_VERSION "0.1.0"
#define FASTCTX_VERSION_MAJOR 0
#define FASTCTX_VERSION_MINOR 1
#define FASTCTX_VERSION_PATCH 0

/**
 * Every switch saves the signal mask of the context it leaves and sets that of
 * the context it resumes, by system calls. One rt_sigprocmask(2) before the
 * switch saves the mask and adds what the resumed context blocks; a second,
 * only when that context blocks less than the one left, sets its mask as the
 * last step, and a pending signal that it lets through arrives on that
 * context's stack. (glibc makes one call, before the switch: it arrives on the
 * old stack.)
 */
#define FASTCTX_SIGMASK_ALWAYS 1

/**
 * The signal mask belongs to the thread, and no switch reads or sets it. No
 * system call; wrong for programs that switch inside a signal handler, give
 * their contexts different masks or empty uc_sigmask by hand.
 */
#define FASTCTX_SIGMASK_NEVER 2

/**
 * The same masks as with FASTCTX_SIGMASK_ALWAYS, without a system call where
 * the thread's mask is known and is also the resumed context's: when no signal
 * handler was entered or left, no mask was changed and the thread was not
 * preempted since the last call that told. Between contexts with different
 * masks one call remains; two if each blocks what the other does not. The
 * default where it can be had: on Linux 4.18 and later, as fastctx(7) tells.
 */
#define FASTCTX_SIGMASK_AUTO 3

/**
 * A context of the native layer while it is suspended: where its stack pointer
 * was and where it goes on. What else it needs lies on its stack.
 *
 * It is written by fastctx_init() and by the switch that suspends it, and
 * read by the one that resumes it; a copy of it resumes the same context, once.
 * The fields are for <fastctx_inline.h>, and for those who scan stacks: all
 * that a suspended context may still use lies at `sp` and above (x86_64: an
 * inline switch in a function without calls may also have its red zone, 128
 * bytes, in use below). Other registers than those in `reg` are on the stack.
 */
typedef struct fastctx_t {
    /**
     * The stack pointer.
     */
    void *sp;
    /**
     * Where it goes on: a landing pad.
     */
    void *pc;
    /**
     * Registers that an inline switch can tell no compiler to spill: the frame
     * pointer and one more (x86_64: rbp, rbx; aarch64: x29, x19).
     */
    void *reg[2];
} fastctx_t;

/**
 * The function that a context starts in. `arg` is what it was made with,
 * `value` what the first switch to it, or the first fastctx_resume(), passes.
 */
typedef void *(*fastctx_entry_t)(void *arg, void *value);

#ifdef __cplusplus
extern "C" {
#endif /* __cplusplus */

/**
 * Chooses what getcontext(), setcontext(), swapcontext() and the return to
 * uc_link do with the signal mask: in every thread of the process, from the
 * next call on. Until the first call the policy is what the environment
 * variable FASTCTX_SIGMASK said when the library was loaded.
 *
 * `policy` is one of the FASTCTX_SIGMASK_ constants. FASTCTX_SIGMASK_AUTO
 * becomes FASTCTX_SIGMASK_ALWAYS where it cannot be had. A context that was saved
 * under FASTCTX_SIGMASK_NEVER carries no mask: resumed under another policy
 * it leaves the thread's mask as it is. The policy does not reach contexts
 * that the kernel gave to a signal handler: they resume with their mask,
 * always.
 *
 * Returns 0, or -EINVAL when there is no such policy; then nothing changes.
 * errno is left alone. Async-signal-safe, thread-safe. Since 0.1.
 */
int fastctx_set_sigmask_policy(int policy);

/**
 * Returns the signal-mask policy in force: one of the FASTCTX_SIGMASK_
 * constants.
 *
 * Async-signal-safe, thread-safe. Since 0.1.
 */
int fastctx_sigmask_policy(void);

/**
 * Saves the calling context in `from`, resumes `to` and passes `value` to it.
 * Returns, when somebody resumes `from`, the value that was passed then. If
 * `from` and `to` are the same it returns `value` at once.
 *
 * Saved and restored are the registers that the C calling convention gives to
 * the caller of a function, the stack pointer and the program counter (x86_64:
 * rbx, rbp, r12-r15; aarch64: x19-x30, d8-d15). FP control (rounding, traps),
 * the signal mask and all else belong to the thread. No system call, no memory
 * but `*from`, `*to` and the two stacks. It cannot fail: `to` must be
 * a context that fastctx_init() made or a switch suspended, and that has not
 * been resumed since. A context may be resumed by another thread than the one
 * that suspended it, if something between them makes the writes of the one
 * visible to the other; code in it must not keep addresses of thread-local
 * variables (errno is one) over the switch.
 *
 * Async-signal-safe. Thread-safe as far as the contexts are different. Since 0.2.
 * Source: System V psABI x86-64, 3.2.1; AAPCS64, 6.1.
 */
void *fastctx_switch(struct fastctx_t *from, struct fastctx_t *to, void *value);

/**
 * As fastctx_switch(), and FP control goes with the calling context: it has
 * its own again when it is resumed, whatever others set meanwhile (x86_64: MXCSR
 * with the flags in it and the x87 control word; aarch64: FPCR). A context that
 * has not run yet starts with the FP control of whoever resumes it. Contexts
 * suspended by either function, or inline, can be resumed by any.
 *
 * Async-signal-safe. Thread-safe as far as the contexts are different. Since 0.2.
 */
void *fastctx_switch_fp(struct fastctx_t *from, struct fastctx_t *to, void *value);

/**
 * Makes `ctx` a context that starts `entry(arg, value)` on the stack of `size`
 * bytes at `stack`, the lowest address, when it is first resumed; `value` is
 * what the resumer passes. When `entry` returns, `link` is resumed and gets the
 * result as its value; it is read then. Without a link (NULL) an entry function
 * must not return: that prints a line and aborts the process.
 *
 * The stack's memory is the caller's, before and after; nothing is allocated.
 * Some words at its top are used here, all the rest belongs to `entry`; nothing
 * tells when it is too small for that. Works without a C library.
 *
 * Returns 0; -EINVAL if `ctx`, `stack` or `entry` is NULL or the stack reaches
 * beyond the address space; -ENOMEM if it has no room for the first frame. Then
 * nothing has been written. errno is left alone.
 *
 * Async-signal-safe, thread-safe. Since 0.2.
 */
int fastctx_init(struct fastctx_t *ctx,
                 void *stack,
                 size_t size,
                 fastctx_entry_t entry,
                 void *arg,
                 struct fastctx_t *link);

/**
 * Returns the version of the library in use, such as "0.1.0": a string that
 * is not to be freed or written to and stays as long as the library.
 * FASTCTX_VERSION is the version of the header a program was compiled with.
 *
 * Async-signal-safe, thread-safe. Since 0.1.
 */
const char *fastctx_version(void);

#ifdef __cplusplus
} /* extern "C" */
#endif /* __cplusplus */

#endif  /* FASTCTX_H */
