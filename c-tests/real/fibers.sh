# shellcheck shell=sh disable=SC2034
# Fibers of D's standard library, in GCC's runtime: examples/fibers.d.
what="D's standard fibers: trees compared"
packages='gdc'
prepare() { compile gdc examples/fibers.d; }
run() { under fibers 120; }
