/*
 * board.h: the little that the firmware here wants of a board. Each folder of
 * boards/ has it for one machine that qemu emulates, without any C library:
 *
 *   board.c    start-up code, semihosting for output and the end, a timer
 *   board.ld   where memory is
 *   board.mk   compiler, flags, and how to run it
 */
#ifndef BOARD_H
#define BOARD_H

/* Prints a string, by the debugger's channel (semihosting). */
void board_print(const char *text);

/* Ends the emulation with an exit status. */
void board_exit(int status) __attribute__((noreturn));

/* From now on calls `handler` in an interrupt every `cycles` cycles or so, on the
 * stack of whatever it interrupts. */
void board_start_ticks(unsigned cycles, void (*handler)(void));
void board_stop_ticks(void);

/* In the handler: the next tick comes after so many cycles. */
void board_set_ticks(unsigned cycles);

int main(void);

#endif
