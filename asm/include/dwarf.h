/*
 * dwarf.h: unwind rules that the assembler has no directive for, as DWARF
 * expressions in .cfi_escape. Numbers: DWARF 5, 7.7.1 and 7.24. Each
 * architecture names its registers by its own numbers.
 */

/*
 * "The caller's `reg` is saved in memory at base + offset": DW_CFA_expression
 * with DW_OP_breg<base>; the offset is a two-byte SLEB128, good to 8191.
 */
#define DW_CFA_def_cfa_expression 0x0f
#define DW_CFA_expression 0x10
#define DW_CFA_val_expression 0x16
#define DW_CFA_val_offset 0x14
#define DW_OP_deref 0x06
#define DW_OP_plus_uconst 0x23
#define DW_OP_breg(n) (0x70 + (n))
#define SLEB128(n) (((n) & 0x7f) | 0x80), (((n) >> 7) & 0x7f)
#define CFI_SAVED_AT(reg, base, offset) \
	.cfi_escape DW_CFA_expression, reg, 3, DW_OP_breg(base), SLEB128(offset)
