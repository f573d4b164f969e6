#!/bin/sh
# Finds the tools for one target of scripts/targets.txt, fetches what can be
# fetched, and prints them as shell assignments:
#
#     eval "$(scripts/toolchain.sh TARGET)"
#
# usage: scripts/toolchain.sh [--build] TARGET
#
#   ARCH OS TRIPLE PREFIX DEBIAN   from the table
#   CC CXX                  compilers; on bare metal they are told the processor
#   AR LD OBJCOPY READELF NM
#   PRELINK                 the linker for -r --gc-sections
#   (CC, CXX, LD and PRELINK may have options: they are words, not one word)
#   RUSTC                   a compiler other than the default one, or empty
#   CARGO_FLAGS             options that cargo needs, or empty
#   QEMU                    the prefix of a command that runs a program of the
#                           target; empty when this machine runs it itself
#   GDB DEBUG_CPU           and the processor to emulate under it, or empty
#   MUSL_CC                 a C compiler for musl; -static as with gcc
#   MUSL_QEMU               as QEMU, for dynamic musl programs
#   PICOLIBC NEWLIB         bare metal: what CC needs to make a program for QEMU
#                           with that C library, or empty
#   CARGO_TARGET_*, CC_*, AR_*, CFLAGS_*, RUSTC_BOOTSTRAP  exported: what cargo and
#                           build scripts look at
#
# What a build needs is an error when it cannot be had; the rest (CXX, QEMU,
# GDB, MUSL_*, PICOLIBC, NEWLIB) is then empty, with a line on standard error.
# --build leaves that rest alone. Downloads go to $FASTCTX_CACHE (build/cache):
# through rustup, pip, and apt with the sources of this machine, without root.
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
. scripts/debian.sh

# need TOOL PACKAGE: a build cannot do without it.
need() { die "$1 is missing: apt-get install $2"; }

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
row=$(awk -v target="$target" '$1 == target' scripts/targets.txt)
if [ -z "$row" ]; then
    die "no such target; scripts/targets.txt has:" \
        "$(awk '/^[^#]/ { printf "%s%s", sep, $1; sep = " " }' scripts/targets.txt)"
