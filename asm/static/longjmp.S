/*
 * Linked into libfastctx.a only (scripts/build.sh). A static program has no
 * loader that could find the C library's longjmp behind ours. There `_longjmp`
 * is left to the C library, and this reference to it brings its object in: with
 * glibc the three other names of it are weak, so ours are used, and its calls of
 * __sigprocmask reach us; musl's longjmp takes the place of ours, which is weak,
 * and its sigsetjmp restores masks in our __sigsetjmp_tail.
 */
	.pushsection .data.rel.ro, "aw"
	.p2align 3
	.globl	fastctx_static_longjmp
	.hidden	fastctx_static_longjmp
fastctx_static_longjmp:
	.dc.a	_longjmp
	.popsection
	.section .note.GNU-stack, ""
