#!/bin/sh
# Everything that is checked: the sources' form, the Rust unit tests, and the C
# tests for every target in every way of use. Goes on after a failure and names
# what failed at the end.
#
# usage: scripts/test.sh                 (all; of targets that are emulated the short
#                                        form: fewer ways of use and repetitions)
#        scripts/test.sh TARGET...       (rows of scripts/targets.txt, all of it)
#        scripts/test.sh --cross         (those of all but this machine, all of it)
set -eu
cd "$(dirname "$0")/.."
rows() { grep -v '^#' scripts/targets.txt | awk -v but="${1-}" '$1 != but { print $1 }' | xargs; }
SHORT= # for c-tests/run.sh
case ${1-} in
'') targets=$(rows) SHORT=1 ;;
--cross) targets=$(rows "$(uname -m)") ;;
*) targets=$* ;;
esac
export SHORT
passed=0
failed=
if ! git rev-parse --is-inside-work-tree >/dev/null; then
    echo "test: this needs git and a checkout: the lists of files come from there" >&2
    exit 1
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# step TITLE COMMAND...: its output only if it fails
step() {
    title=$1
    shift
    # Not under `if`: there a function goes on after a command that fails.
    set +e
    (
        set -e
        "$@"
    ) >"$log" 2>&1
    status=$?
    set -e
    if [ "$status" = 0 ]; then
        echo "ok   $title"
        passed=$((passed + 1))
    else
        echo "FAIL $title"
        cat "$log"
        failed="$failed
  $title"
    fi
}

tap() { # TITLE SCRIPT ARGUMENT...
    title=$1
    shift
    step "$title" prove --verbose --exec sh "$@"
}

c_sources() { git ls-files '*.c' '*.cc' '*.cpp' '*.h' | grep -vE '^asm/|^include/fastctx.h$'; }
shell_sources() { git ls-files '*.sh' .ci/run debian/tests/preload debian/tests/link packaging/alpine/APKBUILD.in; }