fi
read -r _ ARCH OS TRIPLE PREFIX qemu zig debug DEBIAN suite <<END
$row
END
case $cache in
/*) ;;
*) cache=$root/$cache ;;
esac
native=no
[ "$(uname -m)" != "$target" ] || native=yes

# --- Rust ---------------------------------------------------------------------

# Whether a compiler has the target's core.
has_std() {
    libdir=$("$1" --print target-libdir --target "$TRIPLE" 2>/dev/null) && [ -d "$libdir" ]
}
has_source() { [ -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library/core" ]; }

# Debian's rustc for the browsers, with the standard library of the target.
# `apt-cache depends` tells the versions that are part of the packages' names.
# It is of use if both are of the same version, and new enough.
debian_rustc() {
    [ "$DEBIAN" != - ] && private_apt - "$DEBIAN" || return 1
    packages=$(APT_CONFIG=$apt/apt.conf apt-cache depends --recurse --no-recommends \
        --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances rustc-web |
        grep -E '^(rustc-web|lib(std-rust-web|llvm|edit|bsd|md|xml2|icu|z3|ffi|tinfo|lzma)[^:]*)$' |
        sort -u)
    library=libstd-rust-web-dev:$DEBIAN
    if [ "$suite" != - ]; then
        private_apt "$suite" "$DEBIAN" || return 1
        unpack "$cache/rust-web-std-$target" "$library" && private_apt - "$DEBIAN" || return 1
        library=
    fi
    # shellcheck disable=SC2086 # one word per package
    unpack "$cache/rustc-web-$target" $packages $library || return 1
    if [ -z "$library" ]; then
        cp -R "$cache/rust-web-std-$target/usr/." "$cache/rustc-web-$target/usr"
        rm -rf "$cache/rust-web-std-$target"
    fi
    cat >"$cache/bin/rustc-$target" <<END
#!/bin/sh
# Debian's rustc with the standard library of $TRIPLE.
root=\$(dirname "\$0")/../rustc-web-$target/usr
LD_LIBRARY_PATH=\$root/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || gcc -dumpmachine) \\
    exec "\$root/bin/rustc" "\$@"
END
    chmod +x "$cache/bin/rustc-$target"
    debian_rustc_works || {
        rm -rf "$cache/bin/rustc-$target" "$cache/rustc-web-$target"
        return 1
    }
}
debian_rustc_works() {
    [ -x "$cache/bin/rustc-$target" ] && has_std "$cache/bin/rustc-$target" &&
        "$cache/bin/rustc-$target" --target "$TRIPLE" --crate-type lib --edition 2024 \
            --emit metadata="$cache/probe-$target" - >/dev/null 2>&1 <<'END'
#![no_std]
#[unsafe(naked)]
pub extern "C" fn f() {
    core::arch::naked_asm!("")
}
END
}

# In order: what is there; rustup's; Debian's; core built anew with each build, which
# is the way for targets that nobody builds it for. What was found is remembered,
# for the search is slow.
find_rust() {
    RUSTC=
    CARGO_FLAGS=
    have cargo || die "cargo is missing: install Rust 1.88 or later, with rustup for instance"
    if has_std rustc; then return; fi
    # Where the C library is musl, Rust may know no other. The library is the same for both.
    if [ "$native" = yes ]; then
        host=$(rustc -vV | sed -n 's/^host: //p')
        case $host in
        *-linux-musl*)
            TRIPLE=$host
            if has_std rustc; then return; fi
            ;;
        esac
    fi
    found=$cache/rust-$target
    if ! [ -e "$found" ]; then
        lock
        if [ -e "$found" ] || has_std rustc; then
            :
        elif have rustup && rustup --quiet target add "$TRIPLE" >/dev/null 2>&1 </dev/null &&
            has_std rustc; then
            :
        elif debian_rustc_works || debian_rustc; then
            echo debian >"$found"
        elif has_source || { have rustup &&
            rustup --quiet component add rust-src >/dev/null 2>&1 </dev/null && has_source; }; then
            echo source >"$found"
        else
            die "no Rust standard library for $TRIPLE: neither rustup's nor Debian's" \
                "libstd-rust-web-dev:$DEBIAN nor its source (rustup component add rust-src) is to be had"
        fi
        unlock
    fi
    if has_std rustc; then return; fi
    case $(cat "$found") in
    debian) RUSTC=$cache/bin/rustc-$target ;;
    source)
        has_source || die "the source of Rust's core is missing: rustup component add rust-src"
        CARGO_FLAGS=-Zbuild-std=core
        ;;
    esac
}

# --- C cross tools that the system has not ---------------------------------------

# Debian has gcc for loongarch64 since trixie. The linker's script for the C library has
# absolute paths.
fetch_cross_tools() {
    private_apt trixie "$(dpkg --print-architecture)" &&
        unpack_all "$cache/cross-$target" "g++-$(echo "$PREFIX" | tr _ -)" || return 1
    own_loader "$cache/cross-$target"
    sed -i "s#/usr/$PREFIX/lib[0-9]*/##g" "$cache/cross-$target/usr/$PREFIX/lib/libc.so"
}

# find_tool VARIABLE NAME PACKAGE
find_tool() {
    if [ "$native" = yes ]; then
        found=$2
    else
        found=$PREFIX-$2
        have "$found" || [ ! -x "$tools/$found" ] || found=$tools/$found
    fi
    eval "$1=\$found"
    have "$found"
}

find_c() {
    tools=$cache/cross-$target/usr/bin
    package=$(echo "$PREFIX" | tr _ -)
    binutils=binutils-$package
    gcc=gcc-$package
    gxx=g++-$package
    if [ "$native" = yes ]; then
        binutils=binutils
        gcc=gcc
        gxx=g++
    elif [ "$OS" = linux ]; then
        gcc="$gcc libc6-dev-$DEBIAN-cross"
    fi
    if [ "$target" = loongarch64 ] && ! find_tool CC gcc; then
        lock
        find_tool CC gcc || fetch_cross_tools ||
            complain "no C cross tools: trixie's $gxx could not be fetched"
        unlock
    fi
    find_tool CC gcc || need "$CC" "$gcc"
    find_tool AR ar || need "$AR" "$binutils"
    find_tool LD ld || need "$LD" "$binutils"
    find_tool OBJCOPY objcopy || need "$OBJCOPY" "$binutils"
    find_tool READELF readelf || need "$READELF" "$binutils"
    find_tool NM nm || need "$NM" "$binutils"
}

