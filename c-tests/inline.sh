#!/bin/sh
# <fastctx_inline.h> under every compiler that is here and the options that
# change how code uses registers and the stack: the programs of c-tests/native/
# are built and run. Then the negative control: headers in which one thing is
# missing, each to be caught, by the name of the register where it is one.
# Prints TAP.
#
# usage: c-tests/inline.sh TARGET
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh

# compile PROGRAM SOURCE COMPILER OPTION...
compile() {
    program=$1
    source=$2
    command=$3
    shift 3
    # shellcheck disable=SC2086 # words
    $command "$@" -Wall -Wextra -Werror -Iinclude "-Ic-tests/arch/$ARCH" ${QEMU:+-DEMULATED} "$source" "$out/arch.o" \
        "build/$target/libfastctx.a" -lm -o "$program"
}
run() { # SECONDS PROGRAM
    # shellcheck disable=SC2086 # words
    timeout -s KILL "$1" ${QEMU:-env} "$2"
}

# build_and_run NAME COMPILER C++-COMPILER OPTION...: all the programs. What went wrong
# is left in NAME.log, in NAME.skip that the compiler cannot do it here.
build_and_run() {
    name=$out/$1
    compiler=$2
    plus=$3
    shift 3
    echo 'int main(void) { return 0; }' >"$name.c"
    # shellcheck disable=SC2086 # words
    if ! $compiler "$@" "$name.c" -o "$name" >"$name.skip" 2>&1 ||
        ! run 20 "$name" >>"$name.skip" 2>&1; then
        return
    fi
    rm "$name.skip"
    : >"$name.log"
    for source in c-tests/native/inline_* c-tests/native/switches_*.c c-tests/native/fp_*.c; do
        language=$compiler
        # What a throw skips stays poisoned on a stack that AddressSanitizer does not know.
        case "$* $source" in *address*exceptions*) continue ;; esac
        case $source in
        *.cc)
            language=$plus
            command -v "${plus%% *}" >/dev/null || continue
            ;;
        esac
        if ! compile "$name" "$source" "$language" "$@" >"$name.tap" 2>&1; then
            echo "$source does not build"
            head -n 5 "$name.tap"
        elif ! run 60 "$name" >"$name.tap" 2>&1; then
            echo "$source fails"
            grep -v '^ok ' "$name.tap" | head -n 5 || true
        fi
    done >>"$name.log"
}

# spoil NAME EDIT SOURCE COMPILER OPTION...: what fails in the program when sed made EDIT in
# the header goes to NAME.lost; of registers only the names.
spoil() {
    name=$out/$1
    source=$3
    compiler=$4
    mkdir -p "$name.include"
    cp include/fastctx.h "$name.include"
    sed "$2" include/fastctx_inline.h >"$name.include/fastctx_inline.h"
    shift 4
    if cmp -s include/fastctx_inline.h "$name.include/fastctx_inline.h"; then
        echo "the edit has no effect"
    elif ! compile "$name" "$source" "$compiler" -I"$name.include" "$@" >"$name.error" 2>&1; then
        echo "it does not build"
    else
        run 20 "$name" >"$name.tap" 2>&1 || true
        sed -n 's/^not ok [0-9]* - //p' "$name.tap" |
            sed 's/^with \(.*\) overwritten by the other side$/\1/'
    fi >"$name.lost"
}

keeps=c-tests/native/inline_keeps_what_is_in_registers.c

# clobbers NAME "REGISTER..." COMPILER OPTION...: as spoil, when the compiler is told of none of
# these; and those that it did not use then one at a time.
clobbers() {
    all=$1
    registers=$2
    shift 2
    edit() {
        for register in "$@"; do printf 's/"%s",//;' "$register" | sed s/zmm/xmm/; done
    }
    # shellcheck disable=SC2086 # words
    spoil "$all" "$(edit $registers)" "$keeps" "$@"
    for register in $registers; do
        grep -qx "$register" "$out/$all.lost" && continue
        spoil "$all-$register" "$(edit "$register")" "$keeps" "$@"
        cat "$out/$all-$register.lost" >>"$out/$all.lost"
    done
}

if [ "${JOB:-}" ]; then # one of those that run side by side, below
    eval "$JOB"
    exit
fi

use_target "$1"
# shellcheck source=c-tests/arch/x86_64/arch.sh
. "c-tests/arch/$ARCH/arch.sh"
out=build/c-tests/$target/inline
rm -rf "$out"
mkdir -p "$out"
$CC -c "c-tests/arch/$ARCH/arch.S" -o "$out/arch.o"
export target out QEMU ARCH

