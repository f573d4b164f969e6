"""The results of `make bench`, build/bench/TARGET/results.json, as tables.py and
plot.py ask for them, and what both say in the same words."""

import json
import sys


class Results:
    """What the programs of the benchmark found. The first one's machine and
    number of rounds stand for all: scripts/bench.sh runs them in one go."""

    def __init__(self, path):
        try:
            with open(path, encoding="utf-8") as file:
                programs = json.load(file)
            self.machine = programs[0]["machine"]
            self.rounds = programs[0]["rounds"]
            self.switches = programs[0]["switches"]
            self.share = min(program["processor_share"] for program in programs)
            self.rows = [row for program in programs for row in program["rows"]]
            # Others were at work: the figures are no good.
            self.was_busy = self.share < 0.9
        except (OSError, ValueError, LookupError, TypeError) as error:
            sys.exit(f"{path}: no results of a benchmark: {error}")
        for question in "switches", "many", "memory", "copy":
            if not self.all(question):
                sys.exit(f"{path}: nothing about {question}: a run without -o is wanted")

    def all(self, question, **wanted):
        """The rows of a question in which the named members are so."""
        return [
            row
            for row in self.rows
            if row["question"] == question
            and all(row.get(name) == value for name, value in wanted.items())
        ]

    def one(self, question, contender, **wanted):
        """The row, or None."""
        rows = self.all(question, contender=contender, **wanted)
        return rows[0] if rows else None

    def median(self, question, contender, **wanted):
        """The median, or None where there is none."""
        row = self.one(question, contender, **wanted)
        return row.get("median") if row else None

    def contenders(self, question, **wanted):
        """Their names, in the order of the benchmark."""
        return list(dict.fromkeys(row["contender"] for row in self.all(question, **wanted)))


def number(value):
    """Three digits that count, and thin spaces between thousands."""
    if value is None:
        return "—"
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{digits}f}".replace(",", "\u202f")


def count(value):
    """A whole number with thin spaces between thousands."""
    return f"{value:,.0f}".replace(",", "\u202f")


def preserves(text):
    """What a switch keeps beside the registers, in words."""
    return text.replace("FP", "FP control")


def versions(machine):
    """The machine in two lines: what it is, and what ran there."""
    peers = [f"glibc {machine['libc']}"]
    if "boost" in machine:
        peers.append("Boost " + machine["boost"].replace("_", "."))
    if "corosensei" in machine:
        peers.append("corosensei " + machine["corosensei"])
    kind = ", virtual machine" if machine["virtual"] else ""
    kernel = machine["kernel"].split("-")[0]
    revision = "" if machine["revision"] == "unknown" else f" ({machine['revision']})"
    return (
        f"{machine['processor']}{kind}, {kernel}, {machine['system']}",
        f"{', '.join(peers)}; libfastctx {machine['libfastctx']}{revision}, "
        f"{' '.join(machine['rustc'].split()[:2])}, {machine['compiler']}; {machine['date'][:10]}",
    )
