"""Are the results of a run valid, complete, and what its tables say? Prints what
is not.

usage: bench.py RESULTS.json TABLES
"""

import json
import re
import sys

QUESTIONS = {"switches", "memory", "many", "copy"}  # segmented is not everywhere
MACHINE = {
    "processor", "processors", "load", "virtual", "system", "kernel", "libc", "libfastctx",
    "revision", "compiler", "rustc", "date", "command",
}

with open(sys.argv[1], encoding="ascii") as file:
    programs = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    lines = file.read().splitlines()
rows = [row for program in programs for row in program["rows"]]
wrong = []


def printed(row, names, value):
    """Is there a line of the row's that has the number, as it was rounded?"""
    for line in lines:
        if line.strip().startswith(tuple(names)):
            for number in re.findall(r"\d+(?:\.\d+)?", line):
                unit = 10.0 ** -len(number.partition(".")[2])
                # The results have seven digits.
                if abs(float(number) - value) <= 0.501 * unit + 1e-6 * value:
                    return True
    return False


for program in programs:
    if not 0 < program["processor_share"] < 1.1:
        wrong.append(f"a share of the processor of {program['processor_share']}")
    for name in MACHINE - set(program["machine"]):
        wrong.append(f"the machine has no {name}")
for question in QUESTIONS - {row["question"] for row in rows}:
    wrong.append(f"nothing about {question}")
for row in rows:
    names = [row["contender"]]
    if row["question"] == "copy":
        names = [f"{row['bytes']} "]
    elif row.get("shape") == "prefetching":
        names = ["with fastctx_prefetch"]
    if "failure" in row:
        continue
    if row["question"] == "memory":
        values = [row["resident"], row["page_tables"]]
    else:
        values = [row["median"], row["minimum"]]
        if not row["minimum"] <= row["lower_quartile"] <= row["median"] <= row["upper_quartile"]:
            wrong.append(f"not in order: {row}")
        if row["rounds"] < 1 or row["minimum"] <= 0:
            wrong.append(f"no figure: {row}")
    for value in values:
        if not printed(row, names, value):
            wrong.append(f"not in the tables: {value} of {row}")
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