format_c() { c_sources | xargs clang-format --dry-run -Werror; }
bench_crate() {
    cargo fmt --check --manifest-path bench/corosensei/Cargo.toml
    CARGO_TARGET_DIR=build/bench/cargo cargo clippy --quiet --release --locked \
        --manifest-path bench/corosensei/Cargo.toml -- -D warnings
}
check_shell() { shell_sources | xargs shellcheck -x; }
check_pages() {
    warnings=$(mandoc -T lint -W warning man/*.[0-9]* || true)
    [ -z "$warnings" ] || { echo "$warnings" && false; }
    # Each function has a page, and fastctx(7) names it; so has each page of ours
    # that a page refers to.
    functions=$(grep -oE '^[a-z].*fastctx_[a-z_]+\(' include/fastctx.h |
        grep -oE 'fastctx_[a-z_]+\($' | tr -d '(')
    for name in $functions; do
        [ -e "man/$name.3" ] || { echo "$name has no page" && false; }
        grep -q "^.Xr $name 3" man/fastctx.7 || { echo "fastctx(7) does not name $name" && false; }
    done
    sed -n 's/^.Xr \(fastctx[a-z_-]*\) \([137]\).*/\1.\2/p' man/*.[0-9]* | sort -u | while read -r page; do
        [ -e "man/$page" ] || { echo "there is no page $page" && false; }
    done
}
check_header() {
    scripts/header.sh --check
    for compiler in gcc clang; do
        for header in fastctx.h fastctx_inline.h fastctx_ucontext.h; do
            for standard in c99 c11; do
                echo "#include <$header>" | $compiler -std=$standard -x c -Iinclude -fsyntax-only \
                    -Wall -Wextra -Wpedantic -Werror -
            done
            echo "#include <$header>" | $compiler -std=c++11 -x c++ -Iinclude -fsyntax-only \
                -Wall -Wextra -Wpedantic -Werror -
        done
    done
}
clang_c() {
    { # of the tests for one architecture alone those of this one
        git ls-files 'c-tests/*.c' 'bench/*.c' 'examples/*.c' | grep -vE '/pth_|/only-|/firmware/|/aarch64/|/real/'
        git ls-files 'c-tests/only-x86_64/*.c'
    } |
        xargs -n 1 clang -Wall -Wextra -Werror -Iinclude -Ic-tests/arch/x86_64 \
            -Ic-tests/shadow-stacks/x86_64 -fsyntax-only
}
debug_build() { # not shipped, but it must work: names, and a program
    cargo build --quiet --locked
    "${NM:-nm}" -D --defined-only "${CARGO_TARGET_DIR:-target}/debug/libfastctx.so" |
        awk '{ print $3 }' | diff - build/x86_64/exports
    LD_PRELOAD=$PWD/${CARGO_TARGET_DIR:-target}/debug/libfastctx.so \
        build/c-tests/x86_64/plain/link_is_followed.t
}
workplace() { # no path of somebody's machine, no unfinished marks
    ! git grep -nIE '\b(TODO|FIXME|XXX)\b([^X]|$)|/(root|home)/' -- . ':!scripts/test.sh'
}

step "cargo fmt" cargo fmt --check
step "cargo clippy" cargo clippy --quiet --release --locked -- -D warnings
step "cargo clippy of the tests" cargo clippy --quiet --locked --tests -- -D warnings
step "the benchmark's crate: cargo fmt, clippy" bench_crate
step "Rust unit tests" cargo test --quiet --locked --lib
step "clang-format" format_c
step "shellcheck" check_shell
step "manual pages" check_pages
step "include/fastctx.h is what the sources say, and compiles" check_header
step "clang's warnings" clang_c
step "no leftovers" workplace
tap "the architectures agree" c-tests/agreement.sh
tap "the benchmark's figures, as documented" c-tests/figures.sh

for target in $targets; do
    step "$target: build" scripts/build.sh "$target"
    if awk -v target="$target" '$1 == target { print $3 }' scripts/targets.txt | grep -qx none; then
        tap "$target: firmware" c-tests/firmware.sh :: "$target"
        continue
    fi
    tap "$target: the built files" c-tests/binaries.sh :: "$target"
    tap "$target: environment, dlopen" c-tests/environment.sh :: "$target"
    if [ -z "$SHORT" ] || [ "$target" = "$(uname -m)" ]; then
        tap "$target: the edges of stacks" c-tests/stacks.sh :: "$target"
        tap "$target: the examples of the native layer" c-tests/examples.sh :: "$target"
        tap "$target: inline switches under every compiler" c-tests/inline.sh :: "$target"
        tap "$target: install and uninstall" c-tests/install.sh :: "$target"
        tap "$target: a short campaign" c-tests/campaign/run.sh :: "$target"
        case $target in
        x86_64 | aarch64) tap "$target: debuggers, profilers, unwinders" c-tests/debugger.sh :: "$target" ;;
        esac
    fi
    tap "$target: the benchmark" c-tests/bench.sh :: "$target"
    echo "     $target: C tests"
    if c-tests/run.sh "$target"; then
        passed=$((passed + 1))
    else
        failed="$failed
  $target: C tests"
    fi
done
case " $targets " in
*" x86_64 "*)
    tap "x86_64: fastctx-run" c-tests/fastctx-run.sh :: x86_64
    for package in dist cmake meson; do # `make test-packages` has the others, too
        tap "x86_64: packages: $package" "c-tests/packages/$package.sh" :: x86_64
    done
    tap "x86_64: sanitizers and valgrind" c-tests/sanitizers.sh :: x86_64
    tap "README.md and docs/: programs, commands, links" c-tests/docs.sh :: x86_64
    step "examples of the manual" scripts/man-examples.sh gcc build/x86_64
    step "a debug build" debug_build
    step "real programs do the same with and without (make demo)" \
        scripts/demo.sh build/x86_64/libfastctx.so
    ;;
esac

echo
count=$(echo "$failed" | grep -c . || true)
[ "$count" = 0 ] || echo "failed:$failed"
echo "$passed passed, $count failed"
[ "$count" = 0 ]
