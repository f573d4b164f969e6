# fastctx-gdb.py: libfastctx's coroutines in gdb.
#
#   info fastctx [--search]       lists the live ones
#   fastctx bt COROUTINE|all      backtraces, of suspended ones too
#   fastctx apply all COMMAND     runs a command of gdb's with each one's frames
#
# COROUTINE is an expression: a fastctx_co_t *, or the number that `info fastctx` shows.
# Load it by `source tools/fastctx-gdb.py`; gdb loads it by itself where it is installed as
# share/gdb/auto-load/.../libfastctx.so.0-gdb.py. See docs/debugging.md.
#
# It works on a running program, through a gdb server, and on a core file. What it knows of
# the library's data is in the library itself: fastctx_debugger, the table of
# src/debugger.rs. Nothing is guessed, and a table of another version is refused.
#
# How a backtrace of a suspended coroutine is made: gdb is told, by an unwinder, that the
# innermost frame of the selected thread was called from where the coroutine waits. No
# register is written, so that it works on core files.
#
# SPDX-License-Identifier: MIT OR Apache-2.0

import contextlib

import gdb
import gdb.unwinder

MAGIC, VERSION = 0x46435844, 1

# The words of the table by their names, in the order of src/debugger.rs and of the
# modules that it takes the parts from.
PARTS = (
    "magic version count "
    "block context resumer pc previous status extras has_started entry low top mode name tenant "
    "start goes_on "
    "shared_low shared_top shared_owner tenant_shared tenant_context tenant_image step "
    "chunks last_chunk first stride guard fresh colours line "
    "last_run run_header run_size run_fresh run_before"
).split()

STATUS = ("suspended", "running", "normal", "dead")
MODES = {1: "given", 2: "mapped", 3: "growing", 4: "shared", 5: "segmented"}
SHARED, DEAD, RUNNING, NORMAL = 4, 3, 1, 2
MODE_BITS = 7

# What gdb calls the stack pointer and the program counter.
REGISTERS = {
    "i386:x86-64": ("rsp", "rip"),
    "i386": ("esp", "eip"),
    "aarch64": ("sp", "pc"),
    "arm": ("sp", "pc"),
    "riscv": ("sp", "pc"),
    "powerpc": ("r1", "pc"),
    "s390": ("r15", "pc"),
    "mips": ("sp", "pc"),
    "Loongarch": ("r3", "pc"),
}


class Unknown(gdb.GdbError):
    pass


def read(address, size):
    return bytes(gdb.selected_inferior().read_memory(address, size))


def is_little():
    return "little" in gdb.execute("show endian", to_string=True)


class Library:
    """The table, and what is read by it."""

    def __init__(self):
        symbol = gdb.lookup_minimal_symbol("fastctx_debugger") if hasattr(
            gdb, "lookup_minimal_symbol") else None
        try:
            place = int(gdb.parse_and_eval("(unsigned long)&fastctx_debugger")) if symbol is None \
                else int(symbol.value().address)
        except gdb.error:
            raise Unknown("fastctx: the program has no libfastctx (0.3 or later), or is not running") from None
        self.order = "little" if is_little() else "big"
        self.word = gdb.lookup_type("void").pointer().sizeof
        self.at = {}
        for index, name in enumerate(PARTS):
            self.at[name] = self.pointer(place + index * self.word)
        if self.at["magic"] != MAGIC:
            raise Unknown("fastctx: no table at fastctx_debugger: has the program started?")
        if self.at["version"] != VERSION or self.at["count"] != len(PARTS):
            raise Unknown("fastctx: the library's table is version %d of %d words, and this script knows"
                          " version %d of %d" % (self.at["version"], self.at["count"], VERSION, len(PARTS)))

    def number(self, address, size):
        return int.from_bytes(read(address, size), self.order)

    def pointer(self, address):
        return self.number(address, self.word)

    def __getattr__(self, name):
        return self.__dict__["at"][name]


