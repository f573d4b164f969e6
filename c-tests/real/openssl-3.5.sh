# shellcheck shell=sh disable=SC2034,SC2154
# OpenSSL 3.5, Debian trixie's library with trixie's C library: here each switch of an asynchronous
# job is a swapcontext. The program is that of openssl.sh.
what='OpenSSL 3.5: asynchronous jobs'
packages='gcc'
prepare() {
    from_suite trixie libssl-dev
    compile_there c-tests/real/openssl_async.c -lcrypto
}
run() { under_there ./openssl_async 300000; }
