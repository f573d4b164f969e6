#!/bin/sh
# Finds the tools for one target of scripts/targets.txt, fetches what can be
# fetched, and prints them as shell assignments:
#
#     eval "$(scripts/toolchain.sh TARGET)"
#
# usage: scripts/toolchain.sh [--build] TARGET
#
#   TRIPLE                  Rust's name of the target
#   CC CXX AR LD OBJCOPY READELF NM
#   RUSTC                   a compiler other than the default one, or empty
#   QEMU                    the prefix of a command that runs a program of the
#                           target; empty when this machine runs it itself
#   GDB DEBUG_CPU           and the processor to emulate under it, or empty
#   MUSL_CC                 a C compiler for musl; -static as with gcc
#   MUSL_QEMU               as QEMU, for dynamic musl programs
#   CARGO_TARGET_*, CC_*, AR_*  exported: what cargo and build scripts look at
#
# What a build needs is an error when it cannot be had; the rest (CXX, QEMU,
# GDB, MUSL_*) is then empty, with a line on standard error. --build leaves
# that rest alone. Downloads go to $FASTCTX_CACHE (build/cache): through
# rustup, pip, and apt with the sources of this machine, without root.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
cache=${FASTCTX_CACHE:-$root/build/cache}
ziglang=0.15.2

