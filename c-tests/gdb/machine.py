"""What the scripts of this folder have to know of the machine: what holds where nothing
else is said. c-tests/arch/<arch>/debugger.py says what is otherwise there.
"""

from common import read_floating, read_general


def is_passed_over(frame):
    """Whether no backtrace can be right at a place in the library, for what the compiler
    does not tell."""
    return False


def starts_in_trampoline():
    """Whether a made context begins in the trampoline, which calls its function."""
    return False


def read(frame, name):
    """The bits of a callee-saved register in a frame, or None where gdb cannot tell."""
    if name[0] == "f" and name[1:].isdigit():
        return read_floating(frame.read_register(name))
    return read_general(frame, name)


try:
    from debugger import *  # noqa: F403
except ModuleNotFoundError:
    pass
