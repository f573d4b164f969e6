#!/bin/sh
# Builds the library for one target of scripts/targets.txt into build/TARGET:
# the shared library with its two links, and the prelinked static library; for bare
# metal that one alone.
#
# usage: scripts/build.sh TARGET
set -eu
cd "$(dirname "$0")/.."
target=$1
settings=$(scripts/toolchain.sh --build "$target")
eval "$settings"

version=$(scripts/version.sh)
out=build/$target
mkdir -p "$out"

make=build
[ "$OS" = linux ] || make="rustc --crate-type staticlib"
# No path of this machine in what is built: neither of these sources, nor of Rust's, nor of the
# crates.
rustc=${RUSTC:-rustc}
sources=$("$rustc" --print sysroot)/lib/rustlib/src/rust
sources="$sources=/rustc/$("$rustc" -vV | sed -n 's/^commit-hash: //p')"
remap="'--remap-path-prefix=$sources', "
remap="$remap'--remap-path-prefix=$PWD=fastctx', '--remap-path-prefix=$PWD/vendor=crates'"
for registry in "${CARGO_HOME:-${HOME-}/.cargo}"/registry/src/*; do
    remap="$remap, '--remap-path-prefix=$registry=crates'"
done
# Rust's own targets for musl make static programs, and no shared library, unless told.
case $TRIPLE in *-musl*) remap="$remap, '-Ctarget-feature=-crt-static'" ;; esac
# shellcheck disable=SC2086 # options
RUSTC=$rustc cargo $make --quiet --release --locked --target "$TRIPLE" $CARGO_FLAGS \
    --config "target.$TRIPLE.rustflags=[$remap]"
built=${CARGO_TARGET_DIR:-target}/$TRIPLE/release

# prelink OBJECT ARCHIVE NAMES: links of the archive what the names need.
prelink() {
    # shellcheck disable=SC2046,SC2086 # one option per name, words
    $PRELINK -r --gc-sections -T scripts/prelink.ld $(sed 's/^/-u /' "$3") -o "$1" "$2"
}

# On ARM unwind information for debuggers is there, not in .eh_frame.
strip="--strip-unneeded --keep-section=.debug_frame"

# member NAME NAMES...: an object of the static library with these names and what they
# need, of which it has copies of its own.
member() {
    object=$out/$1.o
    shift
    printf '%s\n' "$@" >"$out/exports.member"
    prelink "$object" "$archive" "$out/exports.member"
    # shellcheck disable=SC2086 # options
    "$OBJCOPY" --keep-global-symbols="$out/exports.member" $strip "$object"
}
ucontext='^(__|libucontext_)?(get|set|make|swap)context$'
native='fastctx_init fastctx_scan_context fastctx_switch fastctx_switch_fp'
# shellcheck disable=SC2086 # one line per name
but_native() { grep -vxF "$(printf '%s\n' $native)"; }

# Bare metal: an object for each way of use, none of which needs a C library.
if [ "$OS" = none ]; then
    archive=$built/libfastctx.a
    # There are no dynamic symbols to read; ours have names like these.
    "$READELF" -sW "$archive" |
        awk '$5 == "GLOBAL" && $6 == "DEFAULT" && $7 != "UND" { print $8 }' | LC_ALL=C sort -u |
        grep -E "^fastctx_|$ucontext" >"$out/exports"
    # shellcheck disable=SC2046,SC2086 # words
    {
        member native $native
        member ucontext $(grep -E "$ucontext" "$out/exports")
        member coroutine $(grep -vE "$ucontext" "$out/exports" | but_native)
    }
    rm -f "$out/libfastctx.a" "$out/exports.member"
    "$AR" rcsD "$out/libfastctx.a" "$out/native.o" "$out/ucontext.o" "$out/coroutine.o"
    exit
fi

# A file that a running program has mapped must not be written over.
install -m 755 "$built/libfastctx.so" "$out/.new"
mv "$out/.new" "$out/libfastctx.so.$version"
ln -sf "libfastctx.so.$version" "$out/libfastctx.so.${version%%.*}"
ln -sf "libfastctx.so.${version%%.*}" "$out/libfastctx.so"
sed "s|@VERSION@|$version|" tools/fastctx-run.sh >"$out/.new"
chmod 755 "$out/.new"
mv "$out/.new" "$out/fastctx-run"

# The static library that rustc makes holds all of Rust's core and shows its
# symbols. Link what we use of it into two objects, and keep the names that the
# shared library exports. native.o has what works without a C library and keeps
# no state, and refers to nothing that has to be there; fastctx.o has the rest (and
# copies of its own of what it calls of that).
"$NM" -D --defined-only "$built/libfastctx.so" | awk '{ print $3 }' > "$out/exports"
prelink "$out/shared.o" "$built/libfastctx.a" "$out/exports"

# A static program has no loader that could find the C library's longjmp behind
# ours. There `_longjmp` is left to the C library, and our reference to it, which
# has to be a strong one, brings its object in: with glibc the other names of it
# are weak, so ours are used, and what it calls to set a mask is ours too; musl's
# longjmp takes the place of ours, and its sigsetjmp sets masks in our
# __sigsetjmp_tail. Whatever else the C library may bring along with something
# that the program needs takes the place of ours likewise: ours are weak.
grep -vx _longjmp "$out/exports" | but_native > "$out/exports.static"
grep -vE "$ucontext|^fastctx_" "$out/exports.static" > "$out/weak"
"$OBJCOPY" --localize-symbol=_longjmp --weaken-symbols="$out/weak" "$out/shared.o"
# (Strings that may be merged are not the second link's to touch: GNU ld would turn
# ARM's distances to them into those to others.)
# shellcheck disable=SC2086 # options
"$OBJCOPY" --keep-global-symbols="$out/exports.static" $strip \
    --set-section-flags .rodata=contents,alloc,load,readonly,data \
    --redefine-sym fastctx_static_longjmp=_longjmp "$out/shared.o"
$LD -r -T scripts/prelink.ld -u fastctx_strong -o "$out/fastctx.o" "$out/shared.o"
"$OBJCOPY" --redefine-sym fastctx_strong=_longjmp "$out/fastctx.o"

# What runs at the start of a program is the other object's.
"$OBJCOPY" --remove-section=.init_array --remove-section=".rel*.init_array" \
    "$built/libfastctx.a" "$out/stateless.a"
archive=$out/stateless.a
# shellcheck disable=SC2086 # words
member native $native

rm -f "$out/libfastctx.a" "$out/stateless.a" "$out/exports.member"
"$AR" rcsD "$out/libfastctx.a" "$out/fastctx.o" "$out/native.o"
