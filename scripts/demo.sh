#!/bin/sh
# Runs real programs that call swapcontext, unmodified, with libc's functions and
# with libfastctx preloaded, and prints what each took and whether it did the
# same. The programs are Debian's own, or small ones of examples/ over Debian's
# libraries. Time is only reported; a different output or exit status, or a
# program that cannot be run, makes the demonstration fail.
#
# usage: scripts/demo.sh PATH-OF-LIBFASTCTX.SO
set -eu
export LC_ALL=C
unset LD_PRELOAD LD_DEBUG FASTCTX_SIGMASK FASTCTX_FPENV FASTCTX_GUARD FASTCTX_VERBOSE

rounds=3      # runs of each program under each contender; the median counts
time_limit=30 # seconds; a run that takes longer has failed

# One program a row: name | Debian packages | compiler, source, libraries | command |
# what it is. A program with `-` for a compiler comes built.
programs() {
    sed 's/ *| */|/g' <<'EOF'
sieve       | gcc            | cc sieve.c                | sieve 500000        | plain ucontext: primes by chained contexts
stress-ng   | stress-ng      | -                         | stress-ng --context 1 --context-ops 6000 --verify --metrics-brief | stress-ng: its context-switch stressor
pcl_conway  | libpcl1-dev    | cc pcl_conway.c -lpcl     | pcl_conway 20000    | PCL coroutines: Conway's problem
fibers      | gdc            | gdc fibers.d              | fibers 120          | D's standard fibers: trees compared
tbb_suspend | g++ libtbb-dev | c++ tbb_suspend.cpp -ltbb | tbb_suspend 2000000 | oneTBB: tasks that suspend themselves
pth_collatz | libpth-dev     | cc pth_collatz.c -lpth    | pth_collatz 400000  | GNU Pth threads: Collatz sequences
EOF
}

# What of a program's output, read here, has to be the same on every run.
steady_output() {
    case $1 in
    # Its lines carry process numbers, times and rates. What stays are its messages (a
    # failed check is one) and how many operations were done.
    stress-ng)
        sed -e 's/^stress-ng: \([a-z]*\): *\[[0-9]*\] */\1: /' -e 's/ in [0-9.]*s.*//' \
            -e 's/^metrc: context  *\([0-9][0-9]*\) .*/context: \1 operations/' -e '/^metrc: /d'
        ;;
    *) cat ;;
    esac
}

# The contenders, the reference first, and the settings that make each.
contenders='libc default never'
settings_of() {
    case $1 in
    libc) ;;
    default) echo "LD_PRELOAD=$library" ;;
    never) echo "LD_PRELOAD=$library FASTCTX_SIGMASK=never" ;;
    esac
}

# run SETTINGS COMMAND: both are lists of words. The settings reach the program alone.
run() {
    # shellcheck disable=SC2086 # lists of words
    timeout --foreground -k 5 "$time_limit" env $1 $2 </dev/null
}

fail() {
    echo "demo: $1" >&2
    failed=1
}

# compile COMPILER SOURCE LIBRARIES...: a program of examples/, the ordinary way.
compile() {
    compiler=$1
    source=$2
    shift 2
    "$compiler" -O2 -o "$work/bin/${source%.*}" "examples/$source" "$@"
}

# Compiles the program of a row if need be; says whether it can be run.
prepare() {
    # shellcheck disable=SC2086 # a list of words
    if [ "$build" != - ] && ! compile $build >"$work/log" 2>&1; then
        tail -n 3 "$work/log" >&2
        return 1
    fi
    command -v "${command%% *}" >/dev/null
}

describe_machine() {
    echo "Real programs with libc's ucontext and with libfastctx preloaded, $(date -u '+%F %R') UTC"
    echo "  machine   $(lscpu | sed -n 's/^Model name: *//p' | head -n 1), $(nproc) processors"
    echo "  system    $(uname -srm), $(getconf GNU_LIBC_VERSION)"
    # shellcheck disable=SC2046 # a list of packages
    echo "  packages $(dpkg-query -W -f ' ${Package} ${Version},' \
        $(programs | cut -d '|' -f 2) 2>/dev/null | sed 's/,$//')"
}

# The library's own word for each policy, in a program that does nothing.
show_preload() {
    echo
    echo "With the preload and FASTCTX_VERBOSE=1, the library says at load:"
    for contender in default never; do
        run "$(settings_of $contender) FASTCTX_VERBOSE=1" true >"$work/log" 2>&1 || true
        printf '  %-9s ' "$contender"
        grep '^fastctx: .* in force: getcontext setcontext makecontext swapcontext$' "$work/log" ||
            fail "the preload did not take: $(head -n 1 "$work/log")"
    done
}