class Coroutine:
    """One control block, as it is now."""

    def __init__(self, library, address):
        self.library, self.address = library, address
        block = read(address, library.block)

        def pointer(offset):
            return int.from_bytes(block[offset:offset + library.word], library.order)

        self.context = (pointer(library.context), pointer(library.context + library.pc))
        self.resumer = (pointer(library.resumer), pointer(library.resumer + library.pc))
        self.previous = pointer(library.previous)
        self.status = block[library.status]
        self.extras = block[library.extras]
        self.has_started = block[library.has_started:library.has_started + 2] != b"\0\0"
        self.entry = pointer(library.entry)
        self.low, self.top = pointer(library.low), pointer(library.top)
        self.mode = pointer(library.mode) & MODE_BITS
        self.name_at = pointer(library.name)
        self.shared = pointer(library.tenant + library.tenant_shared)
        self.image = pointer(library.tenant + library.tenant_image)
        where = pointer(library.tenant + library.tenant_context)
        if self.mode == SHARED and where:
            # It may wait for one that it resumed; that one has its context.
            self.context = (library.pointer(where), library.pointer(where + library.pc))

    def is_one(self):
        """Whether what stands there is a live coroutine's."""
        if self.status >= DEAD or self.mode not in MODES or not self.low < self.top:
            return False
        if self.mode != SHARED:
            return self.low <= self.address < self.top
        try:
            return (self.library.pointer(self.shared + self.library.shared_low) == self.low
                    and self.library.pointer(self.shared + self.library.shared_top) == self.top)
        except gdb.MemoryError:
            return False

    def is_out(self):
        """Whether its live part is in its image, not on the shared stack."""
        if self.mode != SHARED:
            return False
        owner = self.library.pointer(self.shared + self.library.shared_owner)
        return owner != self.address + self.library.tenant

    @property
    def name(self):
        if not self.name_at:
            return "-"
        try:
            return '"%s"' % gdb.Value(self.name_at).cast(
                gdb.lookup_type("char").pointer()).string(length=-1)[:40]
        except (gdb.error, UnicodeDecodeError):
            return "?"


def tops(library):
    """The control blocks of the library's own stacks."""
    for number in range(1, library.pointer(library.last_chunk) + 1):
        chunk = library.pointer(library.chunks + number * library.word)
        if not chunk:
            continue
        first, stride, guard = (library.pointer(chunk + offset)
                                for offset in (library.first, library.stride, library.guard))
        for index in range(library.number(chunk + library.fresh, 4)):
            low = first + index * stride + guard
            end = first + (index + 1) * stride
            for colour in range(library.colours):
                top = end - colour * library.line
                block = (top - library.block) & ~(library.line - 1)
                if library.pointer(block + library.low) == low and \
                        library.pointer(block + library.top) == top:
                    yield block


def blocks(library):
    """Blocks of memory that may be the control blocks of those on shared stacks."""
    run = library.pointer(library.last_run)
    while run:
        if library.pointer(run + library.run_size) == library.block:
            for index in range(library.pointer(run + library.run_fresh)):
                yield run + library.run_header + index * library.block
        run = library.pointer(run + library.run_before)


def found(library):
    """Those on memory of the program's that wait in fastctx_yield() or have not started:
    by the addresses that they go on at, in all memory that can be written to."""
    patterns = [goes_on.to_bytes(library.word, library.order)
                for goes_on in (library.start, library.goes_on)]
    for start, end in writable():
        for piece in range(start, end, PIECE):
            try:
                memory = read(piece, min(PIECE, end - piece))
            except gdb.MemoryError:
                continue
            for pattern in patterns:
                at = memory.find(pattern)
                while at >= 0:
                    yield piece + at - library.pc - library.context
                    at = memory.find(pattern, at + library.word)


# What is read at once. Where a part of it cannot be, none of it is looked at.
PIECE = 64 * 1024


def writable():
    """The writable mappings of the program, or what a core file has of them."""
    ranges = []
    with contextlib.suppress(gdb.error):
        for line in gdb.execute("info proc mappings", to_string=True).splitlines():
            words = line.split()
            if len(words) > 4 and words[4].startswith("rw"):
                ranges.append((int(words[0], 16), int(words[1], 16)))
    if not ranges:
        for line in gdb.execute("info files", to_string=True).splitlines():
            words = line.split()
            if len(words) >= 5 and words[1] == "-" and words[4].startswith("load"):
                ranges.append((int(words[0], 16), int(words[2], 16)))
    return ranges


def live(library, search=False):
    """All live coroutines, in the order of addresses."""
    known = {}

    def add(address):
        if address in known or address % library.word:
            return
        try:
            coroutine = Coroutine(library, address)
            if coroutine.is_one():
                known[address] = coroutine
        except (gdb.MemoryError, OverflowError):
            return
        if address in known and coroutine.status in (RUNNING, NORMAL) and coroutine.previous:
            add(coroutine.previous)

    for source in (tops, blocks) + ((found,) if search else ()):
        for address in source(library):
            add(address)
    return [known[address] for address in sorted(known)]


def registers():
    name = gdb.selected_frame().architecture().name()
    for prefix, names in REGISTERS.items():
        if name.startswith(prefix):
            return names
    raise Unknown("fastctx: the architecture %s is not known here" % name)


