/*
 * fastctx.h: libfastctx, a drop-in replacement for ucontext.
 *
 * libfastctx takes the place of the C library's getcontext(), setcontext(),
 * makecontext() and swapcontext(). Those four are declared where they always
 * were, by <ucontext.h>, and a program needs no other header to use them. This
 * one declares what the library has beyond them: coroutines and the contexts that
 * they are made of, where their stacks are, and the policy for signal masks. See
 * fastctx(7).
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
#define FASTCTX_VERSION "0.3.0"
#define FASTCTX_VERSION_MAJOR 0
#define FASTCTX_VERSION_MINOR 3
#define FASTCTX_VERSION_PATCH 0

/*
 * The stack size that a mode has by default: 64 KiB for FASTCTX_STACK_MAPPED,
 * 256 KiB for FASTCTX_STACK_GROWING, 4 KiB for the first segment of
 * FASTCTX_STACK_SEGMENTED. Given memory has none.
 */
#define FASTCTX_STACK_DEFAULT_SIZE ((size_t)-1)

/*
 * The attributes of fastctx_create() as they are without: a mapped stack of
 * 64 KiB.
 */
#define FASTCTX_ATTR_INIT \
    { sizeof(fastctx_attr_t), FASTCTX_STACK_MAPPED, 0, FASTCTX_STACK_DEFAULT_SIZE, NULL, NULL, NULL }

/**
 * Memory from the caller: `stack` and `stack_size` of fastctx_attr_t. The
 * coroutine's control block stands at its top, and nothing else is allocated.
 * There is no guard.
 */
#define FASTCTX_STACK_GIVEN 1

/**
 * Memory of its own, with a guard page, from a pool: a stack that a destroyed
 * coroutine leaves is used again, with the pages it had.
 */
#define FASTCTX_STACK_MAPPED 2

/**
 * A reservation of its own, with a guard page, of which only pages that have been
 * touched take memory. It may be large: 256 KiB and more. When the coroutine is
 * destroyed, all but its topmost pages are given back sooner or later; see
 * fastctx_trim().
 */
#define FASTCTX_STACK_GROWING 3

/**
 * The stack that `shared` of fastctx_attr_t names, together with others: see
 * fastctx_shared_create().
 */
#define FASTCTX_STACK_SHARED 4

/**
 * For programs compiled with gcc's `-fsplit-stack`: a stack that grows by segments,
 * which libgcc maps as that code needs them and keeps until fastctx_destroy().
 * `stack_size` is the size of the first one, 4096 is enough. Code compiled otherwise
 * has what is left of the segment that it is called on: at least 3.5 KiB, or with
 * gold as the linker (`-fuse-ld=gold`) 1 MiB. Needs a program with libgcc's
 * functions (`__splitstack_makecontext` and others): one that has code
 * compiled that way, and if this library is preloaded is linked with `-rdynamic`.
 * Without memory for a segment libgcc ends the process. Where
 * gcc has no such stacks: -ENOTSUP.
 */
#define FASTCTX_STACK_SEGMENTED 5

/**
 * A coroutine that was yielding, or has not run yet: it can be resumed.
 */
#define FASTCTX_SUSPENDED 0

/**
 * The coroutine that is running, in the calling thread or another.
 */
#define FASTCTX_RUNNING 1

/**
 * A coroutine that has resumed another one, which has not come back yet.
 */
#define FASTCTX_NORMAL 2

/**
 * A coroutine whose entry function has returned, or that was cancelled.
 */
#define FASTCTX_DEAD 3

/**
 * fastctx_resume(): the coroutine's entry function has returned.
 */
#define FASTCTX_FINISHED 0

/**
 * fastctx_resume(): the coroutine yielded, and can be resumed again.
 */
#define FASTCTX_YIELDED 1

/**
 * Flag: FP control (rounding, traps; see fastctx_switch_fp()) belongs to the
 * coroutine and, while that runs, is kept for whoever resumed it. Without the
 * flag it belongs to the thread.
 */
#define FASTCTX_CO_FP_CONTROL 1

/**
 * Flag: C++'s exceptions being handled (`__cxa_get_globals`) belong to the
 * coroutine: so it may yield inside a `catch` block and rethrow later. Without
 * the flag exceptions can be thrown and caught, but not across a yield
 * inside the `catch` block.
 */
#define FASTCTX_CO_EXCEPTIONS 2

