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
