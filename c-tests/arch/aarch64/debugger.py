"""debugger.py: what gdb tells of aarch64 in its own way (c-tests/gdb/machine.py)."""

from common import read_general


def read(frame, name):
    if name.startswith("d"):
        return int(frame.read_register("v" + name[1:])["d"]["u"][0])
    return read_general(frame, name)
