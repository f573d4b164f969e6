"""debugger.py: what gdb tells of RISC-V in its own way (c-tests/gdb/machine.py)."""

from common import read_floating, read_general


def read(frame, name):
    if name.startswith("fs") and name[2:].isdigit():  # one value as two types
        return read_floating(frame.read_register(name)["double"])
    return read_general(frame, name)
