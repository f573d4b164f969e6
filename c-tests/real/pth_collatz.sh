# shellcheck shell=sh disable=SC2034
# GNU Pth, threads in user space: examples/pth_collatz.c over Debian's library.
what='GNU Pth threads: Collatz sequences'
unsafe='a thread of Pth would have all signals blocked, as its scheduler has'
packages='gcc libpth-dev'
prepare() { compile cc examples/pth_collatz.c -lpth; }
run() { under pth_collatz 400000; }
