#!/bin/sh
# Runs the differential test of signal masks on the C library alone and, if a
# library is given, with that preloaded, under each policy that keeps masks. A
# program that has the library in it is run under the policies only. On the C library
# alone REFERENCE may name the suites; by default all; `none` where its masks are not
# what the model has.
#
# usage: c-tests/differential/run.sh PROGRAM [LIBRARY|linked [OPTION...]]
#
# PROGRAM is what c-tests/differential/*.c make; the options are its own (see
# main.c). RUNNER is what runs it, an emulator for example; the environment is
# then passed on by its option -E. POLICIES is "always auto". One TAP line for
# each suite of each run.
set -eu
program=$1
library=${2:-}
shift
[ $# = 0 ] || shift
runner=${RUNNER:-}
count=0
failed=0

# with TITLE VARIABLE=VALUE... -- OPTION...
with() {
    title=$1
    shift
    settings=
    while [ "$1" != -- ]; do
        settings="$settings${runner:+ -E} $1"
        shift
    done
    shift
    echo "# $title"
    status=0
    # shellcheck disable=SC2086 # words
    output=$(${runner:-env} $settings "$program" "$@") || status=$?
    results=$(printf '%s\n' "$output" | awk -v count="$count" -v title="$title" '
        /^1\.\./ { next }
        /^(not )?ok / { sub(/ok [0-9]+ - /, "ok " ++count " - " title ": ") }
        { print }')
    printf '%s\n' "$results"
    before=$count
    count=$((count + $(printf '%s\n' "$results" | grep -c -E '^(not )?ok ' || true)))
    if [ "$count" = "$before" ]; then
        count=$((count + 1))
        echo "not ok $count - $title: no result"
        failed=1
    fi
    [ "$status" = 0 ] || failed=1
}

# shellcheck disable=SC2086 # words
[ "$library" = linked ] || [ "${REFERENCE:-}" = none ] || with "the C library alone" -- "$@" ${REFERENCE:+--only $REFERENCE}
case $library in
"") policies='' preload='' ;;
linked) policies=${POLICIES:-always auto} preload='' ;;
*) policies=${POLICIES:-always auto} preload=LD_PRELOAD=$(realpath "$library") ;;
esac
for policy in $policies; do
    with "$policy" ${preload:+"$preload"} FASTCTX_SIGMASK="$policy" -- "$@"
done
echo "1..$count"
exit "$failed"
