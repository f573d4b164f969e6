#!/bin/sh
# What the documentation shows of the benchmark is what its results say, and
# what cannot be is refused. Prints TAP.
#
# usage: c-tests/figures.sh
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1

# ---- bench/json.c ----------------------------------------------------------------

strings() {
    gcc -Wall -Wextra -Werror c-tests/programs/json_strings.c bench/json.c -o "$work/strings" &&
        "$work/strings" "$work/strings.json" && python3 - "$work/strings.json" <<'PYTHON'
import json, sys
want = {
    'quotes "\\" in names': 'a "b" \\ c',
    "controls": "\n\r\t\x01\x1f\x7f",
    "other bytes": "\xe4\xff",
    "rows": [{}, {"one": 1, "million": 1000000, "tiny": 1.25e-9, "infinite": None, "none": None, "empty": []}],
    "left open": {"and this": []},
}
got = json.load(open(sys.argv[1], encoding="ascii"))
sys.exit(0 if got == want else f"want {want}\ngot {got}")
PYTHON
}
full() {
    status=0
    "$work/strings" /dev/full || status=$?
    [ "$status" = 1 ]
}
check "JSON: strings are escaped, what is no number is null, what is open is closed" strings
check "JSON: a full disk is told" full

# ---- the documentation -----------------------------------------------------------

check "pictures and tables are what docs/pictures/results.json says" scripts/figures.sh check

# The rest in a copy. refuses FILE SED-EXPRESSION: the check, when the file is changed
fresh() {
    rm -rf "$work/tree"
    mkdir -p "$work/tree/docs" "$work/tree/bench"
    cp -R scripts README.md "$work/tree"
    cp -R bench/report "$work/tree/bench"
    cp -R docs/pictures docs/benchmarks.md "$work/tree/docs"
}
refuses() {
    fresh
    sed "$2" "$1" >"$work/tree/$1"
    ! cmp -s "$1" "$work/tree/$1" && ! "$work/tree/scripts/figures.sh" check >"$work/said" 2>&1 &&
        tail -n 1 "$work/said" | grep -q '^figures.sh: .*not what'
}
check "a figure in README.md that was changed is found" \
    refuses README.md '/<!-- figures -->/,/<!-- end of figures -->/s/^\(| glibc .*[0-9]\)/\17/'
check "in docs/benchmarks.md" refuses docs/benchmarks.md '/^| glibc/s/[0-9]/7&/'
check "in a picture" refuses docs/pictures/switches.svg 's/Boost\.Context/Boost/'
check "in a picture that another matplotlib drew" \
    refuses docs/pictures/switches.svg 's/Matplotlib v[0-9.]*/Matplotlib v0/; s/Boost\.Context/Boost/'
check "a result that was changed is found" \
    refuses docs/pictures/results.json 's/"median": /"median": 1/'

redrawn() { # the bytes of what another matplotlib drew do not count
    fresh
    sed 's/Matplotlib v[0-9.]*/Matplotlib v0/; s/stroke-width: [0-9.]*/stroke-width: 9/' docs/pictures/crowds.svg \
        >"$work/tree/docs/pictures/crowds.svg"
    "$work/tree/scripts/figures.sh" check
}
check "what another matplotlib drew is compared by its words" redrawn

short() {
    fresh
    sed 's/^ *"rounds": [0-9]*/"rounds": 1/' docs/pictures/results.json >"$work/short.json"
    ! "$work/tree/scripts/figures.sh" publish "$work/short.json" 2>"$work/said" &&
        grep -q 'a short run, of 1 rounds' "$work/said" &&
        cmp docs/pictures/results.json "$work/tree/docs/pictures/results.json"
}
check "a short run is not published" short

ends() { # where glibc's largest crowd has failed
    python3 - docs/pictures/results.json "$work/ends.json" <<'PYTHON'
import json, sys
programs = json.load(open(sys.argv[1]))
rows = [row for row in programs[0]["rows"] if row["question"] == "many" and row["contender"].startswith("glibc")]
last = max(rows, key=lambda row: row["contexts"])
del last["median"]
last["failure"] = "no memory"
json.dump(programs, open(sys.argv[2], "w"))
PYTHON
    fresh
    "$work/tree/scripts/figures.sh" publish "$work/ends.json" &&
        grep -q 'glibc ends before .* contexts: no memory' "$work/tree/docs/benchmarks.md" &&
        grep -q '(not .*000)' "$work/tree/docs/pictures/crowds.svg"
}
check "a line that ends says so" ends

nothing() {
    echo '[]' >"$work/nothing.json"
    ! scripts/figures.sh draw "$work/nothing.json" "$work" 2>"$work/said" &&
        equal_lines=$(wc -l <"$work/said") && [ "$equal_lines" = 1 ] && grep -q 'no results of a benchmark' "$work/said"
}
check "a file without results is told in one line" nothing
finish
