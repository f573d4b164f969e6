/*
 * arch.S: calls a function with every callee-saved register and FCSR0 set to
 * a value of the test's, and reports what it finds afterwards. The order of
 * the words is that of REGISTERS in arch.h.
 */
#include "../../../asm/loongarch64/layout.h"

#define WORDS 19
#define FRAME 208

/*
 *   +200  ra, +192 fp
 *   +168  what else is kept
 *   +160  got
 *   +152  FCSR0
 *   +80   fs0 ... fs7
 *   +0    s0 ... s8
 */
#define PROLOGUE \
	addi.d	$sp, $sp, -FRAME; \
	.cfi_def_cfa_offset FRAME; \
	st.d	$ra, $sp, 200; \
	.cfi_offset 1, -8; \
	st.d	$fp, $sp, 192; \
	.cfi_offset 22, -16; \
	st.d	$s0, $sp, 0; \
	.cfi_offset 23, -208; \
	st.d	$s1, $sp, 8; \
	.cfi_offset 24, -200; \
	st.d	$s2, $sp, 16; \
	.cfi_offset 25, -192; \
	st.d	$s3, $sp, 24; \
	.cfi_offset 26, -184; \
	st.d	$s4, $sp, 32; \
	.cfi_offset 27, -176; \
	st.d	$s5, $sp, 40; \
	.cfi_offset 28, -168; \
	st.d	$s6, $sp, 48; \
	.cfi_offset 29, -160; \
	st.d	$s7, $sp, 56; \
	.cfi_offset 30, -152; \
	st.d	$s8, $sp, 64; \
	.cfi_offset 31, -144; \
	fst.d	$fs0, $sp, 80; \
	.cfi_offset 56, -128; \
	fst.d	$fs1, $sp, 88; \
	.cfi_offset 57, -120; \
	fst.d	$fs2, $sp, 96; \
	.cfi_offset 58, -112; \
	fst.d	$fs3, $sp, 104; \
	.cfi_offset 59, -104; \
	fst.d	$fs4, $sp, 112; \
	.cfi_offset 60, -96; \
	fst.d	$fs5, $sp, 120; \
	.cfi_offset 61, -88; \
	fst.d	$fs6, $sp, 128; \
	.cfi_offset 62, -80; \
	fst.d	$fs7, $sp, 136; \
	.cfi_offset 63, -72; \
	movfcsr2gr $t0, $fcsr0; \
	st.d	$t0, $sp, 152; \
	st.d	$a4, $sp, 160
#define LOAD(from) \
	ld.d	$s0, from, 0; \
	ld.d	$s1, from, 8; \
	ld.d	$s2, from, 16; \
	ld.d	$s3, from, 24; \
	ld.d	$s4, from, 32; \
	ld.d	$s5, from, 40; \
	ld.d	$s6, from, 48; \
	ld.d	$s7, from, 56; \
	ld.d	$s8, from, 64; \
	ld.d	$fp, from, 72; \
	fld.d	$fs0, from, 80; \
	fld.d	$fs1, from, 88; \
	fld.d	$fs2, from, 96; \
	fld.d	$fs3, from, 104; \
	fld.d	$fs4, from, 112; \
	fld.d	$fs5, from, 120; \
	fld.d	$fs6, from, 128; \
	fld.d	$fs7, from, 136; \
	ld.d	$t0, from, 144; \
	movgr2fcsr $fcsr0, $t0
#define STORE(to) \
	movfcsr2gr $t0, $fcsr0; \
	bstrpick.d $t0, $t0, 31, 0; \
	st.d	$t0, to, 144; \
	st.d	$s0, to, 0; \
	st.d	$s1, to, 8; \
	st.d	$s2, to, 16; \
	st.d	$s3, to, 24; \
	st.d	$s4, to, 32; \
	st.d	$s5, to, 40; \
	st.d	$s6, to, 48; \
	st.d	$s7, to, 56; \
	st.d	$s8, to, 64; \
	st.d	$fp, to, 72; \
	fst.d	$fs0, to, 80; \
	fst.d	$fs1, to, 88; \
	fst.d	$fs2, to, 96; \
	fst.d	$fs3, to, 104; \
	fst.d	$fs4, to, 112; \
	fst.d	$fs5, to, 120; \
	fst.d	$fs6, to, 128; \
	fst.d	$fs7, to, 136