/**
 * Flag, with FASTCTX_STACK_SEGMENTED only: libgcc blocks signals while it enters and
 * leaves a segment, by two system calls each time. For signal handlers that are
 * compiled with -fsplit-stack themselves.
 */
#define FASTCTX_CO_BLOCK_SIGNALS 4

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
 * A coroutine, made by fastctx_create().
 */
typedef struct fastctx_co_t fastctx_co_t;

/**
 * A stack for many coroutines, made by fastctx_shared_create().
 */
typedef struct fastctx_shared_t fastctx_shared_t;

/**
 * What a coroutine is made of. Begin with FASTCTX_ATTR_INIT, which is also what
 * NULL stands for.
 */
typedef struct fastctx_attr_t {
    /**
     * `sizeof(fastctx_attr_t)`, for libraries that know more fields or fewer.
     */
    size_t size;
    /**
     * Where the stack lives: one of the FASTCTX_STACK_ constants.
     */
    int mode;
    /**
     * FASTCTX_CO_ constants, or-ed together.
     */
    unsigned int flags;
    /**
     * Bytes of stack, or FASTCTX_STACK_DEFAULT_SIZE. FASTCTX_STACK_MAPPED and
     * FASTCTX_STACK_GROWING round them up to whole pages, above 16 pages to an
     * eighth of a power of two at most, and have a guard page below that; up to
     * 960 bytes at the top stay free, so that stacks differ in the cache lines they
     * begin with. FASTCTX_STACK_SHARED does not look at it.
     */
    size_t stack_size;
    /**
     * FASTCTX_STACK_GIVEN: the lowest address of the memory. Otherwise NULL.
     */
    void *stack;
    /**
     * FASTCTX_STACK_SHARED: the stack to run on. Otherwise NULL.
     */
    struct fastctx_shared_t *shared;
    /**
     * For messages, or NULL. The string is not copied, and must stay as long
     * as the coroutine.
     */
    const char *name;
} fastctx_attr_t;

/**
 * The function that a context starts in. `arg` is what it was made with,
 * `value` what the first switch to it, or the first fastctx_resume(), passes.
 */
typedef void *(*fastctx_entry_t)(void *arg, void *value);

/**
 * What the fastctx_scan_ functions call for each piece of memory that may hold pointers:
 * `size` bytes at `memory`, both multiples of a word. `address` is where the context
 * finds them when it goes on, which is elsewhere only for a coroutine that is off
 * its shared stack. `data` is what the function was given. It may write to the memory,
 * where a collector moves what a word points to.
 */
typedef void (*fastctx_visit_t)(void *data, void *memory, size_t size, void *address);

/**
 * What fastctx_each_coroutine() calls for each of them, with the `data` it was given:
 * 0 to go on, else it is the last.
 */
typedef int (*fastctx_each_t)(void *data, struct fastctx_co_t *co);

/**
 * A context of the native layer while it is suspended: where its stack pointer
 * was and where it goes on. What else it needs lies on its stack.
 *
 * It is written by fastctx_init() and by the switch that suspends it, and
 * read by the one that resumes it; a copy of it resumes the same context, once.
 * The fields are for <fastctx_inline.h>, and for those who scan stacks: all
 * that a suspended context may still use lies at `sp` and above (an inline switch
 * in a function without calls may also have its red zone in use below: 128 bytes
 * on x86_64, 288 on powerpc64). Other registers than those in `reg` are on the stack.
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
     * pointer and one more. See fastctx_architectures(7).
     */
    void *reg[2];
} fastctx_t;

