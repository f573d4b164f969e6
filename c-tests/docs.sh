#!/bin/sh
# Whether README.md and docs/ are true: programs in them compile, run, and print what is
# said; commands are run, or where that takes too long what they name is there; links and
# files that are named lead somewhere. Prints TAP.
#
# usage: c-tests/docs.sh TARGET    (this machine's own)
#
# A block of code is, by the word behind its fence:
#   c, cpp    with a main(): a program, which is compiled, linked and run; else
#             declarations or functions, which are compiled behind the library's headers
#   output    what the program in the block before prints
#   sh        commands, one a line: `check_command` says what is done with each
#   console   commands behind `$ `, and what they print, where `...` stands for anything and
#             one hexadecimal number for another; behind `(gdb) `, the script's for gdb
#   text, or none    a drawing
# What is not run here is in the list below, with where it is run. Nothing else passes.
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
library=$PWD/build/$target
out=$PWD/build/c-tests/$target/docs
rm -rf "$out"
mkdir -p "$out/scratch"
unset FASTCTX_SIGMASK FASTCTX_FPENV FASTCTX_SPLITSTACK FASTCTX_GUARD FASTCTX_CHECK FASTCTX_VERBOSE \
    LD_PRELOAD

documents="README.md CONTRIBUTING.md SECURITY.md c-tests/arch/README.md $(echo docs/*.md)"

# Commands that are run by another test: the file, the command, and which test has it.
elsewhere='docs/bare-metal.md|make -C examples/firmware run BOARD=mps2-an386|c-tests/firmware.sh
docs/packaging.md|cargo cinstall --locked --release --library-type cdylib --prefix=/usr --libdir=/usr/lib|c-tests/packages/cargo-c.sh
docs/porting.md|make -C examples/firmware run BOARD=riscv-virt|c-tests/firmware.sh
docs/sanitizers.md|FASTCTX_VERBOSE=1 ./program 2>&1 \| grep told|c-tests/sanitizers.sh'
is_run_elsewhere() { # FILE COMMAND
    found=$(printf '%s\n' "$elsewhere" | awk -v file="$1" -v command="$2" '
        { gsub(/\\\|/, "\001"); split($0, part, "|"); gsub("\001", "|", part[2]) }
        part[1] == file && part[2] == command { print part[3] }')
    [ -n "$found" ] && [ -e "$found" ] && echo "$1|$2" >>"$out/elsewhere"
}

# --- the blocks, one file each: NUMBER.LANGUAGE in a folder for each document ------------

for document in $documents; do
    folder=$out/$(echo "$document" | tr / _)
    mkdir -p "$folder"
    awk -v folder="$folder" '
        /^ *```/ {
            if (inside) { inside = 0; close(file); next }
            inside = 1
            indent = index($0, "`") - 1
            language = substr($0, indent + 4)
            if (language == "") language = "text"
            file = sprintf("%s/%02d.%s", folder, ++number, language)
            printf "" >file
            print NR >(file ".line")
            close(file ".line")
            next
        }
        inside { print substr($0, indent + 1) >file }
        END { if (inside) print "a block without an end" >(folder "/99.open") }' "$document"
done

# --- programs ------------------------------------------------------------------------------

# What a program in the documents finds: the library as if it were installed.
(PREFIX=$out/prefix LIBDIR=$out/prefix/lib INCLUDEDIR=$out/prefix/include MANDIR=$out/prefix/man \
    DESTDIR='' scripts/install.sh install "$library") >/dev/null
export CPATH="$out/prefix/include" LIBRARY_PATH="$out/prefix/lib" LD_LIBRARY_PATH="$out/prefix/lib" \
    PKG_CONFIG_PATH="$out/prefix/lib/pkgconfig"

prelude='#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <fastctx.h>
#include <fastctx_inline.h>'

compile() { # SOURCE PROGRAM
    case $1 in *.cpp) set -- "$1" "$2" "$CXX" c++ -lboost_context ;; *) set -- "$1" "$2" "$CC" c "" ;; esac
    # Headers of other libraries, of which only what is declared is there.
    only=
    grep -qE '^#include "(aco|minicoro).h"' "$1" && only=-fsyntax-only
    if ! grep -qE '\<main\(' "$1"; then
        only=-fsyntax-only
        { echo "$prelude" && echo "#line $(($(cat "$1.line") + 1)) \"the document\"" && cat "$1"; } >"$2.$4"
        set -- "$2.$4" "$2" "$3" "$4" "$5"
    fi
    # shellcheck disable=SC2086 # words
    $3 -x $4 -O2 -Wall -Wextra -Werror -Wno-unused-function -Ic-tests/foreign $only "$1" -x none -lfastctx $5 -pthread \
        ${only:--o "$2"} || return
    [ -z "$only" ] || echo 'int main(void) { return 0; }' | $CC -x c - -o "$2"
}

program() { # SOURCE TITLE
    check "$2 compiles" compile "$1" "$1.program"
    if [ -x "$1.program" ] && grep -qE '\<main\(' "$1"; then
        check "$2 runs" sh -c "timeout 60 '$1.program' >'$1.printed' </dev/null"
    fi
}

