## Coroutines of Nim's standard library: each looks for the primes of one residue class, and lets the
## others go on after every number.
##
##     nim c -d:release -d:nimCoroutines -d:nimCoroutinesUcontext nim_primes.nim && ./nim_primes 200000

import std/[coro, os, strutils]

const classes = 16

var
  limit = 200_000
  started = 0
  found: array[classes, int]
  digest: uint64

proc isPrime(n: int): bool =
  var divisor = 2
  while divisor * divisor <= n:
    if n mod divisor == 0:
      return false
    inc divisor
  n > 1

proc search() =
  let class = started
  inc started
  var n = class
  while n < limit:
    if isPrime(n):
      inc found[class]
      digest = digest * 31 + uint64(n)
    n += classes
    suspend()

if paramCount() > 0:
  limit = parseInt(paramStr(1))
for class in 0 ..< classes:
  discard start(search)
run()
echo found, ", digest ", toHex(digest)
