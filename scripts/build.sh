#!/bin/sh
# Builds the library for one target of scripts/targets.txt into build/TARGET:
# the shared library with its two links, and the prelinked static library.
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

# No path of this machine in what is built.
RUSTC=${RUSTC:-rustc} cargo build --quiet --release --locked --target "$TRIPLE" \
    --config "target.$TRIPLE.rustflags=['--remap-path-prefix=$PWD=fastctx']"
built=${CARGO_TARGET_DIR:-target}/$TRIPLE/release

# A file that a running program has mapped must not be written over.
install -m 755 "$built/libfastctx.so" "$out/.new"
mv "$out/.new" "$out/libfastctx.so.$version"
ln -sf "libfastctx.so.$version" "$out/libfastctx.so.${version%%.*}"
ln -sf "libfastctx.so.${version%%.*}" "$out/libfastctx.so"

# The static library that rustc makes holds all of Rust's core and shows its
# symbols. Link what we use of it into two objects, and keep the names that the
# shared library exports. native.o has what works without a C library and keeps
# no state, and refers to nothing that has to be there; fastctx.o has the rest (and
# copies of its own of what it calls of that).
"$NM" -D --defined-only "$built/libfastctx.so" | awk '{ print $3 }' > "$out/exports"
# shellcheck disable=SC2046 # one option per name
"$LD" -r --gc-sections -T scripts/prelink.ld $(sed 's/^/-u /' "$out/exports") \
    -o "$out/shared.o" "$built/libfastctx.a"

# A static program has no loader that could find the C library's longjmp behind
# ours. There `_longjmp` is left to the C library, and our reference to it, which
# has to be a strong one, brings its object in: with glibc the other names of it
# are weak, so ours are used, and what it calls to set a mask is ours too; musl's
# longjmp takes the place of ours, and its sigsetjmp sets masks in our
# __sigsetjmp_tail. Whatever else the C library may bring along with something
# that the program needs takes the place of ours likewise: ours are weak.
native='fastctx_init fastctx_switch fastctx_switch_fp'
# shellcheck disable=SC2086 # one line per name
printf '%s\n' $native > "$out/exports.native"
grep -vx -e _longjmp -f "$out/exports.native" "$out/exports" > "$out/exports.static"
grep -vE '^(__|libucontext_)?(get|set|make|swap)context$|^fastctx_' "$out/exports.static" > "$out/weak"
"$OBJCOPY" --localize-symbol=_longjmp --weaken-symbols="$out/weak" "$out/shared.o"
"$OBJCOPY" --keep-global-symbols="$out/exports.static" --strip-unneeded \
    --redefine-sym fastctx_static_longjmp=_longjmp "$out/shared.o"
"$LD" -r -T scripts/prelink.ld -u fastctx_strong -o "$out/fastctx.o" "$out/shared.o"
"$OBJCOPY" --redefine-sym fastctx_strong=_longjmp "$out/fastctx.o"

# What runs at the start of a program is the other object's.
"$OBJCOPY" --remove-section=.init_array --remove-section=.rela.init_array \
    "$built/libfastctx.a" "$out/stateless.a"
# shellcheck disable=SC2046 # one option per name
"$LD" -r --gc-sections -T scripts/prelink.ld $(sed 's/^/-u /' "$out/exports.native") \
    -o "$out/native.o" "$out/stateless.a"
"$OBJCOPY" --keep-global-symbols="$out/exports.native" --strip-unneeded "$out/native.o"

rm -f "$out/libfastctx.a" "$out/stateless.a"
"$AR" rcsD "$out/libfastctx.a" "$out/fastctx.o" "$out/native.o"
