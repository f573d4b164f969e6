# shellcheck shell=sh disable=SC2034,SC2154
# SimGrid, a simulator of distributed systems: its processes are contexts, here of
# c-tests/real/simgrid_ring.cpp.
what='SimGrid: a ring of processes'
packages='g++ libsimgrid-dev'
prepare() { compile c++ c-tests/real/simgrid_ring.cpp -lsimgrid; }
run() { under simgrid_ring 4000 --cfg=contexts/factory:ucontext --cfg=contexts/nthreads:1; }