class Behind(gdb.unwinder.Unwinder):
    """Says that the innermost frame was called from somewhere else."""

    def __init__(self):
        super().__init__("fastctx")
        self.enabled = False
        self.innermost = self.target = None

    def __call__(self, pending):
        if not self.target:
            return None
        sp, pc = (int(pending.read_register(name)) for name in self.names)
        if (sp, pc) != self.innermost:
            return None

        class Identity:
            pass

        # gdb refuses a caller that is below who was called: so that one is put there.
        identity, here = Identity(), pending.read_register(self.names[0])
        identity.sp = gdb.Value(self.target[0] - 64).cast(here.type)
        identity.pc = pending.read_register(self.names[1])
        info = pending.create_unwind_info(identity)
        for name, value in zip(self.names, self.target):
            info.add_saved_register(name, gdb.Value(value).cast(pending.read_register(name).type))
        return info

    @contextlib.contextmanager
    def frames(self, target):
        """The frames of whom waits with that stack pointer at that address."""
        frame = gdb.newest_frame()
        self.names = registers()
        self.innermost = tuple(int(frame.read_register(name)) for name in self.names)
        # gdb takes a frame that has called for one in the midst of the call before: one
        # byte further it looks up the instruction that is meant.
        self.target, self.enabled = (target[0], target[1] + 1), True
        gdb.invalidate_cached_frames()
        try:
            older = gdb.newest_frame().older()
            if older is None:
                raise Unknown("fastctx: gdb does not take the frame")
            older.select()
            yield older
        finally:
            self.target, self.enabled = None, False
            gdb.invalidate_cached_frames()


BEHIND = Behind()
gdb.unwinder.register_unwinder(None, BEHIND, replace=True)


@contextlib.contextmanager
def on_its_stack(coroutine):
    """With a copied-out live part where it belongs, for as long as it takes: what the
    program has there comes back. Not possible in a core file: then False."""
    if not coroutine.is_out():
        yield True
        return
    inferior, library = gdb.selected_inferior(), coroutine.library
    low = coroutine.context[0] & ~(library.step - 1)
    before = read(low, coroutine.top - low)
    try:
        inferior.write_memory(low, read(coroutine.image, len(before)))
    except gdb.error:
        yield False
        return
    try:
        gdb.invalidate_cached_frames()
        yield True
    finally:
        inferior.write_memory(low, before)
        gdb.invalidate_cached_frames()


def thread_of(coroutine):
    """The thread whose stack pointer is on the coroutine's stack."""
    selected = gdb.selected_thread()
    try:
        for thread in gdb.selected_inferior().threads():
            thread.switch()
            if coroutine.low <= int(gdb.newest_frame().read_register(registers()[0])) < coroutine.top:
                return thread
    finally:
        if selected:
            selected.switch()
    return None


def waiting_at(coroutine, everyone):
    """Where one goes on that waits: a stack pointer and an address. None: it runs."""
    if coroutine.status == RUNNING:
        return None
    if coroutine.status == NORMAL:
        for other in everyone:
            if other.previous == coroutine.address and other.status in (RUNNING, NORMAL):
                return other.resumer
    return coroutine.context


def is_librarys(frame):
    """Whether a frame is the library's own."""
    name = frame.name() or ""
    place = gdb.solib_name(frame.pc()) or ""
    return "libfastctx.so" in place or "fastctx" in name.split("(")[0].split("::")[0]


def place_of(frame):
    while frame is not None and is_librarys(frame):
        frame = frame.older()
    if frame is None:
        return None
    sal = frame.find_sal()
    where = " at %s:%d" % (sal.symtab.filename, sal.line) if sal.symtab else ""
    return "in %s%s" % (frame.name() or "0x%x" % frame.pc(), where)


def symbol(address):
    text = gdb.execute("info symbol 0x%x" % address, to_string=True).split(" in section")[0].strip()
    return "0x%x" % address if text.startswith("No symbol") else text.split(" + ")[0]


@contextlib.contextmanager
def frames_of(coroutine, everyone):
    """Selects its innermost frame; yields it, and what there is to say of it."""
    selected, frame = gdb.selected_thread(), None
    with contextlib.suppress(gdb.error):
        frame = gdb.selected_frame().level()
    try:
        waits = waiting_at(coroutine, everyone)
        if waits is None:
            thread = thread_of(coroutine)
            if thread is None:
                yield None, "it is running, on another stack than its own"
                return
            thread.switch()
            gdb.newest_frame().select()
            yield gdb.newest_frame(), "it is running, in thread %d" % thread.num
        elif not coroutine.has_started:
            yield None, "it has not started: %s" % symbol(coroutine.entry)
        else:
            with on_its_stack(coroutine) as is_there:
                sp, note = waits[0], ""
                if not is_there:
                    # Its bytes are in the image: frames are found there as long as they
                    # are by the stack pointer.
                    low = sp & ~(coroutine.library.step - 1)
                    sp += coroutine.image - low
                    note = ("its stack is copied away, and a core file cannot be written to:"
                            " frames that are found by a frame pointer end this")
                with BEHIND.frames((sp, waits[1])) as innermost:
                    yield innermost, note
    finally:
        if selected:
            selected.switch()
        with contextlib.suppress(gdb.error):
            if frame:
                gdb.execute("frame %d" % frame, to_string=True)


