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
    -o "$out/fastctx.o" "$built/libfastctx.a"
"$OBJCOPY" --keep-global-symbols="$out/exports" --strip-unneeded "$out/fastctx.o"
rm -f "$out/libfastctx.a"
"$AR" rcsD "$out/libfastctx.a" "$out/fastctx.o"
