/*
 * keep.h: how compiled code has values in the registers of overwrite_list.h:
 * part of c-tests/native/inline_keeps_what_is_in_registers.c, after its KEEP.
 */
#ifndef KEEP_H
#define KEEP_H

#if defined(__ARM_FP) && !defined(__SOFTFP__)
typedef double vector;
#define VECTOR_CONSTRAINT "w"
#endif

#endif
