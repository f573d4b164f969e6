"""Draws the results of `make bench`: what a switch costs, what it costs among
many, what a context takes, and what it costs to make one. The same results give
the same bytes, as long as matplotlib is the same.

usage: plot.py RESULTS.json FOLDER FORMAT...     (svg, png; four files of each)
"""

import os
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, LogLocator, MultipleLocator, NullFormatter

from results import Results, count, number, preserves, versions

WIDTH = 8.33  # inches of 72 points: 800 pixels
ROW = 0.235  # inches of a line of bars

# Okabe's and Ito's colours, which the colour-blind can tell apart: cool ones for
# libfastctx, warm ones and grey for the others. A contender has one in all pictures.
BLUE, SKY, GREEN = "#0072B2", "#56B4E9", "#009E73"
PURPLE, ROSE, WINE = "#6A4C93", "#CC79A7", "#882255"
ORANGE, VERMILLION, GREY = "#E69F00", "#D55E00", "#767676"
INK, FAINT, GRID = "#222222", "#666666", "#DDDDDD"

# By the beginnings of their names; the first that fits.
STYLES = [
    # beginning, colour, marker
    ("glibc", GREY, "s"),
    ("swapcontext", BLUE, "o"),
    ("fastctx, given", SKY, "o"),
    ("fastctx, segmented", WINE, "P"),
    ("fastctx coroutine", SKY, "o"),
    ("fastctx", GREEN, "D"),
    ("given", SKY, "o"),
    ("mapped", SKY, "o"),
    ("growing", PURPLE, "v"),
    ("shared", ROSE, "^"),
    ("segmented", WINE, "P"),
    ("Boost", ORANGE, "X"),
    ("corosensei", VERMILLION, "*"),
]

# What the pictures call those whose names are short in the tables.
TITLES = {
    "fastctx inline": "fastctx_switch_inline",
    "fastctx coroutine": "coroutine, mapped stack",
    "fastctx, given stack": "coroutine, given stack",
    "fastctx, segmented stack": "coroutine, segmented stack",
    "Boost jump_fcontext": "Boost.Context",
    "swapcontext, auto, plain stacks": "swapcontext, auto",
    "glibc swapcontext, plain stacks": "glibc swapcontext",
    "fastctx_switch, plain stacks": "fastctx_switch",
    "Boost, plain stacks": "Boost.Context",
    "corosensei, plain stacks": "corosensei",
}
for mode in "given, 64 KiB", "mapped, 64 KiB", "growing, 64 KiB", "growing, 256 KiB", "shared", "segmented, from 4 KiB":
    TITLES[mode] = "coroutine, " + mode.replace(",", "")


def style(contender):
    return next(
        ((colour, marker) for start, colour, marker in STYLES if contender.startswith(start)),
        (INK, "o"),
    )


def title(contender):
    return TITLES.get(contender, contender)


def weight(contender):
    """libfastctx's own are bold."""
    others = "glibc", "Boost", "corosensei"
    return "normal" if contender.startswith(others) else "bold"


def name_rows(axes, places, contenders):
    axes.set_yticks(places)
    axes.set_yticklabels([title(contender) for contender in contenders])
    for label, contender in zip(axes.get_yticklabels(), contenders):
        label.set_weight(weight(contender))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


plt.rcParams.update(
    {
        "font.family": "sans-serif",
        # The second has the widths of the first, by which all is laid out.
        "font.sans-serif": ["DejaVu Sans", "Verdana", "Helvetica", "Arial"],
        "font.size": 8.5,
        "text.color": INK,
        "axes.edgecolor": FAINT,
        "axes.labelcolor": INK,
        "axes.linewidth": 0.6,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": FAINT,
        "ytick.color": INK,
        "xtick.labelcolor": INK,
        "xtick.major.width": 0.6,
        "xtick.labelsize": 8,
        "ytick.labelsize": 8.5,
        "grid.color": GRID,
        "grid.linewidth": 0.6,
        "hatch.linewidth": 0.6,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        # Text stays text; names within the file do not come from chance.
        "svg.fonttype": "none",
        "svg.hashsalt": "libfastctx",
    }
)