#define EPILOGUE \
	ld.d	$t0, $sp, 152; \
	movgr2fcsr $fcsr0, $t0; \
	ld.d	$s0, $sp, 0; \
	ld.d	$s1, $sp, 8; \
	ld.d	$s2, $sp, 16; \
	ld.d	$s3, $sp, 24; \
	ld.d	$s4, $sp, 32; \
	ld.d	$s5, $sp, 40; \
	ld.d	$s6, $sp, 48; \
	ld.d	$s7, $sp, 56; \
	ld.d	$s8, $sp, 64; \
	fld.d	$fs0, $sp, 80; \
	fld.d	$fs1, $sp, 88; \
	fld.d	$fs2, $sp, 96; \
	fld.d	$fs3, $sp, 104; \
	fld.d	$fs4, $sp, 112; \
	fld.d	$fs5, $sp, 120; \
	fld.d	$fs6, $sp, 128; \
	fld.d	$fs7, $sp, 136; \
	ld.d	$fp, $sp, 192; \
	ld.d	$ra, $sp, 200; \
	addi.d	$sp, $sp, FRAME; \
	.cfi_def_cfa_offset 0; \
	ret

	.text
/* long call_with_registers(fn, a, b, const uint64_t *want, uint64_t *got): fn(a, b, 0) */
	.globl	call_with_registers
	.type	call_with_registers, @function
call_with_registers:
	.cfi_startproc
	PROLOGUE
	move	$t1, $a0
	move	$a0, $a1
	move	$a1, $a2
	move	$a2, $zero
	LOAD($a3)
	jirl	$ra, $t1, 0
	ld.d	$a4, $sp, 160
	STORE($a4)
	addi.w	$a0, $a0, 0
	EPILOGUE
	.cfi_endproc
	.size	call_with_registers, .-call_with_registers

/*
 * void return_twice(get, set, ucp, const uint64_t want[2][N], uint64_t *got): get(ucp)
 * with want[0] in the registers, then set(ucp) with want[1], and reports what
 * is there when get returns again. got[N] must be 0 before.
 */
	.globl	return_twice
	.type	return_twice, @function
return_twice:
	.cfi_startproc
	PROLOGUE
	st.d	$a1, $sp, 168
	st.d	$a2, $sp, 176
	st.d	$a3, $sp, 184
	move	$t1, $a0
	move	$a0, $a2
	LOAD($a3)
	jirl	$ra, $t1, 0
	ld.d	$a4, $sp, 160
	ld.d	$t0, $a4, 8 * WORDS
	bnez	$t0, 1f
	li.w	$t0, 1
	st.d	$t0, $a4, 8 * WORDS
	ld.d	$t1, $sp, 168
	ld.d	$a0, $sp, 176
	ld.d	$a3, $sp, 184
	addi.d	$a3, $a3, 8 * WORDS
	LOAD($a3)
	jirl	$ra, $t1, 0
	break	0
1:	STORE($a4)
	EPILOGUE
	.cfi_endproc
	.size	return_twice, .-return_twice

/*
 * void interrupt_with_state(const struct whole_state *want, struct whole_state
 * *got, int variant): loads the state, traps, and stores what it finds then.
 */
	.globl	interrupt_with_state
	.type	interrupt_with_state, @function
