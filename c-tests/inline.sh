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
    $command "$@" -Wall -Wextra -Werror -Iinclude "$source" "$out/arch.o" \
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
out=build/c-tests/$target/inline
rm -rf "$out"
mkdir -p "$out"
$CC -c "c-tests/arch/$target.S" -o "$out/arch.o"
export target out QEMU

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
    case $target in
    x86_64)
        with "$@" -O2 -fno-pie -no-pie
        with "$@" -O2 -fcf-protection
        with "$@" -O2 -mcmodel=large -fPIC
        ! grep -q avx512f /proc/cpuinfo || with "$@" -O2 -mavx512f
        ;;
    aarch64)
        with "$@" -O2 -fno-pie -static
        with "$@" -O2 -mbranch-protection=standard
        with "$@" -O2 -march=armv8.2-a+sve
        ;;
    esac
}

# The compilers, each version once.
if [ "$(uname -m)" = "$target" ]; then
    many gcc g++
    many clang clang++
    seen=" $(gcc -dumpversion | cut -d. -f1) $(clang -dumpversion | cut -d. -f1) "
else
    many "$CC" "$CXX"
    few "clang --target=${CC%-gcc}" "clang++ --target=${CC%-gcc}"
    seen=" $(clang -dumpversion | cut -d. -f1) "
fi
for version in 9 10 11 12 13 14 15 16 17 18 19 20 21 22; do
    case $seen in *" $version "*) continue ;; esac
    if [ "$(uname -m)" = "$target" ]; then
        ! command -v "gcc-$version" >/dev/null || few "gcc-$version" "g++-$version"
        ! command -v "clang-$version" >/dev/null || few "clang-$version" "clang++-$version"
    else
        ! command -v "clang-$version" >/dev/null ||
            few "clang-$version --target=${CC%-gcc}" "clang++-$version --target=${CC%-gcc}"
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
case $target in
x86_64)
    not_told "$CC" rax r8 r10 r11 r12 r13 r14 r15
    not_told "$CC" xmm0 xmm1 xmm2 xmm3 xmm4 xmm5 xmm6 xmm7 xmm8 xmm9 xmm10 xmm11 xmm12 xmm13 \
        xmm14 xmm15
    not_told "$CC" mm0 mm1 mm2 mm3 mm4 mm5 mm6 mm7
    if grep -q avx512f /proc/cpuinfo; then
        not_told "clang -mavx512f" zmm16 zmm17 zmm18 zmm19 zmm20 zmm21 zmm22 zmm23 zmm24 zmm25 \
            zmm26 zmm27 zmm28 zmm29 zmm30 zmm31
        not_told "clang -mavx512f" k1 k2 k3 k4 k5 k6 k7
    fi
    lost st 's/^#define FASTCTX_INLINE_X87 .*/#define FASTCTX_INLINE_X87/'
    lost rbx '/\[base\](%%rsi), %%rbx/d'
    lost rbp '/\[fp\](%%rsi), %%rbp/d'
    add something spoil 's/"movq %%rsp, %c/"pushq %%rbp; pushq %%rbp; leaq 16(%%rsp), %%rsp; movq %%rsp, %c/' \
        c-tests/native/inline_leaves_the_red_zone_alone.c "$CC" -O2
    ;;
aarch64)
    not_told "$CC" x3 x4 x5 x6 x7 x8 x12 x13 x14 x15 x17 x18 x20 x21 x22 x23 x24 x25 x26 x27 x28 x30
    not_told "$CC" v0 v1 v2 v3 v4 v5 v6 v7 v8 v9 v10 v11 v12 v13 v14 v15 v16 v17 v18 v19 v20 v21 \
        v22 v23 v24 v25 v26 v27 v28 v29 v30 v31
    lost x19 's/ldp x29, x19, \[x1/ldr x29, [x1/'
    lost x29 's/ldp x29, x19, \[x1, #%c\[fp\]/ldr x19, [x1, #%c[base]/'
    ;;
esac
add "it does not build" spoil 's/1f/fastctx_label/; s/"1:/"fastctx_label:/' \
    c-tests/native/inline_can_be_copied_by_the_compiler.c "$CC" -O2
add something spoil 's/"memory");/"cc");/' c-tests/native/switches_of_every_kind_mix.c "$CC" -O2

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
