/*
 * int swapcontext(ucontext_t *oucp, const ucontext_t *ucp)
 *
 * eax = oucp, edx = ucp. Straight through when ucp carries the mark of the fast
 * path and is not oucp, and the thread's signal mask, if the mark says that it
 * matters, is known to be ucp's already; otherwise `leave` does what must be
 * done before the switch and says how to go on.
 *
 * Three registers are too few: the caller's are saved at once, and then
 *   ebx  where our data is found from, then our return address
 *   esi  the mark of the fast path
 *   ecx  ucp's stack pointer, loaded before anything is stored
 *   edi  its program counter
 *
 * The exit is chosen at run time. Where both contexts called us from the same
 * place the return predictor holds exactly the address we go to, and `ret`
 * keeps it in step; anywhere else `ret` would be mispredicted and `jmp` is
 * cheaper.
 */
#include "frame.h"

/* With equal flags if the address we go to is the one we would return to. */
#define LEAVE_BY_THE_BETTER_EXIT \
	jne 9f; \
	pushl %ecx; \
	.cfi_def_cfa esp, 4; \
	.cfi_offset eip, -4; \
	ret; \
	.cfi_def_cfa esp, 0; \
	CFI_RESUMES_AT(DW_ECX); \
9:	JUMP_TO_TARGET

	FUNCTION(swapcontext)
	movl	4(%esp), %eax
	movl	8(%esp), %edx
	testl	%eax, %eax
	jz	8f
	testl	%edx, %edx
	jz	8f
	movl	UC_ESP(%edx), %ecx
	.cfi_remember_state
	SAVE_CALLEE_SAVED
	CFI_CALLEE_SAVED_AT(DW_EAX)
	GET_PC(%ebx, 7, 4)
	movl	{fast_mark}-7b(%ebx), %esi
	cmpl	%esi, UC_FLAGS(%edx)
	jne	4f
	cmpl	%edx, %eax
	je	4f
	testl	$UC_MARK_HAS_MASK, %esi
	jz	11f
	LOAD_KNOWN_MASK(%ebp, %ebx, 7, 12f)
10:	movl	DESCRIPTOR_MASK(%ebp), %edi
	movl	DESCRIPTOR_MASK+4(%ebp), %ebp
	cmpl	%edi, UC_SIGMASK(%edx)
	jne	4f
	cmpl	%ebp, UC_SIGMASK+4(%edx)
	jne	4f
	movl	%edi, UC_SIGMASK(%eax)
	movl	%ebp, UC_SIGMASK+4(%eax)
11:	movl	UC_EIP(%edx), %edi
	SAVE_FPCW
	MARK_SAVED_AS(%esi, %ebp)
	SAVE_RETURN(0, %ebx, %ebp)
	SAVE_MXCSR

	ldmxcsr	UC_MXCSR(%edx)
	movzwl	UC_FPCW(%edx), %ebp
	cmpw	UC_FPCW(%eax), %bp
	jne	3f
2:	cmpl	%ebx, %edi
	.cfi_remember_state
	movl	%ecx, %esp
	.cfi_def_cfa esp, 0
	CFI_RESUMES_AT(DW_EDI)
	CFI_CALLEE_SAVED_AT(DW_EDX)
	movl	%edi, %ecx
	CFI_RESUMES_AT(DW_ECX)
	LOAD_REGISTERS
	LEAVE_BY_THE_BETTER_EXIT
	.cfi_restore_state

3:	LOAD_FPCW_AT(UC_FPCW, %edx, %ebp)
	jmp	2b

12:	MASK_IN_OWN_SLOT(%ebp, %ebx, 10b, 4f)

	/*
	 * The caller's registers are loaded again, for `leave` is called with
	 * them: leave(oucp, ucp, flags of ucp), which are read before oucp is
	 * marked, for it may be the same. esp is a multiple of 16 then.
	 */
4:	LOAD_CALLEE_SAVED(%eax)
	.cfi_restore_state
	.cfi_remember_state
	subl	$28, %esp
	.cfi_def_cfa_offset 32
	movl	%eax, (%esp)
	movl	%edx, 4(%esp)
	movl	UC_FLAGS(%edx), %ecx
	movl	%ecx, 8(%esp)
	movl	$0, 12(%esp)
	SAVE_RETURN(28, %ecx, %edx)
	SAVE_FP_CONTROL
	MARK_SAVED_AS($UC_MARK_SAVED, %edx)
	call	{leave}
	addl	$28, %esp
	.cfi_def_cfa_offset 4
	movl	8(%esp), %edx
	cmpl	$RESUME_SAVED_AND_MASK, %eax
	jl	6f
	jg	5f
	LOAD_FP_CONTROL_SLOWLY
	movl	UC_EIP(%edx), %ecx
	cmpl	%ecx, (%esp)
	.cfi_remember_state
	SWITCH_STACK_AND_MASK
	LEAVE_BY_THE_BETTER_EXIT
	.cfi_restore_state

5:	.cfi_remember_state
	SIGRETURN
	.cfi_restore_state

6:	testl	%eax, %eax
	js	1f
	LOAD_FP_CONTROL_SLOWLY		/* RESUME_SAVED */
	movl	UC_EIP(%edx), %ecx
	cmpl	%ecx, (%esp)
	.cfi_remember_state
	SWITCH_STACK
	LEAVE_BY_THE_BETTER_EXIT
	.cfi_restore_state

1:	ret				/* RESUME_FAILED = -1 */

	.cfi_restore_state
8:	jmp	{null_argument}
	END_FUNCTION