interrupt_with_state:
	.cfi_startproc
	move	$a4, $a1
	PROLOGUE
	st.d	$a2, $sp, 168
	st.d	$r21, $sp, 176
	li.w	$t0, 1
	beq	$a2, $t0, 2f
	bltu	$t0, $a2, 3f
	fld.d	$f0, $a0, 256
	fld.d	$f1, $a0, 288
	fld.d	$f2, $a0, 320
	fld.d	$f3, $a0, 352
	fld.d	$f4, $a0, 384
	fld.d	$f5, $a0, 416
	fld.d	$f6, $a0, 448
	fld.d	$f7, $a0, 480
	fld.d	$f8, $a0, 512
	fld.d	$f9, $a0, 544
	fld.d	$f10, $a0, 576
	fld.d	$f11, $a0, 608
	fld.d	$f12, $a0, 640
	fld.d	$f13, $a0, 672
	fld.d	$f14, $a0, 704
	fld.d	$f15, $a0, 736
	fld.d	$f16, $a0, 768
	fld.d	$f17, $a0, 800
	fld.d	$f18, $a0, 832
	fld.d	$f19, $a0, 864
	fld.d	$f20, $a0, 896
	fld.d	$f21, $a0, 928
	fld.d	$f22, $a0, 960
	fld.d	$f23, $a0, 992
	fld.d	$f24, $a0, 1024
	fld.d	$f25, $a0, 1056
	fld.d	$f26, $a0, 1088
	fld.d	$f27, $a0, 1120
	fld.d	$f28, $a0, 1152
	fld.d	$f29, $a0, 1184
	fld.d	$f30, $a0, 1216
	fld.d	$f31, $a0, 1248
	b	4f
2:
	vld	$vr0, $a0, 256
	vld	$vr1, $a0, 288
	vld	$vr2, $a0, 320
	vld	$vr3, $a0, 352
	vld	$vr4, $a0, 384
	vld	$vr5, $a0, 416
	vld	$vr6, $a0, 448
	vld	$vr7, $a0, 480
	vld	$vr8, $a0, 512
	vld	$vr9, $a0, 544
	vld	$vr10, $a0, 576
	vld	$vr11, $a0, 608
	vld	$vr12, $a0, 640
	vld	$vr13, $a0, 672
	vld	$vr14, $a0, 704
	vld	$vr15, $a0, 736
	vld	$vr16, $a0, 768
	vld	$vr17, $a0, 800
	vld	$vr18, $a0, 832
	vld	$vr19, $a0, 864
	vld	$vr20, $a0, 896
	vld	$vr21, $a0, 928
	vld	$vr22, $a0, 960
	vld	$vr23, $a0, 992
	vld	$vr24, $a0, 1024
	vld	$vr25, $a0, 1056
	vld	$vr26, $a0, 1088
	vld	$vr27, $a0, 1120
	vld	$vr28, $a0, 1152
	vld	$vr29, $a0, 1184
	vld	$vr30, $a0, 1216
	vld	$vr31, $a0, 1248
	b	4f
3:
	xvld	$xr0, $a0, 256
	xvld	$xr1, $a0, 288
	xvld	$xr2, $a0, 320
	xvld	$xr3, $a0, 352
	xvld	$xr4, $a0, 384
	xvld	$xr5, $a0, 416
	xvld	$xr6, $a0, 448
	xvld	$xr7, $a0, 480
	xvld	$xr8, $a0, 512
	xvld	$xr9, $a0, 544
	xvld	$xr10, $a0, 576
	xvld	$xr11, $a0, 608
	xvld	$xr12, $a0, 640
	xvld	$xr13, $a0, 672
	xvld	$xr14, $a0, 704
	xvld	$xr15, $a0, 736
	xvld	$xr16, $a0, 768
	xvld	$xr17, $a0, 800
	xvld	$xr18, $a0, 832
	xvld	$xr19, $a0, 864
	xvld	$xr20, $a0, 896
	xvld	$xr21, $a0, 928
	xvld	$xr22, $a0, 960
	xvld	$xr23, $a0, 992
	xvld	$xr24, $a0, 1024
	xvld	$xr25, $a0, 1056
	xvld	$xr26, $a0, 1088
	xvld	$xr27, $a0, 1120
	xvld	$xr28, $a0, 1152
	xvld	$xr29, $a0, 1184
	xvld	$xr30, $a0, 1216
	xvld	$xr31, $a0, 1248
