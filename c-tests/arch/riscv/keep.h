/*
 * keep.h: how compiled code has values in the registers of overwrite_list.h:
 * part of c-tests/native/inline_keeps_what_is_in_registers.c, after its KEEP.
 */
#ifndef KEEP_H
#define KEEP_H

#ifdef __riscv_flen
typedef double vector;
#define VECTOR_CONSTRAINT "f"
#endif
#ifdef __riscv_v
#include <riscv_vector.h>
/* Sizeless types have no register variables: many values, more than registers. */
static __attribute__((noinline)) int keep_scalable(void) {
    size_t length = __riscv_vsetvlmax_e64m4();
    vuint64m4_t index = __riscv_vid_v_u64m4(length);
    vuint64m4_t a = __riscv_vadd_vx_u64m4(index, 1, length);
    vuint64m4_t b = __riscv_vmul_vx_u64m4(index, 3, length);
    vuint64m4_t c = __riscv_vadd_vx_u64m4(index, 7, length);
    vuint64m4_t d = __riscv_vmul_vx_u64m4(index, 5, length);
    vuint64m4_t e = __riscv_vadd_vx_u64m4(index, 11, length);
    vuint64m4_t f = __riscv_vmul_vx_u64m4(index, 9, length);
    vbool16_t odd = __riscv_vmsne_vx_u64m4_b16(__riscv_vand_vx_u64m4(index, 1, length), 0, length);
    for (int i = 0; i < 3; i++) {
        __asm__ volatile(""
                         : "+vr"(a), "+vr"(b), "+vr"(c), "+vr"(d), "+vr"(e), "+vr"(f), "+vm"(odd));
        GO_AND_COME_BACK();
    }
    uint64_t values[6][256];
    __riscv_vse64_v_u64m4(values[0], a, length);
    __riscv_vse64_v_u64m4(values[1], b, length);
    __riscv_vse64_v_u64m4(values[2], c, length);
    __riscv_vse64_v_u64m4(values[3], d, length);
    __riscv_vse64_v_u64m4(values[4], e, length);
    __riscv_vse64_v_u64m4(values[5], f, length);
    int right = __riscv_vcpop_m_b16(odd, length) == length / 2;
    for (uint64_t i = 0; i < length; i++)
        right &= values[0][i] == i + 1 && values[1][i] == i * 3 && values[2][i] == i + 7 &&
                 values[3][i] == i * 5 && values[4][i] == i + 11 && values[5][i] == i * 9;
    return right;
}
#define keep_in_vectors keep_scalable
#define keep_in_vl_and_vtype keep_scalable
#endif

#endif