# --- commands ------------------------------------------------------------------------------

# The program that commands in the documents are about.
ln -s "$PWD/build" "$PWD/tools" "$out/scratch"
cat >"$out/scratch/program.c" <<'EOF'
#include <ucontext.h>

static ucontext_t here, there;
static char stack[64 * 1024];

static void function(void) {}

int main(void) {
    getcontext(&there);
    there.uc_stack.ss_sp = stack;
    there.uc_stack.ss_size = sizeof stack;
    there.uc_link = &here;
    makecontext(&there, function, 0);
    return swapcontext(&here, &there);
}
EOF
$CC -O2 "$out/scratch/program.c" -o "$out/scratch/program"

# The scripts that a command line names are there, and the one it begins with can be run.
scripts_are_there() {
    case $1 in scripts/* | c-tests/*) [ -x "${1%% *}" ] || { echo "${1%% *} cannot be run" && return 1; } ;; esac
    for word in $1; do
        case $word in
        scripts/*.sh | c-tests/*.sh | c-tests/*.c | c-tests/*.cc) [ -e "$word" ] || { echo "no $word" && return 1; } ;;
        esac
    done
}
is_rust_target() { rustc --print target-list | grep -qx "$1"; }
is_row() { grep -qE "^$1 " scripts/targets.txt; }

# check_command FILE COMMAND: whether a command of a block is right
check_command() {
    command=$2
    if is_run_elsewhere "$1" "$command"; then return 0; fi
    case $command in
    make | make\ *)
        # shellcheck disable=SC2086 # words
        eval "set -- ${command#make}"
        recipe=$(make -n "$@") && scripts_are_there "$recipe" || return 1
        for word in "$@"; do
            case $word in
            TARGET=*) is_row "${word#TARGET=}" || { echo "no row $word" && return 1; } ;;
            [A-Z]*=*) grep -qE "^${word%%=*} *=|\\$\(${word%%=*}\)" Makefile examples/*/Makefile ||
                { echo "the Makefile does not know ${word%%=*}" && return 1; } ;;
            esac
        done
        ;;
    "rustup target add "*) is_rust_target "${command##* }" ;;
    *"cargo build "*" --target "*) is_rust_target "${command##* }" ;;
    "cargo test --lib"* | "cargo fmt"* | "cargo clippy"* | "cargo build"*) cargo "$(echo "$command" | cut -d' ' -f2)" --help >/dev/null ;;
    scripts/*.sh | c-tests/*.sh | scripts/*.sh\ * | c-tests/*.sh\ * | "prove --exec sh "* | "prove --verbose --exec sh "* | *" c-tests/"*.sh\ *)
        scripts_are_there "$command" || return 1
        # What stands where its usage has TARGET is a row.
        for word in $command; do
            case $word in
            scripts/build.sh | scripts/test.sh | c-tests/run.sh) next_is_target=yes ;;
            ::) next_is_target=yes ;;
            *)
                case ${next_is_target:-}:$word in
                yes:-* | yes:*/* | :*) ;;
                *) is_row "$word" || { echo "no row $word" && return 1; } ;;
                esac
                next_is_target=
                ;;
            esac
        done
        ;;
    "mandoc "*) sh -c "$command" ;;
    *build/c-tests/*.t)
        name=${command##*/}
        [ -n "$(find c-tests -name "${name%.t}.c*")" ] || { echo "no test $name" && return 1; }
        ;;
    git\ *) git "$(echo "$command" | cut -d' ' -f2)" -h 2>&1 | grep -q usage ;;
    cc\ * | *' ./program'* | LD_PRELOAD=*)
        (cd "$out/scratch" && timeout 60 sh -c "$command")
        ;;
    *) echo "c-tests/docs.sh does not know what to do with: $command" && false ;;
    esac
}

commands() { # FILE BLOCK TITLE: those of a sh block, without comments, with continued lines joined
    sed -e ':a' -e '/\\$/{N;s/\\\n */ /;ta' -e '}' -e 's/  *# .*$//' -e '/^ *#/d' -e '/^ *$/d' "$2" >"$2.commands"
    while read -r line; do
        check "$3: $line" check_command "$1" "$line" </dev/null
    done <"$2.commands"
}

# console FILE BLOCK TITLE
console() {
    if grep -q '^(gdb) ' "$2"; then
        sed -n 's/^(gdb) //p' "$2" >"$2.commands"
        while read -r line; do
            case $line in
            "source "*) check "$3: $line" test -e "${line#source }" ;;
            *) check "$3: gdb's command '$line'" knows_gdb_command "$line" ;;
            esac
        done <"$2.commands"
        return
    fi
    awk -v block="$2" '
        /^\$ / { number++; print substr($0, 3) >(block "." number ".command"); next }
        { print >(block "." number ".wanted") }' "$2"
    for command in "$2".*.command; do
        line=$(cat "$command")
        wanted=${command%.command}.wanted
        if is_run_elsewhere "$1" "$line"; then
            tap_result 0 "$3: $line: is run elsewhere"
        elif [ -e "$wanted" ]; then
            (cd "$out/scratch" && timeout 60 sh -c "$line" </dev/null >"$wanted.got" 2>&1) || true
            check "$3: $line: prints that" like "$wanted" "$wanted.got"
        else
            check "$3: $line" check_command "$1" "$line"
        fi
    done
}
knows_gdb_command() { # by its first two words
    grep -qF "super().__init__(\"$(echo "$1" | cut -d' ' -f1,2)\"" tools/fastctx-gdb.py
}

