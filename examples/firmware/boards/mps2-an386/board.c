/*
 * board.c: Arm's MPS2 with a Cortex-M4F (application note 386), as qemu emulates
 * it. Sources: Armv7-M Architecture Reference Manual (DDI 0403), B1.5 (vectors),
 * B3.3 (SysTick); Semihosting for AArch32 and AArch64 (Arm, 2023).
 */
#include "../../board.h"
#include <stdint.h>

extern uint32_t board_stack_top, board_data[], board_data_end[], board_data_image[], board_bss[],
    board_bss_end[];

/* A C library's, if there is one. */
extern void initialise_monitor_handles(void) __attribute__((weak));
extern void __libc_init_array(void) __attribute__((weak));
extern void exit(int status) __attribute__((weak));

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define CPACR REGISTER(0xe000ed88)
#define SYST_CSR REGISTER(0xe000e010)
#define SYST_RVR REGISTER(0xe000e014)
#define SYST_CVR REGISTER(0xe000e018)

static int semihosting(int operation, const void *argument) {
    register int r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void board_print(const char *text) { semihosting(0x04, text); } /* SYS_WRITE0 */

void board_exit(int status) {
    const uint32_t block[2] = {0x20026, (uint32_t)status}; /* ADP_Stopped_ApplicationExit */
    semihosting(0x20, block);                              /* SYS_EXIT_EXTENDED */
    for (;;)
        ;
}

static void (*volatile tick_handler)(void);

static void on_tick(void) { tick_handler(); }

void board_set_ticks(unsigned cycles) {
    SYST_RVR = cycles - 1;
    SYST_CVR = 0;
}

void board_start_ticks(unsigned cycles, void (*handler)(void)) {
    tick_handler = handler;
    board_set_ticks(cycles);
    SYST_CSR = 7; /* enabled, with interrupts, by the processor's clock */
}

void board_stop_ticks(void) { SYST_CSR = 0; }

static void on_fault(void) {
    board_print("board: a fault\n");
    board_exit(2);
}

void board_reset(void);
void board_reset(void) {
    CPACR |= 0xfu << 20; /* the FPU, for everybody */
    __asm__ volatile("dsb\n\tisb");
    for (uint32_t *to = board_data, *from = board_data_image; to != board_data_end;)
        *to++ = *from++;
    for (uint32_t *to = board_bss; to != board_bss_end;)
        *to++ = 0;
    if (initialise_monitor_handles)
        initialise_monitor_handles();
    if (__libc_init_array)
        __libc_init_array();
    int status = main();
    if (exit)
        exit(status);
    board_exit(status);
}

/* What a C library's start files would have. */
void _init(void) {}
void _fini(void) {}

__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    &board_stack_top,
    (void *)board_reset,
    (void *)on_fault,
    (void *)on_fault,
    (void *)on_fault,
    (void *)on_fault,
    (void *)on_fault,
    0,
    0,
    0,
    0,
    (void *)on_fault,
    (void *)on_fault,
    0,
    (void *)on_fault,
    (void *)on_tick,
};
