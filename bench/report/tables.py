"""Writes the results of `make bench` into Markdown: replaces what stands between
`<!-- NAME -->` and `<!-- end of NAME -->` in each file, so that no figure there
was ever typed.

usage: tables.py RESULTS.json FILE...
"""

import re
import sys
import textwrap

from results import Results, count, number, preserves, versions

TITLES = {
    "glibc swapcontext": "glibc",
    "swapcontext, always": "`swapcontext`, `always`",
    "swapcontext, auto": "`swapcontext`, `auto`",
    "swapcontext, never": "`swapcontext`, `never`",
    "swapcontext by ret": "`swapcontext`, exit always by `ret`",
    "swapcontext by jmp": "`swapcontext`, exit always by `jmp`",
    "fastctx_switch by ret": "`fastctx_switch`, exit always by `ret`",
    "fastctx_switch by jmp": "`fastctx_switch`, exit always by `jmp`",
    "fastctx inline": "`fastctx_switch_inline`",
    "fastctx coroutine": "coroutine, mapped stack",
    "fastctx, given stack": "coroutine, given stack",
    "fastctx, segmented stack": "coroutine, segmented stack",
    "Boost jump_fcontext": "Boost.Context",
    "corosensei": "corosensei (Rust)",
}
LEVEL = 1.05  # a ratio within which neither is called ahead
AMONG_MANY = " on plain stacks"


def title(contender):
    """A contender's name in Markdown."""
    name = contender.replace(", plain stacks", "")
    if name != contender:
        name = {"Boost": "Boost jump_fcontext"}.get(name, name)
        return TITLES.get(name, f"`{name}`" if "_" in name else name) + AMONG_MANY
    return TITLES.get(name, f"`{name}`" if name.startswith("fastctx_") else name)


def table(head, rows):
    return "\n".join(
        ["| " + " | ".join(cells) + " |" for cells in [head]]
        + ["|---" * len(head) + "|"]
        + ["| " + " | ".join(cells) + " |" for cells in rows]
    ).replace("|  |", "| |")


def paragraph(text):
    return textwrap.fill(" ".join(text.split()), 118, break_long_words=False, break_on_hyphens=False)


def spread(row):
    """A median and the quartiles around it."""
    if row is None or "median" not in row:
        return "—"
    return f"{number(row['median'])} ({number(row['lower_quartile'])}–{number(row['upper_quartile'])})"


def busy(results):
    if not results.was_busy:
        return ""
    return (
        f" The machine was busy with other work, the benchmark had {100 * results.share:.0f} % of its processor: "
        "the figures are provisional."
    )


# ---- the README -----------------------------------------------------------------


def figures(results):
    """The short form."""

    def cost(contender, shape, depth=0):
        return results.median("switches", contender, shape=shape, depth=depth)

    columns = [
        ("ping-pong", "ping-pong", 0),
        ("scheduler of 16", "scheduler", 0),
        ("ring of 16", "ring", 0),
        ("deep ring", "ring", 4),
        ("two masks", "two masks", 0),
        ("make", "make", 0),
        ("life", "life", 0),
    ]
    contenders = [
        "glibc swapcontext", "swapcontext, auto", "swapcontext, always", "swapcontext, never",
        "fastctx_switch", "fastctx inline", "fastctx coroutine", "Boost jump_fcontext", "corosensei",
    ]
    rows = []
    for contender in contenders:
        costs = [cost(contender, shape, depth) for _, shape, depth in columns]
        if contender == "corosensei":  # one that can be kept, as the others can
            costs[-1] = cost("corosensei, pooled", "life")
        if any(value is not None for value in costs):
            keeps = results.all("switches", contender=contender)[0]["preserves"]
            rows.append([title(contender), preserves(keeps)] + [number(value) for value in costs])
    head = ["", "keeps"] + [name for name, _, _ in columns]
    return "\n\n".join(
        [
            "![What a switch costs: libfastctx, glibc, Boost.Context, corosensei](docs/pictures/switches.svg)",
            table(head, rows),
            paragraph(
                "; ".join(versions(results.machine)) + ". The deep ring switches four calls down; life is to make "
                "a context on a used stack, run it, see it finish." + busy(results)
            ),
            paragraph(
                beside_glibc(results) + among_many(results) + beside_corosensei(results) +
                "[docs/benchmarks.md](docs/benchmarks.md) has all tables and pictures, how they are made, "
                "and where others are ahead and why."
            ),
        ]
    )