# Asks the loader, in a real run of the program, who calls swapcontext and whose is called:
# which file of Debian's (or of examples/) wants libc's and gets ours.
show_callers() {
    run "$(settings_of never) LD_DEBUG=bindings" "$command" >"$work/log" 2>&1 || true
    sed -n 's/.*binding file \(.*\) \[0\] to \(.*\) \[0\]: .*symbol .swapcontext. .*/\1 \2/p' \
        "$work/log" | grep -v "^$library " | sort -u >"$work/callers"
    [ -s "$work/callers" ] || fail "$name does not call swapcontext through the loader"
    while read -r caller provider; do
        file=$(command -v "$caller" || echo "$caller")
        wanted=$(nm -D "$file" | sed -n 's/.* U \(swapcontext.*\)/\1/p')
        printf '  %-11s  %s wants %s, gets that of %s\n' \
            "$name" "${file##*/}" "$wanted" "${provider##*/}"
        [ "$provider" = "$library" ] || fail "$name: swapcontext is not that of libfastctx"
    done <"$work/callers"
}

# run_once CONTENDER: one timed run; its nanoseconds into a file, and all that it said
# and its exit status against the first run with libc.
run_once() {
    settings=$(settings_of "$1")
    status=0
    start=$(date +%s%N)
    run "$settings" "$command" >"$work/raw" 2>&1 || status=$?
    end=$(date +%s%N)
    echo $((end - start)) >>"$work/$name.$1"

    steady_output "$name" <"$work/raw" >"$work/out"
    echo "exit status $status" >>"$work/out"
    if ! [ -f "$work/$name.expected" ]; then
        cp "$work/out" "$work/$name.expected"
        [ $status = 0 ] || same="not the same: it fails even with libc"
    fi
    if ! diff "$work/$name.expected" "$work/out" >"$work/log"; then
        same="not the same: $1 differs from libc"
        head -n 10 "$work/log" >&2
    fi
}

# The median of the times of a contender, in nanoseconds.
median() {
    sort -n "$work/$name.$1" | sed -n "$(((rounds + 1) / 2))p"
}

# Runs the contenders in turn, round after round, and prints the row of the table. Times
# of unlike work are not worth comparing: a difference ends the measurement.
measure() {
    same=yes
    round=0
    while [ $round -lt $rounds ]; do
        for contender in $contenders; do
            run_once "$contender"
            if [ "$same" != yes ]; then
                printf '%-11s  %-42s  %s\n' "$name" "$what" "$same"
                fail "$name: $same"
                return
            fi
        done
        round=$((round + 1))
    done
    echo "$(median libc) $(median default) $(median never)" |
        awk -v name="$name" -v what="$what" '{
            printf "%-11s  %-42s  %6.2f  %7.2f  %5.2f  %6.2f  %5.2f  yes\n", name, what,
                $1 / 1e9, $2 / 1e9, $1 / $2, $3 / 1e9, $1 / $3 }'
}

if [ $# != 1 ] || ! [ -r "$1" ]; then
    echo "usage: scripts/demo.sh PATH-OF-LIBFASTCTX.SO (make demo builds it)" >&2
    exit 2
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir "$work/bin"
PATH=$work/bin:$PATH
# Under its plain name, and where no blank in the path can hurt LD_PRELOAD.
library=$work/libfastctx.so
cp "$1" "$library"
cd "$(dirname "$0")/.."
failed=0

describe_machine
show_preload

echo
echo "Who calls swapcontext in each program, and whose it is (the loader's LD_DEBUG=bindings):"
: >"$work/runnable"
: >"$work/absent"
programs >"$work/programs"
while IFS='|' read -r name packages build command what; do
    if prepare; then
        show_callers
        echo "$name|$command|$what" >>"$work/runnable"
    else
        echo "$name|$packages|$what" >>"$work/absent"
    fi
done <"$work/programs"

echo
echo "Elapsed seconds, the median of $rounds runs in turn; ratio is libc's over ours (above 1: faster)."
echo "same: all output and the exit status, in every run (of stress-ng: without times and rates)."
echo
echo "                                                         libc  default         never"
echo "program      what it is                                     s        s  ratio       s  ratio  same"
while IFS='|' read -r name command what; do
    measure
done <"$work/runnable"
while IFS='|' read -r name packages what; do
    printf '%-11s  %-42s  cannot be run: needs Debian packages: %s\n' "$name" "$what" "$packages"
    fail "$name cannot be run"
done <"$work/absent"

if [ $failed = 0 ]; then
    echo
    echo "All programs did the same with libfastctx as with libc."
else
    fail "not all is well: see above"
fi
exit $failed