# GNU ld (2.40 to 2.44) breaks relocations with -r --gc-sections: on RISC-V and
# LoongArch those of .eh_frame are beyond its end, on mips programs die of the result,
# and on ARM they may point behind the strings that they mean. LLVM's linker does not;
# Rust brings it along.
find_prelink() {
    PRELINK=$LD
    case $ARCH in
    arm | riscv | loongarch64 | mips64) ;;
    *) return 0 ;;
    esac
    host=$(rustc -vV | sed -n 's/^host: //p')
    lld=$(rustc --print sysroot)/lib/rustlib/$host/bin/rust-lld
    if [ -x "$lld" ]; then
        PRELINK="$lld -flavor gnu"
    elif have ld.lld; then
        PRELINK=ld.lld
    else
        die "neither Rust's rust-lld is there nor ld.lld: apt-get install lld"
    fi
}

# --- emulators ------------------------------------------------------------------

# qemu_fit PROGRAM: whether there is an emulator that can be used. Those of version 7.2,
# Debian 12's, will not do for two targets: loongarch64's dies at the first system call,
# riscv64's takes the masks of signal handlers from the wrong place.
qemu_fit() {
    have "$1" || return 1
    case $target in
    loongarch64 | riscv64) [ "$("$1" --version | sed -n '1s/.*version \([0-9]*\).*/\1/p')" -ge 8 ] ;;
    esac
}

# The emulators of trixie are linked statically.
fetch_qemu() {
    private_apt trixie "$(dpkg --print-architecture)" && unpack "$cache/qemu.new" qemu-user || return 1
    mkdir -p "$cache/qemu"
    mv "$cache/qemu.new/usr/bin/$qemu" "$cache/qemu/$qemu"
    rm -rf "$cache/qemu.new"
}

# An x86_64 runs i386's programs itself if its kernel and its C library do, and with
# restartable sequences, which qemu has not. FASTCTX_EMULATE=1: by qemu all the same.
runs_i386() {
    [ "$target" = i686 ] && [ "$(uname -m)" = x86_64 ] && [ -z "${FASTCTX_EMULATE-}" ] &&
        /lib/ld-linux.so.2 --version >/dev/null 2>&1
}

find_qemu() {
    QEMU=
    emulator=
    if [ "$native" = yes ] || runs_i386; then return; fi
    if [ "$OS" = none ]; then
        case $qemu in
        *-arm) emulator=$(want "$qemu" qemu-system-arm) ;;
        *) emulator=$(want "$qemu" qemu-system-misc) ;;
        esac
        # It reads standard input, which might be the rest of a script.
        [ -z "$emulator" ] ||
            QEMU="$emulator $machine -nographic -monitor none -semihosting-config enable=on,target=native -kernel"
        return
    fi
    if qemu_fit "$qemu"; then
        emulator=$qemu
    elif [ "$target" = loongarch64 ] || [ "$target" = riscv64 ]; then
        if ! [ -x "$cache/qemu/$qemu" ]; then
            lock
            [ -x "$cache/qemu/$qemu" ] || fetch_qemu ||
                complain "no $qemu that works: the system's is missing or older than 8, and trixie's" \
                    "qemu-user could not be fetched"
            unlock
        fi
        [ ! -x "$cache/qemu/$qemu" ] || emulator=$cache/qemu/$qemu
    else
        complain "$qemu is missing: apt-get install qemu-user"
    fi
    # Its C library is where its C compiler is.
    sysroot=/usr/$PREFIX
    case $CC in "$tools"/*) sysroot=$cache/cross-$target$sysroot ;; esac
    # The processor that qemu emulates by itself keeps no FP control (FCSR).
    case $target:$emulator in
    mips64el:?*) emulator="$emulator -cpu MIPS64R2-generic" ;;
    esac
    [ -z "$emulator" ] || QEMU="$emulator -L $sysroot"
}

# gdb 13, that of Debian 12, cannot read how an emulator new enough for loongarch64
# describes its registers. Trixie's brings its C library and its Python.
gdb_fits() {
    have gdb-multiarch || return 1
    [ "$target" != loongarch64 ] ||
        [ "$(gdb-multiarch --version | sed -n '1s/.* \([0-9]*\)\..*/\1/p')" -ge 15 ]
}

