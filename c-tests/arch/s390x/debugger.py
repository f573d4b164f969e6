"""debugger.py: what gdb tells of s390x in its own way (c-tests/gdb/machine.py)."""

import struct

import gdb
from common import is_compiled, read_general


def is_passed_over(frame):
    """LLVM describes no epilogues here. One instruction restores the stack pointer with
    the rest, and the next one returns."""
    if not is_compiled(frame):
        return False
    load, size, goes = 0xEB, 6, b"\x07\xfe"  # lmg of registers up to r15; br %r14
    code = bytes(gdb.selected_inferior().read_memory(frame.pc() - size, size + len(goes)))
    return code[0] == load and code[1] & 15 == 15 and code[size:] == goes


def starts_in_trampoline():
    return True


def read(frame, name):
    """gdb looks for what unwind information says of a floating-point register in the
    vector register that it is in, and finds that in the next frame only."""
    if not (name[0] == "f" and name[1:].isdigit()):
        return read_general(frame, name)
    if frame.level() != 1:
        return None
    try:
        return int(frame.read_register("v" + name[1:])["v2_int64"][0]) & ((1 << 64) - 1)
    except (ValueError, gdb.error):
        value = float(frame.read_register(name))
        return struct.unpack(">Q", struct.pack(">d", value))[0]
