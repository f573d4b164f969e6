/*
 * keep.h: how compiled code has values in the registers of overwrite_list.h:
 * part of c-tests/native/inline_keeps_what_is_in_registers.c, after its KEEP.
 */
#ifndef KEEP_H
#define KEEP_H

typedef double vector;
#define VECTOR_CONSTRAINT "f"

#endif