4:	ld.d	$t0, $a0, 16
	movgr2fcsr $fcsr0, $t0
	ld.d	$t0, $a0, 0
	movgr2cf $fcc0, $t0
	srli.d	$t0, $t0, 1
	movgr2cf $fcc1, $t0
	srli.d	$t0, $t0, 1
	movgr2cf $fcc2, $t0
	srli.d	$t0, $t0, 1
	movgr2cf $fcc3, $t0
	srli.d	$t0, $t0, 1
	movgr2cf $fcc4, $t0
	srli.d	$t0, $t0, 1
	movgr2cf $fcc5, $t0
	srli.d	$t0, $t0, 1
	movgr2cf $fcc6, $t0
	srli.d	$t0, $t0, 1
	movgr2cf $fcc7, $t0
	srli.d	$t0, $t0, 1
	ld.d	$r1, $a0, 8
	ld.d	$r5, $a0, 40
	ld.d	$r6, $a0, 48
	ld.d	$r7, $a0, 56
	ld.d	$r8, $a0, 64
	ld.d	$r9, $a0, 72
	ld.d	$r10, $a0, 80
	ld.d	$r11, $a0, 88
	ld.d	$r12, $a0, 96
	ld.d	$r13, $a0, 104
	ld.d	$r14, $a0, 112
	ld.d	$r15, $a0, 120
	ld.d	$r16, $a0, 128
	ld.d	$r17, $a0, 136
	ld.d	$r18, $a0, 144
	ld.d	$r19, $a0, 152
	ld.d	$r20, $a0, 160
	ld.d	$r21, $a0, 168
	ld.d	$r22, $a0, 176
	ld.d	$r23, $a0, 184
	ld.d	$r24, $a0, 192
	ld.d	$r25, $a0, 200
	ld.d	$r26, $a0, 208
	ld.d	$r27, $a0, 216
	ld.d	$r28, $a0, 224
	ld.d	$r29, $a0, 232
	ld.d	$r30, $a0, 240
	ld.d	$r31, $a0, 248
	ld.d	$a0, $a0, 32
	break	0
	st.d	$a0, $sp, 184
	ld.d	$a0, $sp, 160
	st.d	$r1, $a0, 8
	st.d	$r5, $a0, 40
	st.d	$r6, $a0, 48
	st.d	$r7, $a0, 56
	st.d	$r8, $a0, 64
	st.d	$r9, $a0, 72
	st.d	$r10, $a0, 80
	st.d	$r11, $a0, 88
	st.d	$r12, $a0, 96
	st.d	$r13, $a0, 104
	st.d	$r14, $a0, 112
	st.d	$r15, $a0, 120
	st.d	$r16, $a0, 128
	st.d	$r17, $a0, 136
	st.d	$r18, $a0, 144
	st.d	$r19, $a0, 152
	st.d	$r20, $a0, 160
	st.d	$r21, $a0, 168
	st.d	$r22, $a0, 176
	st.d	$r23, $a0, 184
	st.d	$r24, $a0, 192
	st.d	$r25, $a0, 200
	st.d	$r26, $a0, 208
	st.d	$r27, $a0, 216
	st.d	$r28, $a0, 224
	st.d	$r29, $a0, 232
	st.d	$r30, $a0, 240
	st.d	$r31, $a0, 248
	ld.d	$t0, $sp, 184
	st.d	$t0, $a0, 32
	ld.d	$r21, $sp, 176
	movfcsr2gr $t0, $fcsr0
	st.d	$t0, $a0, 16
	move	$t0, $zero
	slli.d	$t0, $t0, 1
	movcf2gr $t1, $fcc7
	or	$t0, $t0, $t1
	slli.d	$t0, $t0, 1
	movcf2gr $t1, $fcc6
	or	$t0, $t0, $t1
	slli.d	$t0, $t0, 1
	movcf2gr $t1, $fcc5
	or	$t0, $t0, $t1
	slli.d	$t0, $t0, 1
	movcf2gr $t1, $fcc4
	or	$t0, $t0, $t1
	slli.d	$t0, $t0, 1
	movcf2gr $t1, $fcc3
	or	$t0, $t0, $t1
	slli.d	$t0, $t0, 1
	movcf2gr $t1, $fcc2
	or	$t0, $t0, $t1
	slli.d	$t0, $t0, 1
	movcf2gr $t1, $fcc1
	or	$t0, $t0, $t1
	slli.d	$t0, $t0, 1
	movcf2gr $t1, $fcc0
	or	$t0, $t0, $t1
	st.d	$t0, $a0, 0
	ld.d	$a2, $sp, 168
	li.w	$t0, 1
	beq	$a2, $t0, 2f
	bltu	$t0, $a2, 3f
	fst.d	$f0, $a0, 256
	fst.d	$f1, $a0, 288
	fst.d	$f2, $a0, 320
	fst.d	$f3, $a0, 352
	fst.d	$f4, $a0, 384
	fst.d	$f5, $a0, 416
	fst.d	$f6, $a0, 448
	fst.d	$f7, $a0, 480
	fst.d	$f8, $a0, 512
	fst.d	$f9, $a0, 544
	fst.d	$f10, $a0, 576
	fst.d	$f11, $a0, 608
	fst.d	$f12, $a0, 640
	fst.d	$f13, $a0, 672
	fst.d	$f14, $a0, 704
	fst.d	$f15, $a0, 736
	fst.d	$f16, $a0, 768
	fst.d	$f17, $a0, 800
	fst.d	$f18, $a0, 832
	fst.d	$f19, $a0, 864
	fst.d	$f20, $a0, 896
	fst.d	$f21, $a0, 928
	fst.d	$f22, $a0, 960
	fst.d	$f23, $a0, 992
	fst.d	$f24, $a0, 1024
	fst.d	$f25, $a0, 1056
	fst.d	$f26, $a0, 1088
	fst.d	$f27, $a0, 1120
	fst.d	$f28, $a0, 1152
	fst.d	$f29, $a0, 1184
	fst.d	$f30, $a0, 1216
	fst.d	$f31, $a0, 1248
	b	4f
