# shellcheck shell=sh disable=SC2034,SC2154
# OpenSSL 3.0, Debian's library: asynchronous jobs, here jobs of digests that pause. A job is
# entered with setcontext; after that _setjmp and _longjmp switch.
what='OpenSSL 3.0: asynchronous jobs'
packages='gcc libssl-dev'
calls=setcontext
least=8
prepare() { compile cc c-tests/real/openssl_async.c -lcrypto; }
run() { under openssl_async 300000; }
