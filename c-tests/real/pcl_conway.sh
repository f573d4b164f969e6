# shellcheck shell=sh disable=SC2034
# PCL, the Portable Coroutine Library: examples/pcl_conway.c over Debian's library.
what="PCL coroutines: Conway's problem"
packages='gcc libpcl1-dev'
prepare() { compile cc examples/pcl_conway.c -lpcl; }
run() { under pcl_conway 20000; }
