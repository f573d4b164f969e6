# shellcheck shell=sh disable=SC2034,SC2154
# Coroutines of Nim's standard library, in its form for ucontext: nim_primes.nim. Their scheduler
# sleeps between rounds, so time says nothing.
what='Nim: coroutines that look for primes'
packages='nim gcc'
prepare() {
    nim compile --hints:off --warnings:off -d:release -d:nimCoroutines -d:nimCoroutinesUcontext \
        --nimcache:nim --out:"$work/bin/nim_primes" "$recipes/nim_primes.nim"
}
run() { under nim_primes 200000; }
