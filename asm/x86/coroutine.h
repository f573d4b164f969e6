/*
 * coroutine.h: what resume.S and yield.S share. Both are one call long on their
 * way from one party to the other, and leave by the exit that was predicted: a
 * function between them and the program would have its return mispredicted.
 *
 * The names in braces are offsets into a Coroutine (src/coroutine).
 *
 * A party that waits in one of them, at its CTX_SP:
 *
 *         esp + 20 | return address
 *         esp + 4  | edi esi ebx ebp, from low to high
 *         esp      | where to store the value that comes, or null
 */
#include "native.h"

/* From where the return address is down to where a party waits. */
#define WAITING_FRAME NATIVE_FRAME

/* eax = *ebp, or null where ebp is. */
#define LOAD_VALUE \
	xorl %eax, %eax; \
	testl %ebp, %ebp; \
	jz 21f; \
	movl (%ebp), %eax; \
21:

/*
 * Behind PUSH_CALLEE_SAVED: the context at `base` + offset goes on at `label`. ebp =
 * where its value stands, which is the function's argument `argument` bytes above
 * its return address; edx = the hint.
 */
#define SUSPEND_WITH_VALUE(offset, base, label, argument) \
	movl argument+16(%esp), %ebp; \
	pushl %ebp; \
	.cfi_def_cfa_offset NATIVE_FRAME + 4; \
	SUSPEND_AT(label, offset, base, %edx); \
	movl 20(%esp), %edx

/*
 * Has the shared stacks made ready by function(the coroutine in eax, where the value
 * stands, the stack pointer of who is going to wait): eax = the context to go to, or a
 * negative errno: then the next instruction finds "above or equal". Keeps in edx where
 * the thread's word is; the coroutine is left in ecx. `argument` as above.
 */
#define SET_OFF(function, argument) \
	leal -WAITING_FRAME(%esp), %ecx; \
	subl $28, %esp; \
	.cfi_def_cfa_offset 32; \
	movl %ecx, 8(%esp); \
	movl argument+28(%esp), %ecx; \
	movl %eax, (%esp); \
	movl %ecx, 4(%esp); \
	movl %eax, 16(%esp); \
	movl %edx, 20(%esp); \
	call function; \
	movl 16(%esp), %ecx; \
	movl 20(%esp), %edx; \
	addl $28, %esp; \
	.cfi_def_cfa_offset 4; \
	cmpl $-4095, %eax

/* Go on where one of them left off; the result is in ecx. */
#define GO_ON \
	popl %esi; \
	.cfi_def_cfa_offset NATIVE_FRAME; \
	testl %esi, %esi; \
	jz 22f; \
	movl %eax, (%esi); \
22:	POP_CALLEE_SAVED; \
	movl %ecx, %eax; \
	RETURN_VALUE