# like WANTED GOT: line by line
like() {
    awk 'function plain(text) {
            gsub(/0x[0-9a-f]+/, "0x?", text)
            return text
        }
        NR == FNR { wanted[++count] = plain($0); next }
        {
            want = wanted[++at]
            got = plain($0)
            while ((cut = index(want, "...")) > 0 && index(got, substr(want, 1, cut - 1)) == 1) {
                rest = substr(want, cut + 3)
                if (rest == "") { got = want = ""; break }
                got = substr(got, index(got, rest))
                want = rest
            }
            if (want != got) { print "want: " wanted[at] "\ngot:  " $0; bad = 1 }
        }
        END { if (at != count) { print "want " count " lines, got " at + 0; bad = 1 } exit bad }' "$1" "$2"
}

# --- all of it -------------------------------------------------------------------------------

for document in $documents; do
    folder=$out/$(echo "$document" | tr / _)
    last=
    for block in "$folder"/*.*; do
        case $block in *.line | *.program* | *.printed | *.commands | *.command | *.wanted* | */\**) continue ;; esac
        title="$document:$(cat "$block.line" 2>/dev/null)"
        case $block in
        *.c | *.cpp) program "$block" "$title" ;;
        *.output) equal "$title is what it prints" "$(cat "$block")" "$(cat "$last.printed" 2>&1)" ;;
        *.sh) commands "$document" "$block" "$title" ;;
        *.console) console "$document" "$block" "$title" ;;
        *.text) ;;
        *) check "$title: a block of this kind is checked: ${block##*.}" false ;;
        esac
        last=$block
    done
done
touch "$out/elsewhere"
equal "what is said to be run elsewhere is in the documents" \
    "$(echo "$elsewhere" | sed 's/\\|/|/g; s/|c-tests[^|]*$//' | sort)" "$(sort -u "$out/elsewhere")"

# --- links, and files that are named -----------------------------------------------------------

# The anchors of a document, as GitHub makes them from its headings.
anchors() {
    awk '/^ *```/ { inside = !inside } !inside && /^#+ / { sub(/^#+ /, ""); print }' "$1" |
        sed 's/\[\([^]]*\)\]([^)]*)/\1/g; s/[`*]//g' | tr '[:upper:]' '[:lower:]' |
        sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}
links() { # FILE: those to elsewhere in the repository, with what is wrong
    awk '/^ *```/ { inside = !inside } !inside' "$1" | tr '\n' ' ' | grep -oE '\]\([^)]+\)' | sed 's/^](//; s/)$//' |
        while read -r link; do
            case $link in http*://* | mailto:*) continue ;; esac
            file=${link%%#*}
            if [ -z "$file" ]; then file=$1; else file=$(dirname "$1")/$file; fi
            [ -e "$file" ] || { echo "$link: no such file" && continue; }
            case $link in
            *#*) anchors "$file" | grep -qx -- "${link#*#}" || echo "$link: no such heading" ;;
            esac
        done
}
# shellcheck disable=SC2016 # backticks
named() { # FILE: names in backticks that look like files of ours, and are none
    awk '/^ *```/ { inside = !inside } !inside' "$1" | grep -oE '`[a-z][a-z0-9_-]*/[A-Za-z0-9_./+-]*`' | tr -d '`' | sort -u |
        while read -r name; do
            # shellcheck disable=SC2012 # no strange names
            case $name in
            include/linux/* | include/uapi/* | src/*.c) ;; # of Linux and musl
            scripts/* | c-tests/* | src/* | asm/include/* | docs/* | examples/* | include/* | man/* | tools/* | bench/*)
                [ -e "${name%.}" ] || echo "$name"
                ;;
            posix/* | ours/* | native/* | split-stack/* | firmware/* | sanitizers/* | debugger/* | programs/*)
                [ -e "c-tests/${name%.}" ] || ls "c-tests/$name".* >/dev/null 2>&1 || echo "$name"
                ;;
            esac
        done
}
for document in $documents CHANGELOG.md; do
    equal "$document: links lead somewhere" "" "$(links "$document")"
    equal "$document: files that it names are there" "" "$(named "$document")"
done
equal "docs/README.md has all of docs/" "$(cd docs && printf '%s\n' *.md | grep -vx README.md | sort)" \
    "$(grep -oE '\]\([a-z-]+\.md' docs/README.md | sed 's/^](//' | sort -u)"
finish
