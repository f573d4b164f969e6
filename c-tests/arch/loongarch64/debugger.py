"""debugger.py: what gdb tells of loongarch64 in its own way (c-tests/gdb/machine.py)."""

import gdb
from common import is_compiled, read_floating, read_general


def is_passed_over(frame):
    """LLVM describes no epilogues here: at `ret` the stack pointer is restored."""
    code = bytes(gdb.selected_inferior().read_memory(frame.pc(), 4))
    return code == b"\x20\x00\x00\x4c" and is_compiled(frame)


def read(frame, name):
    if name == "fp":  # that is gdb's own word for a frame's base
        name = "r22"
    if name[0] == "f" and name[1:].isdigit():
        return read_floating(frame.read_register(name)["d"])
    return read_general(frame, name)
