# shellcheck shell=sh disable=SC2034
# Plain ucontext, examples/sieve.c: a chain of contexts, one for each prime.
what='plain ucontext: primes by chained contexts'
packages='gcc'
prepare() { compile cc examples/sieve.c; }
run() { under sieve 500000; }