2:
	vst	$vr0, $a0, 256
	vst	$vr1, $a0, 288
	vst	$vr2, $a0, 320
	vst	$vr3, $a0, 352
	vst	$vr4, $a0, 384
	vst	$vr5, $a0, 416
	vst	$vr6, $a0, 448
	vst	$vr7, $a0, 480
	vst	$vr8, $a0, 512
	vst	$vr9, $a0, 544
	vst	$vr10, $a0, 576
	vst	$vr11, $a0, 608
	vst	$vr12, $a0, 640
	vst	$vr13, $a0, 672
	vst	$vr14, $a0, 704
	vst	$vr15, $a0, 736
	vst	$vr16, $a0, 768
	vst	$vr17, $a0, 800
	vst	$vr18, $a0, 832
	vst	$vr19, $a0, 864
	vst	$vr20, $a0, 896
	vst	$vr21, $a0, 928
	vst	$vr22, $a0, 960
	vst	$vr23, $a0, 992
	vst	$vr24, $a0, 1024
	vst	$vr25, $a0, 1056
	vst	$vr26, $a0, 1088
	vst	$vr27, $a0, 1120
	vst	$vr28, $a0, 1152
	vst	$vr29, $a0, 1184
	vst	$vr30, $a0, 1216
	vst	$vr31, $a0, 1248
	b	4f
3:
	xvst	$xr0, $a0, 256
	xvst	$xr1, $a0, 288
	xvst	$xr2, $a0, 320
	xvst	$xr3, $a0, 352
	xvst	$xr4, $a0, 384
	xvst	$xr5, $a0, 416
	xvst	$xr6, $a0, 448
	xvst	$xr7, $a0, 480
	xvst	$xr8, $a0, 512
	xvst	$xr9, $a0, 544
	xvst	$xr10, $a0, 576
	xvst	$xr11, $a0, 608
	xvst	$xr12, $a0, 640
	xvst	$xr13, $a0, 672
	xvst	$xr14, $a0, 704
	xvst	$xr15, $a0, 736
	xvst	$xr16, $a0, 768
	xvst	$xr17, $a0, 800
	xvst	$xr18, $a0, 832
	xvst	$xr19, $a0, 864
	xvst	$xr20, $a0, 896
	xvst	$xr21, $a0, 928
	xvst	$xr22, $a0, 960
	xvst	$xr23, $a0, 992
	xvst	$xr24, $a0, 1024
	xvst	$xr25, $a0, 1056
	xvst	$xr26, $a0, 1088
	xvst	$xr27, $a0, 1120
	xvst	$xr28, $a0, 1152
	xvst	$xr29, $a0, 1184
	xvst	$xr30, $a0, 1216
	xvst	$xr31, $a0, 1248
