# Arm's MPS2 with a Cortex-M4F.
TARGET = thumbv7em
CC = arm-none-eabi-gcc
MACHINE_FLAGS = -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16
# Without a count of instructions the program may be at its end before a tick.
EMULATE = qemu-system-arm -M mps2-an386 -icount shift=5
