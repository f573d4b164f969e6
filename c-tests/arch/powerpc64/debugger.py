"""debugger.py: what gdb tells of powerpc64 in its own way (c-tests/gdb/machine.py)."""

from common import is_compiled, read_floating, read_general

# LLVM describes prologues as if they were one instruction here.
is_passed_over = is_compiled

def read(frame, name):
    if name[0] == "f" and name[1:].isdigit():
        return read_floating(frame.read_register(name))
    if name.startswith("vr"):  # a half of a vector register
        words = frame.read_register(name.split(".")[0])["v4_int32"]
        low = 2 if name.endswith(".first") else 0
        return sum((int(words[low + i]) & 0xFFFFFFFF) << 32 * i for i in range(2))
    return read_general(frame, name)
