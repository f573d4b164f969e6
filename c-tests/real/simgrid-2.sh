# shellcheck shell=sh disable=SC2034,SC2154
# The same with two threads: processes go from one thread to the other all the time. Most of its
# time the threads wait for each other.
what='SimGrid, contexts that change threads'
packages='g++ libsimgrid-dev'
prepare() { compile c++ c-tests/real/simgrid_ring.cpp -lsimgrid; }
run() { under simgrid_ring 1000 --cfg=contexts/factory:ucontext --cfg=contexts/nthreads:2; }
