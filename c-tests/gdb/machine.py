"""What the scripts of this folder have to know of the machine."""

import struct

import gdb

# What of the library's assembly ends as compiled functions do.
ASSEMBLY = ("handler_stubs", "makecontext", "setcontext", "swapcontext", "vfork")


def is_s390x():
    return gdb.newest_frame().architecture().name() == "s390:64-bit"


def is_untold():
    """Whether no backtrace can be right here for what the compiler does not tell:
    LLVM describes no epilogues on s390x. There one instruction restores the stack
    pointer too, and the next one returns."""
    frame = gdb.newest_frame()
    if not is_s390x():
        return False
    if any(part in ASSEMBLY for part in (frame.name() or "").split("::")):
        return False
    load, size, goes = 0xEB, 6, b"\x07\xfe"  # lmg of registers up to r15; br %r14
    code = bytes(gdb.selected_inferior().read_memory(frame.pc() - size, size + len(goes)))
    return code[0] == load and code[1] & 15 == 15 and code[size:] == goes


def starts_in_trampoline():
    """Whether a made context begins in the trampoline, which calls its function."""
    return is_s390x()


def floating(frame, name):
    """The bits of a floating-point register of 64 bits in a caller, or None. On s390x
    gdb looks for what unwind information says of it in the vector register that it is
    in, and finds that in the next frame only."""
    if not is_s390x():
        return int(frame.read_register(name).format_string(format="x"), 16)
    if frame.level() != 1:
        return None
    try:
        return int(frame.read_register("v" + name[1:])["v2_int64"][0]) & ((1 << 64) - 1)
    except (ValueError, gdb.error):
        value = float(frame.read_register(name))
        return struct.unpack(">Q", struct.pack(">d", value))[0]


def double_word(frame, name):
    """The bits of one of arm's, of which gdb knows more where there is a vector unit."""
    register = frame.read_register(name)
    if register.type.code == gdb.TYPE_CODE_UNION:
        return int(register["u64"])
    return int(register.format_string(format="x"), 16)
