#!/bin/sh
# Installs the Debian packages that a part of the work needs, or says exactly
# how: without root it prints the command and stops.
#
# usage: scripts/setup.sh GROUP...    (build, demo, real, test, cross, kernels, cet, packages, bench)
set -eu
scripts=$(dirname "$0")

# cross PREFIX ARCHITECTURE
cross() { echo "gcc-$1 g++-$1 libc6-dev-$2-cross"; }

packages() {
    case $1 in
    build) echo gcc libc6-dev binutils make ;;
    # What each of the real programs says that it needs.
    demo) # shellcheck disable=SC2046 # a list of names
        "$scripts/real.sh" --packages $("$scripts/demo.sh" --list) ;;
    real) "$scripts/real.sh" --packages ;;
    test) echo git g++ clang clang-format shellcheck gdb mandoc musl-tools perl \
        gccgo libboost-context-dev pkg-config xz-utils strace valgrind \
        libclang-rt-dev libunwind-dev linux-perf busybox yash mksh libcap2-bin \
        cmake ninja-build meson ;;
    # What scripts/toolchain.sh takes from the system, for every target of its table. (gcc-multilib
    # would make i686 programs too, but cannot be installed beside these.)
    cross)
        echo python3-venv qemu-user gdb-multiarch
        cross aarch64-linux-gnu arm64
        cross i686-linux-gnu i386
        echo libc6-i386 lib32stdc++6 gccgo-i686-linux-gnu # by which it runs here
        cross arm-linux-gnueabihf armhf
        cross arm-linux-gnueabi armel
        cross riscv64-linux-gnu riscv64
        cross powerpc64le-linux-gnu ppc64el
        echo gccgo-powerpc64le-linux-gnu
        cross s390x-linux-gnu s390x
        cross mips64el-linux-gnuabi64 mips64el
        echo gcc-arm-none-eabi libnewlib-arm-none-eabi picolibc-arm-none-eabi qemu-system-arm
        echo gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-misc
        ;;
    kernels) echo qemu-system-x86 qemu-system-arm qemu-system-misc qemu-system-ppc qemu-system-mips cpio zstd ;;
    cet) echo g++ make grub-common grub-pc-bin xorriso mtools cpio ;;
    packages) echo debhelper lintian fakeroot mmdebstrap autopkgtest busybox musl-tools libssl-dev ;;
    bench) echo libboost-context-dev python3-matplotlib ;;
    *)
        echo "setup: no group '$1'; there are build, demo, real, test, cross, kernels, cet, packages, bench" >&2
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
cd "$scripts/.."
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
