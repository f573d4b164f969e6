"""Steps through c-tests/gdb/scene.c one instruction at a time, inside gdb, and
asks for a backtrace at each that lies in the library.

While the stack pointer is on the old stack the backtrace must reach main
through old_side; on the new stack it must reach new_side and then end at the
trampoline, or, once new_side is done, end at the trampoline at once. Prints TAP.
"""

import gdb
from machine import is_passed_over, starts_in_trampoline

LIMIT = 20000


def value(expression):
    return int(gdb.parse_and_eval("(unsigned long)(%s)" % expression))


def names():
    """Function names from the innermost frame outwards, and why it ended."""
    result = []
    frame = gdb.newest_frame()
    while frame is not None and len(result) < 50:
        result.append(frame.name() or "?")
        reason = frame.unwind_stop_reason()
        frame = frame.older()
    return result, reason


def verdict(frames, reason, on_new_stack, entered, done):
    if not on_new_stack:
        return "old_side" in frames and frames[-1] == "main"
    if not entered and starts_in_trampoline():
        done = True
    ends = "trampoline" in frames[-1] and reason == gdb.FRAME_UNWIND_OUTERMOST
    return ends and ("new_side" in frames) != done


def main():
    gdb.execute("set pagination off")
    gdb.execute("set confirm off")
    gdb.execute("set language c")  # also where the code is Rust
    gdb.execute("break old_side")
    gdb.execute("continue")
    low = value("&new_stack")
    high = low + value("sizeof new_stack")
    stops = wrong = steps = 0
    done = entered = False
    while not value("scene_over") and steps < LIMIT:
        gdb.execute("stepi", to_string=True)
        steps += 1
        frame = gdb.newest_frame()
        sp = value("$sp")
        on_new_stack = low <= sp <= high
        if frame.name() in ("old_side", "new_side", "swap_here", "main"):
            entered = entered or frame.name() == "new_side"
            continue
        if (frame.name() or "").startswith("__x86.get_pc_thunk"):
            continue  # the scene's, and it may have no unwind information
        if is_passed_over(frame):
            continue
        frames, reason = names()
        if on_new_stack and entered and "trampoline" in frames[0]:
            done = True
        if not on_new_stack:
            done = False if not entered else done
        stops += 1
        if not verdict(frames, reason, on_new_stack, entered, done and on_new_stack):
            wrong += 1
            if wrong <= 8:
                where = gdb.execute("x/i $pc", to_string=True).strip()
                print("# %s: %s (stop reason %d)" % (where, " < ".join(frames), reason))
    print("%sok 1 - gdb unwinds wrongly from %d of %d positions" % ("not " if wrong else "", wrong, stops))
    print("%sok 2 - the scene was stepped to its end: %d steps" % ("" if value("scene_over") and done else "not ", steps))
    print("1..2")


try:
    main()
except gdb.error as error:
    print("Bail out! %s" % error)
gdb.execute("kill")
