#!/bin/sh
# The demonstration: those of the real programs (scripts/real.sh) that are quick and
# need nothing but Debian's packages.
#
# usage: scripts/demo.sh PATH-OF-LIBFASTCTX.SO
#        scripts/demo.sh --list    (their names)
set -eu
programs='sieve stress-ng pcl_conway fibers tbb_suspend pth_collatz'

if [ $# != 1 ]; then
    echo "usage: scripts/demo.sh PATH-OF-LIBFASTCTX.SO (make demo builds it)" >&2
    exit 2
fi
if [ "$1" = --list ]; then
    echo "$programs"
    exit
fi
# shellcheck disable=SC2086 # a list of names
exec "$(dirname "$0")/real.sh" "$1" $programs
