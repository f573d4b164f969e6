#!/bin/sh
# Prints the folder of cargo-c's programs; builds them the first time, in $FASTCTX_CACHE
# (build/cache), which takes some minutes.
#
# usage: scripts/cargo-c.sh
set -eu
cd "$(dirname "$0")/.."
version=0.10.24 # the newest that Rust 1.95 compiles
cache=${FASTCTX_CACHE:-$PWD/build/cache}
die() {
    echo "cargo-c.sh: $*" >&2
    exit 1
}
. scripts/debian.sh
programs=$cache/cargo-c/bin
if ! "$programs/cargo-cinstall" --version 2>/dev/null | grep -qF " $version+"; then
    lock
    # Not optimized: it is built more slowly than it runs.
    CARGO_PROFILE_DEV_DEBUG=0 CARGO_TARGET_DIR=$cache/cargo-c.build cargo install --quiet --locked --debug \
        --version "=$version" --root "$cache/cargo-c" cargo-c >&2 || die "cargo install cargo-c $version failed"
    rm -rf "$cache/cargo-c.build"
    unlock
fi
echo "$programs"
