"""Answers that serve several machines (machine.py)."""

import re

import gdb

# The Rust functions whose bodies are files of asm/ and that have no C name.
BODIES = ("trampoline", "handler_stubs", "entry", "start", "copier", "resume_shared", "yield_shared")


def is_compiled(frame):
    """Whether a function of the library is the compiler's work and not a file of asm/."""
    # What the linker calls it: the debug information of a shared library may have
    # the last part of the name alone.
    symbol = gdb.execute("info symbol %#x" % frame.pc(), to_string=True).split(" ")[0]
    if symbol.startswith(("_R", "_ZN")):  # not demangled: each part of the name behind its length
        return "7fastctx" in symbol and not any("%d%s" % (len(body), body) in symbol for body in BODIES)
    if symbol.startswith("__aeabi_") or symbol == "No":  # division, of the compiler's own; no name
        return True
    name = symbol.split("::")
    if not re.match(r"<?fastctx(\[|$)", name[0]):
        return False
    if name[-1].startswith("h") and len(name[-1]) == 17:  # the hash of the legacy mangling
        name.pop()
    return name[-1] not in BODIES


def read_general(frame, name):
    value = frame.read_register(name)
    return int(value) & ((1 << 8 * value.type.sizeof) - 1)


def read_floating(value):
    """The bits of a floating-point value."""
    return int(value.format_string(format="x"), 16)