class Info(gdb.Command):
    """List libfastctx's live coroutines.
With --search also those on memory that the program gave, or libgcc's: by looking through
all memory, for those that wait in fastctx_yield() or have not started."""

    def __init__(self):
        super().__init__("info fastctx", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        if argument.strip() not in ("", "--search"):
            raise gdb.GdbError("info fastctx [--search]")
        everyone = live(Library(), bool(argument.strip()))
        if not everyone:
            print("No live coroutines.")
            return
        width = len("%x" % max(coroutine.address for coroutine in everyone)) + 2
        print("%4s %-*s %-9s %-9s %-*s %s" % ("Num", width, "Coroutine", "Status", "Mode",
                                              2 * width + 1, "Stack", "Name, and where it is"))
        for number, coroutine in enumerate(everyone, 1):
            with frames_of(coroutine, everyone) as (frame, note):
                where = frame is not None and place_of(frame) or note
                if coroutine.is_out():
                    where += " (copied away, to 0x%x)" % coroutine.image
            print("%4d %-*s %-9s %-9s 0x%x-0x%x %s %s" % (
                number, width, "0x%x" % coroutine.address, STATUS[coroutine.status],
                MODES[coroutine.mode], coroutine.low, coroutine.top, coroutine.name, where))


class Prefix(gdb.Command):
    """Commands for libfastctx's coroutines."""

    def __init__(self):
        super().__init__("fastctx", gdb.COMMAND_STACK, gdb.COMPLETE_NONE, True)


def chosen(text):
    """Those that an argument names, with all others."""
    library = Library()
    everyone = live(library)
    if text == "all":
        return list(enumerate(everyone, 1)), everyone
    value = int(gdb.parse_and_eval(text))
    if 0 < value <= len(everyone):
        return [(value, everyone[value - 1])], everyone
    for number, coroutine in enumerate(everyone, 1):
        if coroutine.address == value:
            return [(number, coroutine)], everyone
    with contextlib.suppress(gdb.MemoryError):
        coroutine = Coroutine(library, value)
        if coroutine.is_one():
            return [(0, coroutine)], everyone + [coroutine]
    raise Unknown("fastctx: no live coroutine %s" % text)


def head(number, coroutine):
    return "\nCoroutine %s(0x%x, %s) %s, %s:" % (
        "%d " % number if number else "", coroutine.address, coroutine.name,
        STATUS[coroutine.status], MODES[coroutine.mode])


def with_frames(text, action):
    some, everyone = chosen(text)
    for number, coroutine in some:
        print(head(number, coroutine))
        with frames_of(coroutine, everyone) as (frame, note):
            if note:
                print(note)
            if frame is not None:
                action(frame)


class Backtrace(gdb.Command):
    """Backtraces of coroutines: fastctx bt COROUTINE|all
COROUTINE is a fastctx_co_t *, or a number that `info fastctx` shows."""

    def __init__(self):
        super().__init__("fastctx bt", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        if not argument:
            raise gdb.GdbError("fastctx bt COROUTINE|all")
        with_frames(argument, lines)


def lines(frame):
    """As gdb's bt; from this frame on, with numbers that begin there."""
    skip = frame.level()
    level = 0
    while frame is not None and level < 1000:
        sal, function = frame.find_sal(), frame.name()
        where = " at %s:%d" % (sal.symtab.filename, sal.line) if sal.symtab else ""
        if not where and gdb.solib_name(frame.pc()):
            where = " from %s" % gdb.solib_name(frame.pc())
        print("#%-3d 0x%x in %s ()%s" % (level, frame.pc() - (skip == 1 and level == 0),
                                         function or "??", where))
        frame, level = frame.older(), level + 1


class Apply(gdb.Command):
    """Run a command with the innermost frame of each coroutine selected:
fastctx apply all COMMAND"""

    def __init__(self):
        super().__init__("fastctx apply", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        who, _, command = argument.partition(" ")
        if not command:
            raise gdb.GdbError("fastctx apply COROUTINE|all COMMAND")

        def run(frame):
            while frame is not None and is_librarys(frame) and frame.older() is not None:
                frame = frame.older()
            frame.select()
            try:
                gdb.execute(command)
            except gdb.error as error:
                print(error)

        with_frames(who, run)


Info()
Prefix()
Backtrace()
Apply()