class Picture:
    """A figure with a heading above and the machine in small print below."""

    ABOVE, BELOW = 0.62, 0.98  # inches

    def __init__(self, heading, explanation, height, left, right=0.12):
        self.height = height + self.ABOVE + self.BELOW
        self.left, self.right = left, right
        self.figure = plt.figure(figsize=(WIDTH, self.height))
        self.figure.text(0.1 / WIDTH, 1 - 0.24 / self.height, heading, size=11.5, weight="bold")
        self.figure.text(0.1 / WIDTH, 1 - 0.44 / self.height, explanation, size=8.5, color=FAINT)

    def axes(self, column=0, columns=1, gap=0.12, above=0.0):
        """One of so many side by side."""
        width = (WIDTH - self.left - self.right - gap * (columns - 1)) / columns
        left = self.left + column * (width + gap)
        height = self.height - self.ABOVE - self.BELOW - above
        return self.figure.add_axes(
            [left / WIDTH, self.BELOW / self.height, width / WIDTH, height / self.height]
        )

    def save(self, results, target, name):
        lines = versions(results.machine)
        if results.was_busy:
            lines += ("The machine was busy with other work: provisional figures.",)
        for i, line in enumerate(lines):
            self.figure.text(
                0.1 / WIDTH, (0.36 - 0.13 * i) / self.height, line, size=7, color=FAINT
            )
        folder, *formats = target
        for kind in formats:
            path = os.path.join(folder, f"{name}.{kind}")
            metadata = {"Date": None} if kind == "svg" else None
            self.figure.savefig(path, metadata=metadata, dpi=192)
        plt.close(self.figure)


