"""debugger.py: what gdb tells of arm in its own way (c-tests/gdb/machine.py)."""

import gdb
from common import is_compiled, read_floating, read_general

is_passed_over = is_compiled  # LLVM describes no epilogues here


def read(frame, name):
    if name.startswith("d"):
        register = frame.read_register(name)
        if register.type.code == gdb.TYPE_CODE_UNION:  # where there is a vector unit
            return int(register["u64"])
        return read_floating(register)
    return read_general(frame, name)