#ifdef __cplusplus
extern "C" {
#endif /* __cplusplus */

/**
 * Makes a coroutine that will run `entry(arg, value)` on a stack of its own, or
 * as `attr` says (NULL: FASTCTX_ATTR_INIT), when it is first resumed; `value` is
 * what that fastctx_resume() passes. Stores it in `*co`. It is to be destroyed
 * by fastctx_destroy().
 *
 * Returns 0, or a negative errno, with `*co` and all else as it was:
 * -EINVAL: `co` or `entry` is NULL, the stack size is zero, or `attr` has a size,
 * mode or flag that this library does not know, or fields that its mode excludes.
 * -ENOMEM: no memory, or the stack has no room for the first frame.
 * -EAGAIN: no more mappings for guard pages (vm.max_map_count).
 * -ENOSYS: the program has not what FASTCTX_STACK_SEGMENTED needs.
 * -ENOTSUP: the mode does not exist on this platform.
 *
 * Thread-safe; not async-signal-safe. Since 0.2.
 */
int fastctx_create(struct fastctx_co_t **co,
                   const struct fastctx_attr_t *attr,
                   fastctx_entry_t entry,
                   void *arg);

/**
 * Frees a coroutine and gives its stack back. One that has not finished is not
 * unwound: it never goes on, what it holds is not released, and no destructor
 * runs; fastctx_cancel() first for that. `co` is gone afterwards.
 *
 * Returns 0; -EINVAL if `co` is NULL; -EBUSY if it is running or has resumed
 * another coroutine, or lies on a shared stack that another thread is using, and
 * then nothing changes.
 *
 * Thread-safe for different coroutines; not async-signal-safe. Since 0.2.
 */
int fastctx_destroy(struct fastctx_co_t *co);

/**
 * Returns what a result of this library's functions means, in English: `error`
 * is 0 or a negative errno constant as they return it. The string is not to be
 * freed or written to, and stays as long as the library; for a number that no
 * function of the library returns it is "unknown error".
 *
 * Async-signal-safe, thread-safe. Since 0.2.
 */
const char *fastctx_strerror(int error);

/**
 * Tells where the live part of a coroutine's stack is: all that it may use again
 * lies from `*low` up to, but not including, `*high`. These are the addresses
 * that the coroutine itself sees; while it is off a shared stack other bytes are
 * there, and fastctx_stack_read() reads its own. Of the calling coroutine it is
 * all that its callers have on the stack. Of one that has finished nothing: both
 * are the same.
 *
 * Returns 0, or a negative errno, and nothing has been stored: -EINVAL: a pointer
 * is NULL; -EBUSY: the coroutine runs in another thread, or on a stack that is not
 * its own, such as an alternate signal stack; -ENOTSUP: its stack is segmented, and
 * so in several places.
 *
 * Async-signal-safe. Another thread must not resume or destroy `co` meanwhile.
 * Since 0.2.
 */
int fastctx_stack_bounds(const struct fastctx_co_t *co, void **low, void **high);

/**
 * Tells whether an address lies in the live part of a coroutine's stack, as
 * fastctx_stack_bounds() has it: whether a pointer is to a variable of a function
 * that the coroutine is in. Coroutines of one shared stack may all say so of the
 * same address: what is there belongs to the one that ran on it last.
 *
 * Returns 1 or 0; -EINVAL if `co` is NULL; -EBUSY as fastctx_stack_bounds().
 *
 * Async-signal-safe, but for a segmented stack on an alternate signal stack.
 * Another thread must not resume or destroy `co` meanwhile. Since 0.2.
 */
int fastctx_stack_contains(const struct fastctx_co_t *co, const void *address);

/**
 * Reads from the live part of a coroutine's stack what the coroutine will find at
 * `address`, also while it is off a shared stack: up to `size` bytes, fewer where
 * the stack or its segment ends, go to `buffer`.
 *
 * Returns how many, or a negative errno, and nothing has been stored: -EINVAL: a
 * pointer is NULL; -EFAULT: the address is not in the live part; -EBUSY as
 * fastctx_stack_bounds().
 *
 * Async-signal-safe, but for a segmented stack on an alternate signal stack.
 * Another thread must not resume or destroy `co` meanwhile, and no coroutine of
 * its shared stack. Since 0.2.
 */
long fastctx_stack_read(const struct fastctx_co_t *co,
                        const void *address,
                        void *buffer,
                        size_t size);

/**
 * Calls `visit` for all memory that may hold pointers of a coroutine: what it has in use
 * of its stack, its registers among that, wherever it is (off a shared stack, or on each
 * segment of a segmented one, with what libgcc has allocated for its functions beside
 * those), and the argument that it was made with. Of one that has finished there is
 * nothing.
 *
 * `sp` is NULL, or for a coroutine that runs, or waits for one that it has resumed, in
 * another thread, which stands still: its stack pointer there, from a signal handler
 * in that thread or from fastctx_resumer(). With NULL it has to be suspended, or to be of
 * the calling thread; of the one that calls it is what its callers have on the stack,
 * which registers are no part of.
 *
 * Returns 0, or a negative errno, and nothing was visited: -EINVAL: `co` or `visit` is
 * NULL; -EFAULT: `sp` is not on its stack, or it is off its shared one and does not wait
 * there; -EBUSY as fastctx_stack_bounds().
 *
 * Async-signal-safe as far as `visit` is, but for a segmented stack on an alternate
 * signal stack. Another thread must not resume or destroy `co` meanwhile, and no coroutine
 * of its shared stack; `visit` must return, and not resume, create or destroy any.
 * Since 0.3.
 */
int fastctx_scan_coroutine(const struct fastctx_co_t *co,
                           const void *sp,
                           fastctx_visit_t visit,
                           void *data);

/**
 * Tells who waits for a coroutine that runs, or has resumed another one: stores the
 * coroutine that resumed it in `*resumer`, or NULL if that was a thread on its own
 * stack, and in `*sp` the stack pointer that it waits with: all that the one that waits
 * may use again lies there and above.
 *
 * Returns 0, or a negative errno, and nothing has been stored: -EINVAL: a pointer is
 * NULL; -ESRCH: the coroutine is suspended or has finished.
 *
 * Async-signal-safe. Another thread must not run `co` meanwhile: it is stopped outside
 * of this library's functions. Since 0.3.
 */
int fastctx_resumer(const struct fastctx_co_t *co, struct fastctx_co_t **resumer, void **sp);

/**
 * Calls `visit` for each coroutine of the process that has been created and has not
 * finished, on stacks of the library's own and on shared ones; not for those on given
 * memory and on segmented stacks, which nobody but the program knows. In no particular
 * order. No list is kept for it: it looks at each stack that has been used, also at
 * those that are free now, and takes some nanoseconds for each.
 *
 * Returns 0, or what `visit` returned if that is not 0: then it was the last call.
 * -EINVAL: `visit` is NULL.
 *
 * Async-signal-safe as far as `visit` is. No other thread may create, run, or destroy
 * coroutines meanwhile, and none may be stopped in the midst of that; `visit` may
 * destroy the one that it is called for, and no other. Not on bare metal. Since 0.3.
 */
int fastctx_each_coroutine(fastctx_each_t visit, void *data);

/**
 * Runs a coroutine until it yields or its entry function returns.
 *
 * `value` is where the value to pass stands, and where the one that comes back
 * is stored: NULL passes NULL and wants none. The coroutine gets it as the second
 * argument of its entry function the first time, later from the
 * fastctx_yield() that it waits in. Coroutines may resume others; each yields to
 * the one that resumed it, which may be in another thread than the last time, if
 * something between them orders the one's writes before the other's reads.
 *
 * Returns FASTCTX_YIELDED (1) or FASTCTX_FINISHED (0), or a negative errno, when
 * nothing has run and `*value` is as it was: -EINVAL: `co` is NULL; -EBUSY: it is
 * running or has resumed another, or its shared stack is in use by another thread;
 * -ESRCH: it has finished or was cancelled; -ENOMEM: there is no memory for what
 * lies on its shared stack.
 *
 * Saved and restored as by fastctx_switch(), and what the flags of the attributes
 * add. Not async-signal-safe. Since 0.2.
 */
int fastctx_resume(struct fastctx_co_t *co, void **value);

/**
 * Suspends the calling coroutine: the fastctx_resume() that runs it returns,
 * with the value that `value` points to. Returns when it is resumed, with the
 * value that is passed then in `*value`; NULL passes NULL and wants none.
 *
 * Returns 0, or a negative errno: -EPERM: not in a coroutine; -ECANCELED: the
 * coroutine is being cancelled, and should clean up and return: every further
 * fastctx_yield() says the same at once, and no value comes with it; -ENOMEM: there
 * is no memory for what would have to be copied from a shared stack, and nothing
 * has changed. That comes only where coroutines of one shared stack resume each
 * other, or others that do.
 *
 * Not async-signal-safe. Since 0.2.
 */
int fastctx_yield(void **value);

/**
 * Ends a suspended coroutine in good order: one that has not run yet never
 * will; any other is resumed, its fastctx_yield() returns -ECANCELED, as do all
 * further ones, and it runs until its entry function returns. What that returns
 * is lost. fastctx_destroy() is to follow.
 *
 * Returns 0, or a negative errno and changes nothing: -EINVAL: `co` is NULL;
 * -EBUSY: it is running or has resumed another, or its shared stack is in use by
 * another thread; -ESRCH: it has finished; -ENOMEM, as fastctx_resume().
 *
 * Not async-signal-safe. Since 0.2.
 */
int fastctx_cancel(struct fastctx_co_t *co);

/**
 * Brings what a resume of `co` will need into the processor's caches, without
 * waiting for it: worth it some 100 ns before that, where more coroutines take turns
 * than the caches hold. Any pointer is right, and nothing else happens.
 *
 * Async-signal-safe, thread-safe. Since 0.2.
 */
void fastctx_prefetch(const struct fastctx_co_t *co);

/**
 * Returns what a coroutine is doing: FASTCTX_SUSPENDED, FASTCTX_RUNNING,
 * FASTCTX_NORMAL or FASTCTX_DEAD; -EINVAL if `co` is NULL. Of a coroutine that
 * another thread may resume it tells no more than that it was so a moment ago.
 *
 * Async-signal-safe. Since 0.2.
 */
int fastctx_status(const struct fastctx_co_t *co);

/**
 * Returns the name that a coroutine's attributes gave it, or NULL.
 *
 * Async-signal-safe, thread-safe. Since 0.2.
 */
const char *fastctx_name(const struct fastctx_co_t *co);

/**
 * Returns the coroutine that the calling thread is running, or NULL on a
 * thread's own stack.
 *
 * Async-signal-safe, thread-safe. Since 0.2.
 */
struct fastctx_co_t *fastctx_current(void);

/**
 * Gives the memory of stacks that no coroutine uses back to the kernel: those
 * that destroyed coroutines of modes FASTCTX_STACK_MAPPED and
 * FASTCTX_STACK_GROWING have left, in all threads but for the few that another
 * thread keeps for itself (at most 64 of a size). Address space and guard pages
 * stay, and the stacks are used again.
 *
 * Without this call a growing stack gives all but its topmost 8 KiB back
 * itself, as soon as its thread has destroyed more coroutines than it keeps
 * stacks; a mapped one keeps what it has.
 *
 * Returns 0. Thread-safe; not async-signal-safe. Since 0.2.
 */
int fastctx_trim(void);

/**
 * Makes a stack of at least `size` bytes that many coroutines run on, and stores
 * it in `*shared`. Coroutines made with FASTCTX_STACK_SHARED and this in their
 * attributes take turns there: when one goes on, what is in use of the stack by
 * the one before is copied away, and what it had in use itself is copied back.
 * So a coroutine that waits takes as much memory as its stack is deep, a few
 * hundred bytes for most, and copying is what a switch costs. All that runs on it
 * needs room: one large stack costs no more than a small one, for pages that
 * nobody touched take no memory. Below the stack is a guard page.
 *
 * While a coroutine is off its stack, other bytes are where its variables were:
 * nobody else may use pointers to them then, neither other coroutines nor
 * threads nor the kernel (a read() that goes on, a futex). What others are to
 * see belongs on the heap; fastctx_stack_read() reads it wherever it is. The
 * coroutine itself sees its variables where they always were. With FASTCTX_CHECK=1
 * in the environment broken rules are looked for, and end the process with a
 * line that tells which call found it.
 *
 * A shared stack is used by one thread at a time: from the fastctx_resume() of
 * a coroutine on it to its return, a fastctx_resume() of one in another thread
 * returns -EBUSY. A shared stack per thread avoids that.
 *
 * Returns 0, or a negative errno, and nothing was made: -EINVAL: `shared` is NULL
 * or `size` is zero; -ENOMEM; -EAGAIN: no more mappings for a guard page
 * (vm.max_map_count).
 *
 * Thread-safe; not async-signal-safe. Since 0.2.
 */
int fastctx_shared_create(struct fastctx_shared_t **shared, size_t size);

/**
 * Frees a shared stack.
 *
 * Returns 0; -EINVAL if `shared` is NULL; -EBUSY if a coroutine that was made
 * for it has not been destroyed, and then nothing changes.
 *
 * Thread-safe for different shared stacks; not async-signal-safe. Since 0.2.
 */
int fastctx_shared_destroy(struct fastctx_shared_t *shared);

/**
 * Saves the calling context in `from`, resumes `to` and passes `value` to it.
 * Returns, when somebody resumes `from`, the value that was passed then. If
 * `from` and `to` are the same it returns `value` at once.
 *
 * Saved and restored are the registers that the C calling convention gives to
 * the caller of a function, the stack pointer and the program counter; see
 * fastctx_architectures(7). FP control (rounding, traps),
 * the signal mask and all else belong to the thread. No system call, no memory
 * but `*from`, `*to` and the two stacks. It cannot fail: `to` must be
 * a context that fastctx_init() made or a switch suspended, and that has not
 * been resumed since. A context may be resumed by another thread than the one
 * that suspended it, if something between them makes the writes of the one
 * visible to the other; code in it must not keep addresses of thread-local
 * variables (errno is one) over the switch.
 *
 * Async-signal-safe. Thread-safe as far as the contexts are different. Since 0.2.
 * Source: each architecture's psABI, as fastctx_architectures(7) names them.
 */
void *fastctx_switch(struct fastctx_t *from, struct fastctx_t *to, void *value);

/**
 * As fastctx_switch(), and FP control goes with the calling context: it has
 * its own again when it is resumed, whatever others set meanwhile. A context that
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
 * beyond the address space; -ENOMEM if it has no room for the first frame, or
 * there is no memory for a shadow stack where those are on. Then nothing has been written. errno is left alone.
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
 * Calls `visit` for all memory that may hold pointers of a context that is suspended on
 * the stack of `size` bytes at `stack`: what it has in use there (its registers are
 * part of that, and the red zone, where there is one), and the registers that an inline
 * switch leaves in `ctx`. After a switch out of line, or before the first one, those are
 * left over from before, or what the memory held: for a conservative collector.
 *
 * Returns 0, or a negative errno, and nothing was visited: -EINVAL: `ctx`, `stack` or
 * `visit` is NULL, or the stack reaches beyond the address space; -EFAULT: the context's
 * stack pointer is not on that stack.
 *
 * Async-signal-safe as far as `visit` is. Nobody may resume the context meanwhile; `visit`
 * must return. Since 0.3.
 */
int fastctx_scan_context(const struct fastctx_t *ctx,
                         void *stack,
                         size_t size,
                         fastctx_visit_t visit,
                         void *data);

/**
 * As fastctx_scan_context(), for a `ucontext_t` that getcontext(), swapcontext() or
 * makecontext() filled in, or that the kernel gave to a signal handler: what is in use of
 * the stack of `size` bytes at `stack` (NULL: nothing of it), and the registers in
 * `*ucp`: the general ones, and others that a function call preserves.
 *
 * FP and vector registers of a context from a handler lie above it, in the frame that
 * the kernel made for the handler.
 *
 * Returns 0, or a negative errno, and nothing was visited: -EINVAL: `ucp` or
 * `visit` is NULL, or the stack reaches beyond the address space; -EFAULT: the
 * context's stack pointer is not on that stack.
 *
 * Async-signal-safe as far as `visit` is. Nobody may resume the context meanwhile; `visit`
 * must return. Not on bare metal. Since 0.3.
 */
int fastctx_scan_ucontext(const void *ucp,
                          void *stack,
                          size_t size,
                          fastctx_visit_t visit,
                          void *data);

/**
 * Returns the version of the library in use, such as "0.1.0": a string that
 * is not to be freed or written to and stays as long as the library.
 * FASTCTX_VERSION is the version of the header a program was compiled with.
 *
 * Async-signal-safe, thread-safe. Since 0.1.
 */
const char *fastctx_version(void);

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

#ifdef __cplusplus
} /* extern "C" */
#endif /* __cplusplus */

#endif  /* FASTCTX_H */

/*
 * AddressSanitizer and ThreadSanitizer are to be told of each switch. The library does
 * that itself, but for these functions, which look at nothing: a program that is compiled
 * for a sanitizer calls others by their names.
 */
#if defined(__linux__) && !defined(FASTCTX_SANITIZED)
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FASTCTX_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FASTCTX_SANITIZED
#endif
#endif
#ifdef FASTCTX_SANITIZED
#ifdef __cplusplus
extern "C" {
#endif
int fastctx_init(fastctx_t *ctx, void *stack, size_t size, fastctx_entry_t entry, void *arg,
                 fastctx_t *link) __asm__("fastctx_init_sanitized");
void *fastctx_switch(fastctx_t *from, fastctx_t *to, void *value) __asm__("fastctx_switch_sanitized");
void *fastctx_switch_fp(fastctx_t *from, fastctx_t *to,
                        void *value) __asm__("fastctx_switch_fp_sanitized");
#ifdef __cplusplus
}
#endif
#endif
#endif