def beside_glibc(results):
    def times(shape, depth):
        glibc = results.median("switches", "glibc swapcontext", shape=shape, depth=depth)
        return glibc / results.median("switches", "swapcontext, auto", shape=shape, depth=depth)

    return (
        f"`auto` is {times('scheduler', 0):.0f} times faster than glibc in the scheduler, "
        f"{times('ring', 4):.0f} times in the deep ring. "
    )


def among_many(results):
    """Of the largest crowd."""

    def cost(contender, contexts, shape="in turn"):
        return number(results.median("many", contender, contexts=contexts, shape=shape))

    few, many = 10000, 1000000
    mapped = "mapped, 64 KiB"
    if not results.one("many", mapped, contexts=many):
        return ""
    return (
        f"Where many take turns the caches decide: {count(few)} mapped coroutines cost {cost(mapped, few)} ns a "
        f"switch, a million {cost(mapped, many)}, or {cost(mapped, many, 'prefetching')} with `fastctx_prefetch`; "
        f"shared {cost('shared', many)}, Boost {cost('Boost, plain stacks', many)}, corosensei "
        f"{cost('corosensei, plain stacks', many)}, glibc {cost('glibc swapcontext, plain stacks', many)}. "
    )


def beside_corosensei(results):
    def cost(contender):
        return results.median("switches", contender, shape="scheduler", depth=0)

    theirs = cost("corosensei")
    if theirs is None:
        return ""

    def is_to(ours):
        if theirs * LEVEL < ours:
            return "ahead of"
        return "behind" if ours * LEVEL < theirs else "level with"

    return (
        f"corosensei, which is inlined, is {is_to(cost('fastctx_switch'))} our calls and "
        f"{is_to(cost('fastctx inline'))} our inline switch. "
    )


# ---- docs/benchmarks.md ------------------------------------------------------------


def machine(results):
    names = {
        "processor": "processor", "processors": "processors seen", "virtual": "virtual machine",
        "load": "load average at the start", "system": "system", "kernel": "kernel", "libc": "glibc",
        "libfastctx": "libfastctx", "revision": "its revision", "compiler": "C compiler", "rustc": "Rust",
        "boost": "Boost", "corosensei": "corosensei", "date": "date", "command": "command",
    }
    said = dict(results.machine)
    said["virtual"] = "yes" if said["virtual"] else "not that the processor says so"
    said["load"] = f"{said['load']:.2f}"
    said["boost"] = said.get("boost", "was not there").replace("_", ".")
    said["command"] = f"`{said['command']}`"
    rows = [[words, str(said[name])] for name, words in names.items() if name in said]
    rows.append(["share of the processor", f"{100 * results.share:.0f} %"])
    rows.append(["rounds", f"{results.rounds}, each of {count(results.switches)} switches"])
    return table(["", ""], rows) + ("\n\n" + paragraph(busy(results)) if busy(results) else "")


SHAPES = ("ping-pong", "scheduler", "ring")


def switches(results):
    parts = []
    for depth, where in (0, "flat"), (1, "1 call down"), (4, "4 calls down"):
        rows = []
        for contender in results.contenders("switches", depth=depth):
            found = [results.one("switches", contender, shape=s, depth=depth) for s in SHAPES]
            if any(found):
                keeps = next(row for row in found if row)["preserves"]
                rows.append([title(contender), preserves(keeps)] + [spread(row) for row in found])
        parts.append(table([where, "keeps", *SHAPES], rows))
    return "\n\n".join(parts)


def creation(results):
    shapes = ("two masks", "make", "life")
    rows = []
    for contender in results.contenders("switches"):
        found = [results.one("switches", contender, shape=shape) for shape in shapes]
        if any(found):
            rows.append([title(contender)] + [spread(row) for row in found])
    return table(["", *shapes], rows)


