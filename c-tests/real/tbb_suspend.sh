# shellcheck shell=sh disable=SC2034
# oneTBB: tasks that suspend themselves, examples/tbb_suspend.cpp over Debian's library.
what='oneTBB: tasks that suspend themselves'
packages='g++ libtbb-dev'
prepare() { compile c++ examples/tbb_suspend.cpp -ltbb; }
run() { under tbb_suspend 2000000; }