4:	EPILOGUE
	.cfi_endproc
	.size	interrupt_with_state, .-interrupt_with_state

/*
 * entry_probe: notes the stack pointer that a function finds at its first
 * instruction, and goes on at *entry_then with the arguments as they came.
 */
	.globl	entry_probe
	.type	entry_probe, @function
entry_probe:
	.cfi_startproc
	la.pcrel $t0, entry_stack_pointer
	st.d	$sp, $t0, 0
	la.pcrel $t0, entry_then
	ld.d	$t0, $t0, 0
	jr	$t0
	.cfi_endproc
	.size	entry_probe, .-entry_probe
	.bss
	.balign 8
	.globl	entry_stack_pointer, entry_then
entry_stack_pointer:
	.zero 8
entry_then:
	.zero 8
	.text

/*
 * overwriting_context: where a context of the native layer goes on that leaves
 * every register as it finds it, but those that a switch passes things in (a0,
 * a1, a2) and those that it is told to overwrite. The value is a struct
 * overwriting: what to jump to, the context to go back to, and the value for it.
 * It stays suspended where it is, so nothing is stored.
 *
 * overwrite_NAME: other values there, then back; a1 and a2 as they were.
 */
	.globl	overwriting_context
	.type	overwriting_context, @function
overwriting_context:
	ld.d	$a0, $a2, 0
	jr	$a0
	.size	overwriting_context, .-overwriting_context
#define OVERWRITE(name, ...) \
	.globl overwrite_##name; \
	.type overwrite_##name, @function; \
overwrite_##name: \
	__VA_ARGS__; \
	ld.d $a1, $a2, 8; \
	ld.d $a2, $a2, 16; \
	ld.d $a0, $a1, CTX_SP; \
	move $sp, $a0; \
	ld.d $a0, $a1, CTX_PC; \
	jr $a0; \
	.size overwrite_##name, .-overwrite_##name
#define OVERWRITE_R(n) OVERWRITE($r##n, li.w $r##n, -0x35)
#ifdef __loongarch_sx
#define OVERWRITE_F(n) OVERWRITE($f##n, vldi $vr##n, 255)
#else
#define OVERWRITE_F(n) OVERWRITE($f##n, movgr2fr.d $f##n, $a2)
#endif

OVERWRITE_R(1)
OVERWRITE_R(7)
OVERWRITE_R(8)
OVERWRITE_R(9)
OVERWRITE_R(10)
OVERWRITE_R(11)
OVERWRITE_R(12)
OVERWRITE_R(13)
OVERWRITE_R(14)
OVERWRITE_R(15)
OVERWRITE_R(16)
OVERWRITE_R(17)
OVERWRITE_R(18)
OVERWRITE_R(19)
OVERWRITE_R(20)
OVERWRITE_R(22)
OVERWRITE_R(23)
OVERWRITE_R(24)
OVERWRITE_R(25)
OVERWRITE_R(26)
OVERWRITE_R(27)
OVERWRITE_R(28)
OVERWRITE_R(29)
OVERWRITE_R(30)
OVERWRITE_R(31)
OVERWRITE_F(0)
OVERWRITE_F(1)
OVERWRITE_F(2)
OVERWRITE_F(3)
OVERWRITE_F(4)
OVERWRITE_F(5)
OVERWRITE_F(6)
OVERWRITE_F(7)
OVERWRITE_F(8)
OVERWRITE_F(9)
OVERWRITE_F(10)
OVERWRITE_F(11)
OVERWRITE_F(12)
OVERWRITE_F(13)
OVERWRITE_F(14)
OVERWRITE_F(15)
OVERWRITE_F(16)
OVERWRITE_F(17)
OVERWRITE_F(18)
OVERWRITE_F(19)
OVERWRITE_F(20)
OVERWRITE_F(21)
OVERWRITE_F(22)
OVERWRITE_F(23)
OVERWRITE_F(24)
OVERWRITE_F(25)
OVERWRITE_F(26)
OVERWRITE_F(27)
OVERWRITE_F(28)
OVERWRITE_F(29)
OVERWRITE_F(30)
OVERWRITE_F(31)

	.section .note.GNU-stack,"",%progbits
