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
# symbols. Link what we use of it into one object, and keep the names that the
# shared library exports.
"$NM" -D --defined-only "$built/libfastctx.so" | awk '{ print $3 }' > "$out/exports"
# shellcheck disable=SC2046 # one option per name
"$LD" -r --gc-sections -T scripts/prelink.ld $(sed 's/^/-u /' "$out/exports") \
    -o "$out/shared.o" "$built/libfastctx.a"

# In a static program `_longjmp` is the C library's (asm/static/longjmp.S says
# why), and so is any other function of the C library that comes in a piece with
# something else the program needs: ours that stand for them are weak.
grep -vx _longjmp "$out/exports" > "$out/exports.static"
grep -vE '^(__|libucontext_)?(get|set|make|swap)context$|^fastctx_' "$out/exports.static" > "$out/weak"
"$OBJCOPY" --localize-symbol=_longjmp "$out/shared.o"
"$CC" -c asm/static/longjmp.S -o "$out/static.o"
"$LD" -r -T scripts/prelink.ld -o "$out/fastctx.o" "$out/shared.o" "$out/static.o"
"$OBJCOPY" --keep-global-symbols="$out/exports.static" --weaken-symbols="$out/weak" \
    --strip-unneeded "$out/fastctx.o"
rm -f "$out/libfastctx.a"
"$AR" rcsD "$out/libfastctx.a" "$out/fastctx.o"
