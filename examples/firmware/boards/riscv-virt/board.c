/*
 * board.c: qemu's `virt` machine with one RISC-V processor. Sources: The RISC-V
 * Instruction Set Manual, volume II (machine-mode registers, 3.1; machine timer,
 * 3.2); RISC-V Semihosting (2024); qemu's docs/system/riscv/virt.
 */
#include "../../board.h"
#include <stdint.h>

__asm__(".option arch, +zicsr"); /* of which older compilers know nothing by that name */

extern char board_bss[], board_bss_end[];

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define MTIMECMP 0x02004000
#define MTIME 0x0200bff8
#define MIE_MTIE (1 << 7)
#define MSTATUS_MIE (1 << 3)

static __attribute__((noinline)) int semihosting(int operation, const void *argument) {
    register int a0 __asm__("a0") = operation;
    register const void *a1 __asm__("a1") = argument;
    __asm__ volatile(".balign 16\n\t" /* within a page */
                     ".option push\n\t"
                     ".option norvc\n\t"
                     "slli zero, zero, 0x1f\n\t"
                     "ebreak\n\t"
                     "srai zero, zero, 7\n\t"
                     ".option pop"
                     : "+r"(a0)
                     : "r"(a1)
                     : "memory");
    return a0;
}

void board_print(const char *text) { semihosting(0x04, text); } /* SYS_WRITE0 */

void board_exit(int status) {
    const uint32_t block[2] = {0x20026, (uint32_t)status}; /* ADP_Stopped_ApplicationExit */
    semihosting(0x20, block);                              /* SYS_EXIT_EXTENDED */
    for (;;)
        ;
}

static void (*tick_handler)(void);
static unsigned tick_length;

static void set_next_tick(void) {
    uint64_t now = REGISTER(MTIME) | (uint64_t)REGISTER(MTIME + 4) << 32;
    uint64_t next = now + tick_length;
    REGISTER(MTIMECMP + 4) = ~0u; /* no tick between the two stores */
    REGISTER(MTIMECMP) = (uint32_t)next;
    REGISTER(MTIMECMP + 4) = (uint32_t)(next >> 32);
}

/* The attribute keeps every register, on the stack of what is interrupted. */
__attribute__((interrupt("machine"), aligned(4))) static void on_trap(void) {
    uint32_t cause;
    __asm__ volatile("csrr %0, mcause" : "=r"(cause));
    if (cause != (1u << 31 | 7)) { /* machine timer interrupt */
        board_print("board: a trap\n");
        board_exit(2);
    }
    tick_handler();
    set_next_tick();
}

void board_set_ticks(unsigned cycles) { tick_length = cycles / 100 + 1; }

/* The timer counts at 10 MHz, and the processor as fast as it is emulated. */
void board_start_ticks(unsigned cycles, void (*handler)(void)) {
    tick_handler = handler;
    board_set_ticks(cycles);
    set_next_tick();
    __asm__ volatile("csrs mie, %0" : : "r"(MIE_MTIE));
    __asm__ volatile("csrs mstatus, %0" : : "r"(MSTATUS_MIE));
}

void board_stop_ticks(void) { __asm__ volatile("csrc mstatus, %0" : : "r"(MSTATUS_MIE)); }

__attribute__((used)) static void start(void) {
    for (char *to = board_bss; to != board_bss_end;)
        *to++ = 0;
    __asm__ volatile("csrw mtvec, %0" : : "r"(on_trap));
    board_exit(main());
}

__asm__(".section .reset, \"ax\"\n"
        ".globl board_reset\n"
        "board_reset:\n\t"
        ".option push\n\t"
        ".option norelax\n\t"
        "la gp, board_gp\n\t"
        ".option pop\n\t"
        "la sp, board_stack_top\n\t"
        "call start\n\t"
        ".previous");
