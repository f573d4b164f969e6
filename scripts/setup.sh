#!/bin/sh
# Installs the Debian packages that a part of the work needs, or says exactly
# how: without root it prints the command and stops.
#
# usage: scripts/setup.sh GROUP...    (build, demo, test, bench)
set -eu

packages() {
    case $1 in
    build) echo gcc libc6-dev binutils make ;;
    demo) echo stress-ng libpth-dev libpcl1-dev libtbb-dev g++ gdc ;;
    test) echo g++ clang clang-format shellcheck gdb gdb-multiarch mandoc musl-tools perl \
        pkg-config python3-venv xz-utils strace qemu-user \
        gcc-aarch64-linux-gnu g++-aarch64-linux-gnu libc6-dev-arm64-cross ;;
    bench) echo libboost-context-dev ;;
    *)
        echo "setup: no group '$1'; there are build, demo, test, bench" >&2
        exit 2
        ;;
    esac
}

missing=
for group in "$@"; do
    for package in $(packages "$group"); do
        case $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) in
        ii*) ;;
        *) missing="$missing $package" ;;
        esac
    done
done

if [ -n "$missing" ]; then
    install="apt-get install -y --no-install-recommends$missing"
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "setup: please install:$missing" >&2
        echo "setup: on Debian, as root: apt-get update && $install" >&2
        exit 1
    fi
    echo "setup: installing$missing"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    # shellcheck disable=SC2086 # a list of words
    if ! { apt-get update -q && $install -q -o DPkg::Lock::Timeout=300; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        echo "setup: could not install:$missing" >&2
        exit 1
    fi
    rm -f "$log"
fi

if ! command -v cargo >/dev/null; then
    echo "setup: cargo is missing: install Rust 1.88 or newer (https://rustup.rs)" >&2
    exit 1
fi