def nanoseconds(axis):
    """A logarithmic scale with plain numbers."""
    axis.set_major_locator(LogLocator(10))
    axis.set_major_formatter(FuncFormatter(lambda value, _: count(value) if value >= 1 else f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def groups_of(contenders, keeps):
    """Rows from above: like beside like, by what they preserve. A pair of the
    place and the contender, and of the place and the words above a group."""
    places, headings, at = [], [], 0.0
    for kept in dict.fromkeys(sorted(keeps.values(), key=lambda text: -len(text))):
        at += 0.95
        headings.append((at, "keeps " + preserves(kept) if kept else "keeps registers alone"))
        for contender in contenders:
            if keeps[contender] == kept:
                at += 1
                places.append((at, contender))
        at += 0.25
    return places, headings, at + 0.45


def bars(results, target, name, heading, explanation, contenders, panels):
    """Bars side by side. A panel: its title, and the nanoseconds by contender."""
    known = [c for c in contenders if any(c in values for _, values in panels)]
    keeps = {}
    for row in results.rows:
        if row["contender"] in known:
            keeps.setdefault(row["contender"], row["preserves"])
    places, headings, depth = groups_of(known, keeps)
    picture = Picture(heading, explanation, 0.25 + ROW * depth, left=2.08)
    everything = [value for _, values in panels for value in values.values()]
    low, high = 0.72 * min(everything), 4.2 * max(everything)
    low = min(low, 0.9)
    for column, (panel, values) in enumerate(panels):
        axes = picture.axes(column, len(panels), above=0.25)
        axes.set_title(panel, size=8.5, loc="left", weight="bold", pad=5)
        axes.set_xscale("log")
        axes.set_xlim(low, high)
        axes.set_ylim(depth, 0.2)
        axes.grid(axis="x")
        axes.tick_params(axis="x", which="minor", bottom=False)
        nanoseconds(axes.xaxis)
        axes.set_xlabel("ns, logarithmic", size=8, labelpad=2)
        name_rows(axes, [at for at, _ in places], [c for _, c in places])
        if column > 0:
            axes.set_yticklabels([])
        for at, contender in places:
            value = values.get(contender)
            if value is None:
                axes.text(low * 1.08, at, "—", size=8, va="center", color=FAINT)
                continue
            axes.barh(at, value - low, left=low, height=0.72, color=style(contender)[0])
            axes.text(value * 1.1, at, number(value), size=8, va="center")
        if column == 0:
            for at, words in headings:
                axes.text(
                    -0.02, at + 0.1, words, size=7.5, style="italic", color=FAINT, ha="right",
                    va="center", transform=axes.get_yaxis_transform(),
                )
    picture.save(results, target, name)


SWITCHING = [
    "glibc swapcontext",
    "swapcontext, always",
    "swapcontext, auto",
    "swapcontext, never",
    "fastctx_switch_fp",
    "Boost jump_fcontext",
    "fastctx coroutine",
    "fastctx, given stack",
    "fastctx, segmented stack",
    "fastctx_switch",
    "fastctx inline",
    "corosensei",
    "corosensei, pooled",
]


def medians(results, question, **wanted):
    return {row["contender"]: row["median"] for row in results.all(question, **wanted)}


def draw_switches(results, target):
    panels = [
        ("16 contexts and a scheduler", medians(results, "switches", shape="scheduler", depth=0)),
        ("the same, 4 calls down", medians(results, "switches", shape="scheduler", depth=4)),
        ("16 in a ring, 4 calls down", medians(results, "switches", shape="ring", depth=4)),
    ]
    bars(
        results, target, "switches", "What a switch costs",
        f"nanoseconds per switch, medians of {results.rounds} interleaved rounds; less is better. Bold: libfastctx",
        [c for c in SWITCHING if "stack" not in c and "pooled" not in c], panels,
    )


def draw_creation(results, target):
    make = medians(results, "switches", shape="make")
    life = medians(results, "switches", shape="life")
    segmented = results.median("segmented", "fastctx, segmented stack", shape="life")
    if segmented:
        life["fastctx, segmented stack"] = segmented
    bars(
        results, target, "creation", "What it costs to make a context",
        "nanoseconds per context, on a stack that was used before; less is better. Bold: libfastctx",
        SWITCHING, [("made; a coroutine: and destroyed", make), ("made, run to its end", life)],
    )


def spread(wanted, distance):
    """Places as near as can be to those wanted, in ascending order, that keep a
    distance: neighbours that are too near become a block around their middle."""
    blocks = []  # of [sum of what is wanted of its lowest place, members]
    for at in wanted:
        blocks.append([at, 1])
        while len(blocks) > 1:
            (low, below), (high, above) = blocks[-2:]
            if low / below + below * distance <= high / above:
                break
            blocks[-2:] = [[low + high - above * below * distance, below + above]]
    return [first / size + i * distance for first, size in blocks for i in range(size)]


def draw_crowds(results, target):
    picture = Picture(
        "What a switch costs among many contexts",
        "nanoseconds per switch, main resumes all in turn; less is better. "
        "Bold: libfastctx; dashed: with fastctx_prefetch",
        4.0, left=0.74, right=1.95,
    )
    axes = picture.axes()
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.grid()
    ends = []
    most = max((row["contexts"] for row in results.all("many") if "median" in row), default=1)
    for contender in results.contenders("many"):
        colour, marker = style(contender)
        for shape, line in ("prefetching", (0, (3, 2))), ("in turn", "-"):
            rows = [
                row
                for row in results.all("many", contender=contender, shape=shape)
                if "median" in row
            ]
            if not rows:
                continue
            x = [row["contexts"] for row in rows]
            y = [row["median"] for row in rows]
            plain = shape == "in turn"
            axes.plot(
                x, y, color=colour, linestyle=line, linewidth=1.7 if plain else 1.1,
                marker=marker if plain else None, markersize=8.5 if marker == "*" else 5.5, markeredgecolor="white",
                markeredgewidth=0.5, clip_on=False, zorder=3 if plain else 2,
            )
            if plain:
                ends.append((y[-1], x[-1], contender, colour))
    failures = {
        row["contender"]: row for row in results.all("many", shape="in turn") if "failure" in row
    }
    axes.set_xlim(0.8, most * 1.25)
    nanoseconds(axes.xaxis)
    nanoseconds(axes.yaxis)
    axes.tick_params(axis="x", which="minor", bottom=False)
    axes.yaxis.set_minor_locator(LogLocator(10, subs=(2, 5)))
    axes.yaxis.set_minor_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.tick_params(axis="y", which="minor", labelsize=7, labelcolor=FAINT)
    axes.set_xlabel("live contexts, logarithmic")
    axes.set_ylabel("ns per switch, logarithmic")
    # Names at the lines' ends, apart from one another, in the axes' own measure.
    place = axes.transAxes.inverted()
    to_axes = lambda x, y: place.transform(axes.transData.transform((x, y)))
    ends.sort()
    spots = spread([to_axes(x, y)[1] for y, x, *_ in ends], 0.048)
    for (y, x, contender, colour), spot in zip(ends, spots):
        end_x, end_y = to_axes(x, y)
        axes.plot(
            [end_x + 0.012, 1.035, 1.05], [end_y, spot, spot], transform=axes.transAxes,
            clip_on=False, color=colour, linewidth=0.7, solid_capstyle="round",
        )
        words = title(contender).replace(" 64 KiB", "")
        if contender in failures:
            words += f"\n(not {count(failures[contender]['contexts'])})"
        axes.text(
            1.06, spot, words, transform=axes.transAxes, va="center",
            size=8.5, weight=weight(contender), linespacing=0.95,
        )
    picture.save(results, target, "crowds")


def draw_memory(results, target):
    rows = [row for row in results.all("memory") if "resident" in row]
    ours = [row for row in rows if " stacks" not in row["contender"]]
    rows = sorted(ours, key=lambda row: row["resident"] + row["page_tables"]) + sorted(
        (row for row in rows if row not in ours),
        key=lambda row: row["resident"] + row["page_tables"],
    )
    places = [i + (0.6 if i >= len(ours) else 0) for i in range(len(rows))]
    depth = places[-1] + 1 if places else 1
    picture = Picture(
        "What an idle context takes",
        f"bytes for each of {count(rows[0]['contexts']) if rows else 0}, bookkeeping included: resident + page tables "
        "(pale). Line: the target",
        ROW * 1.1 * depth, left=2.38,
    )
    axes = picture.axes()
    for at, row in zip(places, rows):
        colour = style(row["contender"])[0]
        resident, tables = row["resident"], row["page_tables"]
        axes.barh(at, resident, height=0.72, color=colour)
        axes.barh(at, tables, left=resident, height=0.72, color=colour, alpha=0.45)
        end = max(resident + tables, row.get("at_most", 0))
        words = f"{count(resident)} + {count(tables)}"
        if "at_most" in row:
            axes.plot([row["at_most"]] * 2, [at - 0.5, at + 0.5], color=INK, linewidth=1.4)
            words += f" (target {count(row['at_most'])})"
        axes.text(end + 60, at, words, size=8, va="center")
    name_rows(axes, places, [row["contender"] for row in rows])
    axes.set_ylim(depth - 0.4, -0.6)
    axes.set_xlim(0, 1.14 * max((r["resident"] + r["page_tables"] for r in rows), default=1))
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MultipleLocator(1024))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / 1024:g}"))
    axes.set_xlabel("KiB for each context")
    picture.save(results, target, "memory")


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__.splitlines()[-1])
    results, target = Results(sys.argv[1]), sys.argv[2:]
    os.makedirs(target[0], exist_ok=True)
    draw_switches(results, target)
    draw_crowds(results, target)
    draw_memory(results, target)
    draw_creation(results, target)


main()