def crowds(results):
    sizes = sorted({row["contexts"] for row in results.all("many")})
    rows, failures = [], []
    for contender in results.contenders("many"):
        for shape in "in turn", "prefetching":
            found = {row["contexts"]: row for row in results.all("many", contender=contender, shape=shape)}
            if not found:
                continue
            name = title(contender).replace(AMONG_MANY, "")
            if shape == "prefetching":
                name += ", `fastctx_prefetch`"
            rows.append([name] + [number(found.get(size, {}).get("median")) for size in sizes])
            failures += [
                f"{name} ends before {count(size)} contexts: {row['failure']}."
                for size, row in found.items()
                if "failure" in row and shape == "in turn"
            ]
    parts = [table(["contexts"] + [count(size) for size in sizes], rows)]
    if failures:
        parts.append(paragraph(" ".join(failures)))
    return "\n\n".join(parts)


def memory(results):
    rows = []
    for row in results.all("memory"):
        if "failure" in row:
            rows.append([title(row["contender"]), row["failure"], "", "", ""])
            continue
        rows.append(
            [title(row["contender"])]
            + [count(row["resident"]), count(row["page_tables"])]
            + [count(row["resident"] + row["page_tables"])]
            + [count(row["at_most"]) if "at_most" in row else ""]
        )
    contexts = {count(row["contexts"]) for row in results.all("memory")}
    head = [f"bytes each, of {', '.join(sorted(contexts))}", "resident", "page tables", "together", "target"]
    return table(head, rows)


def copy(results):
    sizes = sorted({row["bytes"] for row in results.all("copy")})
    shapes = ("copying", "memcpy", "nothing to copy")
    rows = [
        [count(size)] + [spread(results.one("copy", "shared", bytes=size, shape=shape)) for shape in shapes]
        for size in sizes
    ]
    return table(["live bytes", *shapes], rows)


def segmented(results):
    shapes = ("ping-pong", "scheduler", "life")
    rows = [
        [title(contender)] + [spread(results.one("segmented", contender, shape=shape)) for shape in shapes]
        for contender in results.contenders("segmented")
    ]
    return table(["in a program with `__splitstack_` functions", *shapes], rows) if rows else "Not on this machine."


# Each of ours, and what its users would have else.
PAIRS = [
    ("swapcontext, auto", "glibc swapcontext"),
    ("fastctx_switch_fp", "Boost jump_fcontext"),
    ("fastctx_switch", "Boost jump_fcontext"),
    ("fastctx_switch", "corosensei"),
    ("fastctx coroutine", "corosensei"),
    ("fastctx coroutine", "corosensei, pooled"),
    ("fastctx inline", "corosensei"),
    ("fastctx inline", "floor: three words"),
]


def ours_keeps(results, ours, theirs):
    """More or less than theirs."""

    def kept(contender):
        return set(results.all("switches", contender=contender)[0]["preserves"].split(", ")) - {""}

    if kept(ours) == kept(theirs):
        return "the same"
    return "more" if kept(ours) > kept(theirs) else "less"


def ratios(results):
    columns = [(shape, depth) for depth in (0, 4) for shape in SHAPES] + [("make", 0), ("life", 0)]
    rows = []
    for ours, theirs in PAIRS:
        cells = []
        for shape, depth in columns:
            mine = results.median("switches", ours, shape=shape, depth=depth)
            other = results.median("switches", theirs, shape=shape, depth=depth)
            if mine is None or other is None:
                cells.append("—")
            elif mine / other > LEVEL:
                cells.append(f"**{mine / other:.2f}**")
            else:
                cells.append(f"{mine / other:.2f}")
        if any(cell != "—" for cell in cells):
            rows.append([f"{title(ours)} / {title(theirs)}", ours_keeps(results, ours, theirs)] + cells)
    head = ["ours keeps"] + [shape + (", deep" if depth else "") for shape, depth in columns]
    return table([""] + head, rows)


BLOCKS = {
    block.__name__: block
    for block in (figures, machine, switches, creation, crowds, memory, copy, segmented, ratios)
}


def rewrite(text, results, path):
    """The text with every block anew."""

    def block(match):
        name = match.group(1)
        if name not in BLOCKS:
            return match.group(0)
        return f"<!-- {name} -->\n\n{BLOCKS[name](results)}\n\n<!-- end of {name} -->"

    text, found = re.subn(r"<!-- (\w+) -->\n.*?<!-- end of \1 -->", block, text, flags=re.DOTALL)
    if found == 0:
        sys.exit(f"{path}: no <!-- NAME --> and <!-- end of NAME --> in it")
    return text


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.splitlines()[-1])
    results = Results(sys.argv[1])
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(rewrite(text, results, path))


main()
