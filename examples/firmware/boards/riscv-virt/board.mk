# qemu's own RISC-V machine, with a 32-bit processor.
TARGET = riscv32imac
CC = riscv64-unknown-elf-gcc
MACHINE_FLAGS = -march=rv32imac -mabi=ilp32 -mcmodel=medany
EMULATE = qemu-system-riscv32 -M virt -bios none
