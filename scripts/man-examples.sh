#!/bin/sh
# Shows that the EXAMPLES of the manual pages are true: takes each program out
# of its page, compiles it, links it with the library, runs it, and compares
# what it prints with what the page says.
#
# usage: scripts/man-examples.sh CC FOLDER
#        CC      a C compiler, with options if need be
#        FOLDER  where libfastctx.so is
#        RUN     (environment) what to run a program with, such as an emulator
#
# In a page's EXAMPLES a literal display with a main() is a program, and the
# display after it is its output.
set -eu

if [ $# -ne 2 ]; then
    echo "usage: $0 CC FOLDER" >&2
    exit 2
fi
cc=$1
library=$(cd "$2" && pwd)/libfastctx.so
cd "$(dirname "$0")/.."
unset FASTCTX_SIGMASK FASTCTX_FPENV FASTCTX_SPLITSTACK FASTCTX_GUARD FASTCTX_CHECK FASTCTX_VERBOSE \
    LD_PRELOAD

mkdir -p build
work=$(mktemp -d build/man-examples.XXXXXX)
trap 'rm -rf "$work"' EXIT
# The loader asks for the soname, which a folder of cargo's does not have.
ln -s "$library" "$work/libfastctx.so"
ln -s "$library" "$work/libfastctx.so.0"

for page in man/*.[37]*; do
    [ -L "$page" ] && continue # another name of the same page
    awk -v base="$work/$(basename "$page")" '
        /^\.Sh / { examples = ($2 == "EXAMPLES") }
        !examples { next }
        /^\.Bd -literal/ { text = ""; inside = 1; next }
        /^\.Ed/ {
            inside = 0
            program = (text ~ /(^|\n)int main\(/)
            if (program) number++
            file = base "-" number (program ? ".c" : ".wanted")
            printf "%s", text > file
            close(file)
            next
        }
        inside {
            gsub(/\\&/, "")
            gsub(/\\-/, "-")
            gsub(/\\e/, "\\")
            text = text $0 "\n"
        }
    ' "$page"
    ls "$work/$(basename "$page")"-1.c >/dev/null 2>&1 || {
        echo "$0: $page has no example" >&2
        exit 1
    }
done

failed=0
for program in "$work"/*.c; do
    name=$(basename "$program" .c)
    result=ok
    # shellcheck disable=SC2086 # both may be several words
    if ! $cc -std=gnu99 -Wall -Wextra -Werror -Iinclude -o "$work/$name" "$program" \
        -L"$work" -lfastctx; then
        result="does not compile"
    elif ! LD_LIBRARY_PATH="$PWD/$work" ${RUN:-} "$work/$name" >"$work/$name.got" </dev/null; then
        result="fails"
    elif ! diff -u "$work/$name.wanted" "$work/$name.got" >&2; then
        result="prints something else"
    fi
    echo "man example $name: $result"
    [ "$result" = ok ] || failed=1
done
exit $failed
