#!/bin/sh
# Installs the Debian packages that a part of the work needs, or says exactly
# how: without root it prints the command and stops.
#
# usage: scripts/setup.sh GROUP...    (build, demo, test, kernels, bench)
set -eu

packages() {
    case $1 in
    build) echo gcc libc6-dev binutils make ;;
    demo) echo stress-ng libpth-dev libpcl1-dev libtbb-dev g++ gdc ;;
    test) echo git g++ clang clang-format shellcheck gdb gdb-multiarch mandoc musl-tools perl \
        gccgo libboost-context-dev pkg-config python3-venv xz-utils strace valgrind qemu-user \
        gcc-aarch64-linux-gnu g++-aarch64-linux-gnu libc6-dev-arm64-cross ;;
    kernels) echo qemu-system-x86 qemu-system-arm cpio ;;
    bench) echo libboost-context-dev ;;
    *)
        echo "setup: no group '$1'; there are build, demo, test, kernels, bench" >&2
        exit 2
        ;;
    esac
}

complain() { echo "setup: $*" >&2; }

# The packages that are not there, where packages are Debian's.
missing=
for group in "$@"; do
    for package in $(packages "$group"); do
        case $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) in
        ii*) ;;
        *) missing="$missing $package" ;;
        esac
    done
done

if ! command -v dpkg-query >/dev/null; then
    complain "not a Debian system, nothing is installed; under Debian's names this needs:$missing"
elif [ -n "$missing" ]; then
    install="apt-get install -y --no-install-recommends$missing"
    if [ "$(id -u)" != 0 ]; then
        complain "please install:$missing"
        complain "on Debian, as root: apt-get update && $install"
        exit 1
    fi
    echo "setup: installing$missing"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    # shellcheck disable=SC2086 # a list of words
    if ! { apt-get update -q && $install -q -o DPkg::Lock::Timeout=300; } >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        complain "could not install:$missing"
        exit 1
    fi
    rm -f "$log"
fi

# Rust: Debian's own is too old, so it is rustup's to install.
cd "$(dirname "$0")/.."
wanted=$(sed -n 's/^rust-version = "1\.\(.*\)"$/\1/p' Cargo.toml)
found=$(rustc --version 2>/dev/null | sed -n 's/^rustc 1\.\([0-9]*\).*/\1/p')
if ! command -v cargo >/dev/null || [ "${found:-0}" -lt "$wanted" ]; then
    complain "this needs cargo and rustc 1.$wanted or newer: https://rustup.rs"
    exit 1
fi
case " $* " in
*" test "*)
    for component in fmt clippy; do
        if ! cargo "$component" --version >/dev/null 2>&1; then
            complain "cargo $component is missing: rustup component add rustfmt clippy"
            exit 1
        fi
    done
    ;;
esac