complain() { echo "toolchain.sh: $target: $*" >&2; }
die() {
    complain "$@"
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# need TOOL PACKAGE: prints the tool, for a build cannot do without it.
need() {
    have "$1" || die "$1 is missing: apt-get install $2"
    echo "$1"
}

# want TOOL PACKAGE: prints the tool, or nothing.
want() {
    if have "$1"; then echo "$1"; else complain "$1 is missing: apt-get install $2"; fi
}

build_only=no
if [ "${1-}" = --build ]; then
    build_only=yes
    shift
fi
target=${1-}
row=$(awk -v target="$target" '$1 == target { print $2, $3, $4, $5, $6, $7 }' scripts/targets.txt)
if [ -z "$row" ]; then
    die "no such target; scripts/targets.txt has:" \
        "$(awk '/^[^#]/ { printf "%s%s", sep, $1; sep = " " }' scripts/targets.txt)"
fi
read -r TRIPLE prefix qemu zig debug debian <<END
$row
END
case $cache in
/*) ;;
*) cache=$root/$cache ;;
esac
native=no
[ "$(uname -m)" != "$target" ] || native=yes

# --- fetching -----------------------------------------------------------------

# Two builds at once must not unpack into the same place.
lock() {
    case $cache in
    *[[:space:]]*) die "the cache's path must be without spaces: $cache" ;;
    esac
    mkdir -p "$cache/bin"
    exec 9>"$cache/lock"
    if have flock; then flock 9; fi
}
unlock() { exec 9>&-; }

# apt with the machine's own sources and keys, but with its own lists and for
# the target's architecture too: `dpkg --add-architecture` is not needed.
private_apt() {
    if ! have apt-get || ! have dpkg-deb; then return 1; fi
    apt=$cache/apt
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
    : >"$apt/status"
    cat >"$apt/apt.conf" <<END
APT::Architectures { "$(dpkg --print-architecture)"; "$debian"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
END
    [ -e "$apt/updated-$debian" ] ||
        APT_CONFIG=$apt/apt.conf apt-get update -qq >"$apt/log" 2>&1 </dev/null || return 1
    : >"$apt/updated-$debian"
}

# unpack FOLDER PACKAGE[:ARCH]...: Debian packages, unpacked and not installed.
# The lists may be old: packages that are gone are looked for in new ones.
unpack() {
    folder=$1
    shift
    rm -rf "$apt/packages" "$folder.new"
    mkdir -p "$apt/packages" "$folder.new"
    (cd "$apt/packages" && APT_CONFIG=$apt/apt.conf apt-get download -qq "$@") \
        >"$apt/log" 2>&1 </dev/null || {
        rm -f "$apt/updated-$debian"
        private_apt &&
            (cd "$apt/packages" && APT_CONFIG=$apt/apt.conf apt-get download -qq "$@") \
                >"$apt/log" 2>&1 </dev/null
    } || return 1
    for package in "$apt/packages"/*.deb; do
        dpkg-deb -x "$package" "$folder.new" || return 1
    done
    rm -rf "$folder" "$apt/packages"
    mv "$folder.new" "$folder"
}

# --- Rust ---------------------------------------------------------------------

# Whether a compiler has the target's standard library.
has_std() {
    libdir=$("$1" --print target-libdir --target "$TRIPLE" 2>/dev/null) && [ -d "$libdir" ]
}

# Debian's rustc for the browsers, with the standard library of the target.
# `apt-cache depends` tells the versions that are part of the packages' names.
debian_rustc() {
    private_apt || return 1
    packages=$(APT_CONFIG=$apt/apt.conf apt-cache depends --recurse --no-recommends \
        --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances rustc-web |
        grep -E '^(rustc-web|lib(std-rust-web|llvm|edit|bsd|md|xml2|icu|z3|ffi|tinfo|lzma)[^:]*)$' |
        sort -u)
    # shellcheck disable=SC2086 # one word per package
    unpack "$cache/rustc-web-$target" $packages "libstd-rust-web-dev:$debian" || return 1
    cat >"$cache/bin/rustc-$target" <<END
#!/bin/sh
# Debian's rustc with the standard library of $TRIPLE.
root=\$(dirname "\$0")/../rustc-web-$target/usr
LD_LIBRARY_PATH=\$root/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || gcc -dumpmachine) \\
    exec "\$root/bin/rustc" "\$@"
END
    chmod +x "$cache/bin/rustc-$target"
    has_std "$cache/bin/rustc-$target"
}

find_rust() {
    RUSTC=
    have cargo || die "cargo is missing: install Rust 1.88 or later, with rustup for instance"
    if has_std rustc; then return; fi
    if [ -x "$cache/bin/rustc-$target" ] && has_std "$cache/bin/rustc-$target"; then
        RUSTC=$cache/bin/rustc-$target
        return
    fi
    lock
    if have rustup && rustup --quiet target add "$TRIPLE" >/dev/null 2>&1 </dev/null &&
        has_std rustc; then
        :
    elif [ -x "$cache/bin/rustc-$target" ] && has_std "$cache/bin/rustc-$target" || debian_rustc; then
        RUSTC=$cache/bin/rustc-$target
    else
        die "no Rust standard library for $TRIPLE: neither rustup nor Debian's libstd-rust-web-dev:$debian is to be had"
    fi
    unlock
}

# --- musl ---------------------------------------------------------------------

# zig brings musl's headers and library for every target. Its cc links
# statically unless told otherwise, and traps undefined behaviour.
fetch_zig() {
    if ! [ -e "$cache/zig/$ziglang" ]; then
        rm -rf "$cache/zig"
        python3 -m venv "$cache/zig" >/dev/null 2>&1 &&
            "$cache/zig/bin/python" -m pip install -q "ziglang==$ziglang" >/dev/null 2>&1 </dev/null ||
            return 1
        : >"$cache/zig/$ziglang"
    fi
    cat >"$cache/bin/musl-cc-$target" <<END
#!/bin/sh
# zig's C compiler with the defaults of gcc, for musl on $target.
root=\$(cd "\$(dirname "\$0")/.." && pwd)
case " \$* " in
*" -static "*) ;;
*) set -- -dynamic "\$@" ;;
esac
export ZIG_GLOBAL_CACHE_DIR="\$root/zig/cache" ZIG_LOCAL_CACHE_DIR="\$root/zig/cache"
exec "\$root/zig/bin/python" -m ziglang cc -target $zig -fno-sanitize=undefined "\$@"
END
    chmod +x "$cache/bin/musl-cc-$target"
}

find_musl() {
    MUSL_CC=
    MUSL_QEMU=
    if [ "$native" = yes ]; then
        MUSL_CC=$(want musl-gcc musl-tools)
        return
    fi
    if ! [ -x "$cache/bin/musl-cc-$target" ]; then
        lock
        [ -x "$cache/bin/musl-cc-$target" ] || fetch_zig ||
            complain "no C compiler for musl: \`python3 -m venv\` and \`pip install ziglang==$ziglang\` must work"
        unlock
    fi
    if ! [ -d "$cache/musl-$target" ]; then
        lock
        [ -d "$cache/musl-$target" ] || { private_apt && unpack "$cache/musl-$target" "musl:$debian"; } ||
            complain "no loader for musl: apt-get download musl:$debian must work"
        unlock
    fi
    if [ -x "$cache/bin/musl-cc-$target" ] && [ -d "$cache/musl-$target" ]; then
        MUSL_CC=$cache/bin/musl-cc-$target
        if have "$qemu"; then MUSL_QEMU="$qemu -L $cache/musl-$target"; fi
    fi
}

# --- the answer ---------------------------------------------------------------

# emit NAME VALUE
emit() { printf "%s='%s'\n" "$1" "$2"; }

if [ "$native" = yes ]; then
    tool=
    binutils=binutils
    gcc=gcc
    gxx=g++
else
    tool=$prefix-
    binutils=binutils-$(echo "$prefix" | tr _ -)
    gcc="gcc-$(echo "$prefix" | tr _ -) libc6-dev-$debian-cross"
    gxx=g++-$(echo "$prefix" | tr _ -)
fi
CC=$(need "${tool}gcc" "$gcc")
AR=$(need "${tool}ar" "$binutils")
LD=$(need "${tool}ld" "$binutils")
OBJCOPY=$(need "${tool}objcopy" "$binutils")
READELF=$(need "${tool}readelf" "$binutils")
NM=$(need "${tool}nm" "$binutils")
find_rust
emit TRIPLE "$TRIPLE"
emit CC "$CC"
emit AR "$AR"
emit LD "$LD"
emit OBJCOPY "$OBJCOPY"
emit READELF "$READELF"
emit NM "$NM"
emit RUSTC "$RUSTC"

upper=$(echo "$TRIPLE" | tr a-z- A-Z_)
lower=$(echo "$TRIPLE" | tr - _)
if [ "$native" = no ]; then
    echo "export CARGO_TARGET_${upper}_LINKER='$CC' CC_$lower='$CC' AR_$lower='$AR'"
fi
if [ "$build_only" = yes ]; then exit; fi

CXX=$(want "${tool}g++" "$gxx")
QEMU=
if [ "$native" = yes ]; then
    GDB=$(want gdb gdb)
else
    GDB=$(want gdb-multiarch gdb-multiarch)
    if [ -n "$(want "$qemu" qemu-user)" ]; then
        QEMU="$qemu -L /usr/$prefix"
        echo "export CARGO_TARGET_${upper}_RUNNER='$QEMU'"
    fi
fi
find_musl
emit CXX "$CXX"
emit QEMU "$QEMU"
emit GDB "$GDB"
emit DEBUG_CPU "${debug#-}"
emit MUSL_CC "$MUSL_CC"
emit MUSL_QEMU "$MUSL_QEMU"
