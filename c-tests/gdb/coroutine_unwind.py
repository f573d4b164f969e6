"""Steps through c-tests/gdb/coroutine_scene.c one instruction at a time, inside
gdb, and asks for a backtrace at each that lies in the library.

On the old stack it must reach main through old_side. On a coroutine's stack it must
end at the entry of the context, and, while the coroutine's function is active,
pass that; on a shared stack it must end at an entry. The callee-saved registers of the function that called the library
with known values in them must be found. Prints TAP.
"""

import gdb
from machine import is_passed_over, read

LIMIT = 40000
SCENE = ("main", "old_side", "outer_side", "inner_side", "context_side", "resume", "yield", "make",
         "make_shared", "shared_side", "shared_outer_side", "call_with_registers", "fastctx_create", "create", "fastctx_init", "init")
SHARED = 2
ACTIVE = (("outer_side", "context_side"), ("inner_side",))


def value(expression):
    return int(gdb.parse_and_eval("(unsigned long long)(%s)" % expression))


WHOLE_REGISTER = (1 << 8 * value("sizeof(void *)")) - 1


def backtrace():
    """Function names from the innermost frame outwards, why it ended, and the
    frame that called with known registers."""
    names, caller, frame = [], None, gdb.newest_frame()
    while frame is not None and len(names) < 50:
        names.append(frame.name() or "?")
        if names[-1] == "call_with_registers" and caller is None:
            caller = frame
        reason = frame.unwind_stop_reason()
        frame = frame.older()
    return names, reason, caller


def registers():
    """Name and expected values of those that gdb can read as integers."""
    count = value("sizeof patterns[0] / sizeof patterns[0][0]")
    result = []
    for i in range(count):
        name = gdb.parse_and_eval("scene_registers[%d].name" % i).string()
        if value("scene_registers[%d].mask" % i) in (WHOLE_REGISTER, (1 << 64) - 1):
            result.append((name, [value("patterns[%d][%d]" % (p, i)) for p in range(2)]))
    return result


def verdict(names, reason, caller, stack, expected):
    if stack is None:
        if names[-1] != "main" or names.count("old_side") != 1:
            return "does not reach main"
    else:
        ends = any(name in names[-1] for name in ("entry", "start", "copier"))
        if not ends or reason != gdb.FRAME_UNWIND_OUTERMOST:
            return "does not end at the entry (%d)" % reason
        if stack < SHARED and value("is_active[%d]" % stack) and sum(names.count(n) for n in ACTIVE[stack]) != 1:
            return "does not pass the entry function"
    if caller is not None:
        pattern = 0 if caller.older().name() == "resume" else 1
        for name, values in expected:
            if read(caller, name) not in (values[pattern], None):
                return "finds %#x in %s" % (read(caller, name), name)
    return None


def main():
    gdb.execute("set pagination off")
    gdb.execute("set confirm off")
    gdb.execute("set language c")  # also where the code is Rust
    gdb.execute("break old_side")
    gdb.execute("continue")
    expected = registers()
    low, each = value("&stacks"), value("sizeof stacks[0]")
    shared_low, shared_high = value("shared_low"), value("shared_high")
    stops = wrong = steps = known = 0
    while not value("scene_over") and steps < LIMIT:
        if gdb.newest_frame().name() in ("make", "make_shared", "fastctx_create", "fastctx_init"):
            gdb.execute("finish", to_string=True)
        gdb.execute("stepi", to_string=True)
        steps += 1
        name = gdb.newest_frame().name() or ""
        # i386's thunks are the scene's too, and may have no unwind information.
        if name in SCENE or name.startswith("__x86.get_pc_thunk"):
            continue
        if is_passed_over(gdb.newest_frame()):
            continue
        sp = value("$sp")
        # An empty stack ends where the next one begins.
        stack = (sp - 1 - low) // each if low < sp <= low + 2 * each else None
        if shared_low < sp <= shared_high:
            stack = SHARED
        names, reason, caller = backtrace()
        stops += 1
        known += caller is not None
        fault = verdict(names, reason, caller, stack, expected)
        if fault:
            wrong += 1
            if wrong <= 8:
                where = gdb.execute("x/i $pc", to_string=True).strip()
                print("# %s: %s %s" % (where, " < ".join(names), fault))
    print("%sok 1 - gdb unwinds wrongly from %d of %d positions" % ("not " if wrong else "", wrong, stops))
    print("%sok 2 - registers were known in %d of them" % ("" if known > 100 else "not ", known))
    print("%sok 3 - the scene was stepped to its end: %d steps" % ("" if value("scene_over") else "not ", steps))
    print("1..3")


try:
    main()
except gdb.error as error:
    print("Bail out! %s" % error)
gdb.execute("kill")