fetch_gdb() {
    private_apt trixie "$(dpkg --print-architecture)" && unpack_all "$cache/gdb" gdb-multiarch || return 1
    cat >"$cache/bin/gdb-multiarch" <<'END'
#!/bin/sh
# gdb with the loader, the libraries and the files that it came with.
usr=$(cd "$(dirname "$0")/../gdb/usr" && pwd)
PYTHONHOME=$usr exec "$usr"/lib64/ld-linux-*.so.* --library-path "$(echo "$usr"/lib/*-linux-gnu)" \
    "$usr/bin/gdb-multiarch" --data-directory="$usr/share/gdb" "$@"
END
    chmod +x "$cache/bin/gdb-multiarch"
}

find_gdb() {
    GDB=
    if [ "$native" = yes ]; then
        GDB=$(want gdb gdb)
    elif gdb_fits; then
        GDB=gdb-multiarch
    elif [ "$target" = loongarch64 ]; then
        if ! [ -x "$cache/bin/gdb-multiarch" ]; then
            lock
            [ -x "$cache/bin/gdb-multiarch" ] || fetch_gdb ||
                complain "no gdb that works: the system's gdb-multiarch is missing or older than 15," \
                    "and trixie's could not be fetched"
            unlock
        fi
        [ ! -x "$cache/bin/gdb-multiarch" ] || GDB=$cache/bin/gdb-multiarch
    else
        complain "gdb-multiarch is missing: apt-get install gdb-multiarch"
    fi
}

# --- musl ---------------------------------------------------------------------

# zig brings musl's headers and library for every target. Its cc links
# statically unless told otherwise, traps undefined behaviour, and gives clang options
# that mips' ABI has not. (A static program is no PIE: on mips every reference to nothing,
# a weak one, is relocated there.)
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
exec "\$root/zig/bin/python" -m ziglang cc -target $zig -fno-sanitize=undefined -Wno-option-ignored "\$@"
END
    chmod +x "$cache/bin/musl-cc-$target"
}

# The loader, which newer packages have in usr/lib.
fetch_musl() {
    private_apt "$suite" "$DEBIAN" && unpack "$cache/musl-$target" "musl:$DEBIAN" || return 1
    [ -e "$cache/musl-$target/lib" ] || ln -s usr/lib "$cache/musl-$target/lib"
}

find_musl() {
    MUSL_CC=
    MUSL_QEMU=
    if [ "$native" = yes ]; then
        MUSL_CC=$(want musl-gcc musl-tools)
        return
    fi
    [ "$OS" = linux ] || return 0
    if ! [ -x "$cache/bin/musl-cc-$target" ]; then
        lock
        [ -x "$cache/bin/musl-cc-$target" ] || fetch_zig ||
            complain "no C compiler for musl: \`python3 -m venv\` and \`pip install ziglang==$ziglang\` must work"
        unlock
    fi
    if ! [ -d "$cache/musl-$target" ]; then
        lock
        [ -d "$cache/musl-$target" ] || fetch_musl ||
            complain "no loader for musl: apt-get download musl:$DEBIAN must work"
        unlock
    fi
    if [ -x "$cache/bin/musl-cc-$target" ] && [ -d "$cache/musl-$target" ]; then
        MUSL_CC=$cache/bin/musl-cc-$target
        if [ -n "$emulator" ]; then
            MUSL_QEMU="$emulator -L $cache/musl-$target"
        elif runs_i386; then
            MUSL_CC="$MUSL_CC -Wl,--dynamic-linker,$cache/musl-$target/lib/ld-musl-i386.so.1"
        fi
    fi
}

# --- bare metal -----------------------------------------------------------------

