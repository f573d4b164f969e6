#!/bin/sh
# What the documentation shows of `make bench`: pictures and tables, all of them
# made from one file of results, which is kept beside the pictures.
#
# usage: scripts/figures.sh draw RESULTS FOLDER   (four pictures as SVG and PNG)
#        scripts/figures.sh publish RESULTS       (docs/pictures; the tables in docs/benchmarks.md, README.md)
#        scripts/figures.sh check                 (are those what docs/pictures/results.json says?)
set -eu
cd "$(dirname "$0")/.."
export PYTHONDONTWRITEBYTECODE=1
kept=docs/pictures
pages="docs/benchmarks.md README.md"
# The fewest rounds whose medians are worth showing: `make test` has one.
enough=21

fail() {
    echo "figures.sh: $*" >&2
    exit 1
}

# The python that has matplotlib: Debian's, if another stands before it.
find_python() {
    for python in python3 /usr/bin/python3; do
        if "$python" -c 'import importlib.util as of, sys; sys.exit(not of.find_spec("matplotlib"))'; then return; fi
    done
    fail "no python3 has matplotlib: scripts/setup.sh bench"
}

draw() { "$python" bench/report/plot.py "$@"; }
drawn_by() { sed -n 's/.*<dc:title>\(Matplotlib v[^,]*\).*/\1/p' "$1" | head -n 1; }
words() { grep -o '<text [^>]*>[^<]*' "$1" | sed 's/.*>//'; }

# The tables first, which are soon compared.
check() {
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    for page in $pages; do
        cp "$page" "$fresh/page.md"
        "$python" bench/report/tables.py "$kept/results.json" "$fresh/page.md"
        diff "$page" "$fresh/page.md" || differs "$page"
    done
    draw "$kept/results.json" "$fresh" svg
    for anew in "$fresh"/*.svg; do
        picture=$kept/${anew##*/}
        [ -e "$picture" ] || fail "there is no $picture"
        # Another matplotlib draws the same in other bytes: there what is written counts.
        if [ "$(drawn_by "$picture")" = "$(drawn_by "$anew")" ]; then
            cmp "$picture" "$anew" || differs "$picture"
        else
            words "$picture" >"$fresh/words"
            words "$anew" | cmp "$fresh/words" - || differs "$picture"
        fi
    done
    for picture in "$kept"/*.svg; do
        [ -e "$fresh/${picture##*/}" ] || fail "nothing draws $picture"
    done
}
differs() { fail "$1 is not what $kept/results.json says: scripts/figures.sh publish $kept/results.json"; }

case "${1-} $#" in
"draw 3")
    find_python
    draw "$2" "$3" svg png
    echo "drawn in $3: switches, crowds, memory, creation (.svg and .png)"
    ;;
"publish 2")
    find_python
    [ -e "$2" ] || fail "no $2: make bench"
    rounds=$("$python" -c 'import json, sys; print(json.load(open(sys.argv[1]))[0]["rounds"])' "$2")
    [ "$rounds" -ge "$enough" ] || fail "$2: a short run, of $rounds rounds: make bench"
    mkdir -p "$kept"
    cmp -s "$2" "$kept/results.json" || cp "$2" "$kept/results.json"
    draw "$kept/results.json" "$kept" svg # the others are large
    # shellcheck disable=SC2086 # a list of files
    "$python" bench/report/tables.py "$kept/results.json" $pages
    ;;
"check 1")
    find_python
    check
    ;;
*)
    sed -n 's/^# usage: /usage: /p; s/^#  *\(scripts.figures.sh\)/       \1/p' "$0" >&2
    exit 2
    ;;
esac