jobs=0
# Two lines for each job: what to do, and what is to be said of it.
add() { # TEXT COMMAND ARGUMENT...
    jobs=$((jobs + 1))
    printf '%s\n' "$1" >>"$out/texts"
    command=$2
    shift 2
    printf '%s job%s' "$command" "$jobs" >>"$out/jobs"
    for argument in "$@"; do printf " '%s'" "$argument" >>"$out/jobs"; done
    echo >>"$out/jobs"
}

with() { # COMPILER C++-COMPILER OPTION...
    text="$1 $(shift 2 && echo "$*"): every program"
    add "$text" build_and_run "$@"
}
few() { # COMPILER C++-COMPILER
    with "$@" -O0
    with "$@" -O2 -DMUST_COPY
    with "$@" -O3 -fPIC -funroll-loops -DMUST_COPY
    with "$@" -O2 -fno-omit-frame-pointer
    ! command -v protection_options >/dev/null || protection_options "$@"
}
many() {
    few "$@"
    with "$@" -O1
    with "$@" -Os
    with "$@" -O3 -DMUST_COPY
    with "$@" -O0 -fomit-frame-pointer
    with "$@" -O2 -fPIE -pie
    with "$@" -O2 -flto
    with "$@" -O2 -fno-asynchronous-unwind-tables
    with "$@" -O2 -fstack-protector-all -DMAY_HAVE_NO_RED_ZONE
    if [ -z "$QEMU" ]; then # it makes the emulator crawl
        with "$@" -O0 -fsanitize=address -DMAY_HAVE_NO_RED_ZONE
        with "$@" -O2 -fsanitize=address -DMAY_HAVE_NO_RED_ZONE
    fi
    inline_options "$@"
}

# The compilers, each version once.
if [ "$(uname -m)" = "$target" ]; then
    many gcc g++
    many clang clang++
    seen=" $(gcc -dumpversion | cut -d. -f1) $(clang -dumpversion | cut -d. -f1) "
else
    many "$CC" "$CXX"
    few "clang --target=$PREFIX" "clang++ --target=$PREFIX"
    seen=" $(clang -dumpversion | cut -d. -f1) "
fi
for version in 9 10 11 12 13 14 15 16 17 18 19 20 21 22; do
    case $seen in *" $version "*) continue ;; esac
    if [ "$(uname -m)" = "$target" ]; then
        ! command -v "gcc-$version" >/dev/null || few "gcc-$version" "g++-$version"
        ! command -v "clang-$version" >/dev/null || few "clang-$version" "clang++-$version"
    else
        ! command -v "clang-$version" >/dev/null ||
            few "clang-$version --target=$PREFIX" "clang++-$version --target=$PREFIX"
    fi
done

# The negative control. What the compiler is not told of, or what is not loaded
# again, is lost, and nothing else is. (The registers that the assembly itself uses
# are left out: without one of them everything fails.)
controls=$((jobs + 1))
lost() { # REGISTER EDIT
    add "$1" spoil "$2" "$keeps" "$CC" -O2
}
not_told() { # COMPILER REGISTER...
    compiler=$1
    shift
    add "$*" clobbers "$*" "$compiler" -O2
}
# Nothing of that where the inline switch is a call.
if ! echo '#include <fastctx_inline.h>' | $CC -Iinclude -dM -E -x c - | grep -q FASTCTX_INLINE_IS_A_CALL; then
    inline_controls
    add "it does not build" spoil 's/1f/fastctx_label/; s/"1:/"fastctx_label:/' \
        c-tests/native/inline_can_be_copied_by_the_compiler.c "$CC" -O2
    add something spoil 's/"memory");/"cc");/' c-tests/native/switches_of_every_kind_mix.c "$CC" -O2
fi

xargs -d '\n' -P "$(nproc)" -I '{}' env "JOB={}" sh c-tests/inline.sh <"$out/jobs"

job=0
while read -r text; do
    job=$((job + 1))
    result=$out/job$job
    if [ "$job" -ge "$controls" ]; then
        edit=$(sed -n "${job}s/^[a-z]* job[0-9]* '\([^']*\)'.*/\1/p" "$out/jobs")
        case $text in
        something) check "negative control: $edit" test -s "$result.lost" ;;
        *) equal "negative control: $edit" "$(echo "$text" | tr ' ' '\n' | LC_ALL=C sort)" \
            "$(tr ' ' '\n' <"$result.lost" | LC_ALL=C sort)" ;;
        esac
    elif [ -e "$result.skip" ]; then
        check "$text # SKIP $(head -n 1 "$result.skip")" true
    else
        equal "$text" "" "$(cat "$result.log")"
    fi
done <"$out/texts"
finish
