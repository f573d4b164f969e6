/*
 * marks.h: the words that the library itself gives a meaning to, shared by
 * every architecture's assembly and (through build.rs) by Rust.
 *
 * `uc_flags` of a context that we saved carries a mark, so that one compare
 * tells it from the two other kinds of ucontext_t there are: one that the
 * kernel built for a signal handler (x86 sets bits 0-2, other architectures
 * set 0) and one that some other library or hand filled in. The kernel's bits
 * 0-2 stay clear in every mark.
 */

/* Saved by getcontext or swapcontext: resume by loading its registers. */
#define UC_MARK_SAVED 0x46435800
/* Added to UC_MARK_SAVED: uc_sigmask holds the mask that was saved with it. */
#define UC_MARK_HAS_MASK 0x10
/* Added to UC_MARK_SAVED: it was saved or made where shadow stacks are on, and its
 * shadow stack pointer is in it. Never the fast path's. */
#define UC_MARK_HAS_SHADOW_STACK 0x20
/* In the shadow stack pointer of a made context: it starts by a call. */
#define SHADOW_STACK_IS_FRESH 1
/* Left by a makecontext that could not be honoured: resuming it is ENOMEM. It
 * is UC_MARK_SAVED and a bit, so that the next makecontext finds what was. */
#define UC_MARK_UNUSABLE 0x46435880
/* Added to UC_MARK_UNUSABLE: getcontext never saw the context. */
#define UC_MARK_UNPREPARED 0x40

/* Carried by no context: what the fast path looks for when it must not be taken. */
#define UC_MARK_NONE 0x46435808

/* Bits of the mode word. Zero: the fast path does all there is to do. */
#define MODE_SIGMASK_FOLLOWS 1
#define MODE_FPENV_FULL 2
/* With MODE_SIGMASK_FOLLOWS: and a mask may be known (src/rseq). */
#define MODE_SIGMASK_AUTO 4
/* The state of a split stack goes with the context (src/ucontext/split_stack.rs). */
#define MODE_SPLIT_STACK 8
/* Sanitizers are told of each switch (src/sanitizer). */
#define MODE_SANITIZED 16
/* Shadow stacks are on (src/stack/shadow.rs). */
#define MODE_SHADOW_STACK 32

/* What the slow path answers to the assembly that asked how to go on. */
#define RESUME_FAILED -1
/* By loading its registers. */
#define RESUME_SAVED 0
/* The same, and then, as the last step and on its stack, setting its mask. */
#define RESUME_SAVED_AND_MASK 1
/* By rt_sigreturn. */
#define RESUME_SIGNAL_FRAME 2

/* The table of masks that can be known, in bytes; each stands for one. */
#define DESCRIPTORS_SIZE 8192
#define DESCRIPTOR_MASK 32
/* Where a struct rseq points to one of them (include/uapi/linux/rseq.h). */
#define RSEQ_CS 8

/* How many different signal handlers can be told apart, and the size of what
 * the kernel is given for each. */
#define HANDLER_STUBS 256
#define HANDLER_STUB_SIZE 16

/* What a coroutine is doing, as FASTCTX_SUSPENDED and its like. */
#define SUSPENDED 0
#define RUNNING 1
#define NORMAL 2
#define DEAD 3

/* One of a coroutine's extras: its stack is shared, and whoever resumes it may
 * have to copy. A coroutine that yields to a thread's own stack need not. It is
 * the highest bit of the byte that they are in. */
#define ON_SHARED_STACK 0x80
