/* stepping.h: what a tracer needs to stop a program at an instruction (ptrace(2)). */
#define BREAKPOINT 0xd4200000 /* brk #0, and its bytes */
#define BREAKPOINT_SIZE 4
#define BREAKPOINT_PASSES 0 /* the program counter is at it then */
#define TRACED_PC(registers) ((registers).pc)
/* A stop between a load-exclusive and its store-exclusive makes that one fail, and the code goes
 * round once more: locks and what is behind them cannot be followed so. */
#define STOPS_BREAK_ATOMICS
