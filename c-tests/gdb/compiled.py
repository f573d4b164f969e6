"""Positions that the two scripts here do not ask at.

COMPILED=passed-over (c-tests/arch/ARCH/arch.sh): the Rust compiler's unwind information is not
true at every instruction on this architecture; then only the assembly is looked at.
"""

import os
import re

import gdb

# The Rust functions whose bodies are files of asm/ and that have no C name.
BODIES = ("trampoline", "handler_stubs", "entry", "start", "copier", "resume_shared", "yield_shared")


def is_passed_over(frame):
    if os.environ.get("COMPILED") != "passed-over":
        return False
    # What the linker calls it: the debug information of a shared library may have
    # the last part of the name alone.
    symbol = gdb.execute("info symbol %#x" % frame.pc(), to_string=True).split(" ")[0]
    if symbol.startswith(("_R", "_ZN")):  # not demangled: each part of the name behind its length
        return "7fastctx" in symbol and not any("%d%s" % (len(body), body) in symbol for body in BODIES)
    if symbol.startswith("__aeabi_"):  # division, of the compiler's own
        return True
    name = symbol.split("::")
    if not re.match(r"<?fastctx(\[|$)", name[0]):
        return False
    if name[-1].startswith("h") and len(name[-1]) == 17:  # the hash of the legacy mangling
        name.pop()
    return name[-1] not in BODIES
