/* stepping.h: what a tracer needs to stop a program at an instruction (ptrace(2)). */
#define BREAKPOINT 0xcc /* int3, and its bytes */
#define BREAKPOINT_SIZE 1
#define BREAKPOINT_PASSES 1 /* the program counter is behind it then */
#define TRACED_PC(registers) ((registers).eip)