# The processor, and the emulated machine with its memory: the first address and the
# size of what holds the program, and of what it may write to.
cpu=
emulation=
case $target in
thumbv7em)
    cpu="-mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16"
    machine="-M mps2-an386"
    memory="0x00000000 0x00400000 0x20000000 0x00400000"
    ;;
riscv32imac)
    cpu="-march=rv32imac -mabi=ilp32"
    emulation="-m elf32lriscv"
    machine="-M virt -bios none"
    memory="0x80000000 0x00400000 0x80400000 0x00400000"
    ;;
esac

# find_bare: the C libraries, which come as specs of gcc.
find_bare() {
    PICOLIBC=
    NEWLIB=
    [ "$OS" = none ] || return 0
    # shellcheck disable=SC2086 # words
    if has_specs picolibc.specs; then
        set -- $memory
        PICOLIBC="--specs=picolibc.specs --oslib=semihost --crt0=hosted"
        PICOLIBC="$PICOLIBC -Wl,--defsym=__flash=$1,--defsym=__flash_size=$2"
        PICOLIBC="$PICOLIBC,--defsym=__ram=$3,--defsym=__ram_size=$4,--defsym=__stack_size=0x4000"
    else
        complain "no C library: apt-get install picolibc-$PREFIX"
    fi
    if [ "$target" = thumbv7em ]; then
        if has_specs rdimon.specs; then
            NEWLIB="--specs=rdimon.specs -nostartfiles"
        else
            complain "no newlib: apt-get install libnewlib-$PREFIX"
        fi
    fi
}
has_specs() { echo 'int main(void) { return 0; }' | $CC --specs="$1" -x c -c -o /dev/null - 2>/dev/null; }

# --- the answer ---------------------------------------------------------------

# emit NAME VALUE
emit() { printf "%s='%s'\n" "$1" "$2"; }

find_c
find_rust
upper=$(echo "$TRIPLE" | tr a-z- A-Z_)
lower=$(echo "$TRIPLE" | tr - _)
if [ "$native" = no ]; then
    echo "export CARGO_TARGET_${upper}_LINKER='$CC' CC_$lower='$CC' AR_$lower='$AR'"
fi
if [ -n "$cpu" ]; then
    echo "export CFLAGS_$lower='$cpu'"
    CC="$CC $cpu"
    LD="$LD${emulation:+ $emulation}"
fi
# What runs through the preprocessor is put into Rust's code, which is not Thumb there;
# Debian's gcc is for Thumb.
if [ "$target" = armv7hf ]; then echo "export CFLAGS_$lower=-marm"; fi
# Assembly for mips is what stable Rust calls experimental; so is building core.
if [ -n "$CARGO_FLAGS" ] || [ "$ARCH" = mips64 ]; then echo "export RUSTC_BOOTSTRAP=1"; fi
find_prelink
emit ARCH "$ARCH"
emit OS "$OS"
emit TRIPLE "$TRIPLE"
emit PREFIX "$PREFIX"
emit DEBIAN "$DEBIAN"
emit CC "$CC"
emit AR "$AR"
emit LD "$LD"
emit PRELINK "$PRELINK"
emit OBJCOPY "$OBJCOPY"
emit READELF "$READELF"
emit NM "$NM"
emit RUSTC "$RUSTC"
emit CARGO_FLAGS "$CARGO_FLAGS"
if [ "$build_only" = yes ]; then exit; fi

if find_tool CXX g++; then
    CXX="$CXX${cpu:+ $cpu}"
else
    complain "$CXX is missing: apt-get install $gxx"
    CXX=
fi
find_gdb
find_qemu
if [ -n "$QEMU" ]; then echo "export CARGO_TARGET_${upper}_RUNNER='$QEMU'"; fi
find_musl
find_bare
emit CXX "$CXX"
emit QEMU "$QEMU"
emit GDB "$GDB"
emit DEBUG_CPU "${debug#-}"
emit MUSL_CC "$MUSL_CC"
emit MUSL_QEMU "$MUSL_QEMU"
emit PICOLIBC "$PICOLIBC"
emit NEWLIB "$NEWLIB"
