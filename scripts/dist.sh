#!/bin/sh
# Makes the source tarball of a commit, with the crates in it that a build needs: it
# builds without network, git or cbindgen. The same commit gives the same bytes.
#
# usage: scripts/dist.sh [COMMIT [FOLDER]]    (HEAD, build/dist)
#
# Prints the tarball's path. Beside it are fastctx.wrap and APKBUILD, for Meson and Alpine, which
# hold its checksum.
set -eu
cd "$(dirname "$0")/.."
commit=${1:-HEAD}
out=${2:-build/dist}
if ! git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    echo "dist: this needs git and a checkout" >&2
    exit 1
fi
if [ "$commit" = HEAD ] && ! git diff --quiet HEAD --; then
    echo "dist: changes that are not committed are left out" >&2
fi
date=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct "$commit")}
mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/source"
git archive --format=tar "$commit" | tar -x -C "$work/source"
version=$("$work/source/scripts/version.sh")
name=libfastctx-$version
mv "$work/source" "$work/$name"
(
    cd "$work/$name"
    cargo vendor --quiet --locked --versioned-dirs vendor >/dev/null
    mkdir .cargo
    cat >.cargo/config.toml <<'END'
# The crates of Cargo.lock are in vendor/, so that a build needs no network.
[source.crates-io]
replace-with = "vendor"

[source.vendor]
directory = "vendor"
END
)
(
    export LC_ALL=C TZ=UTC
    tar -c --format=gnu --sort=name --mtime="@$date" --owner=0 --group=0 --numeric-owner \
        --mode=u+rwX,go+rX,go-w,a-s -C "$work" "$name" | xz -9 --threads=1 >"$work/$name.tar.xz"
)
mv "$work/$name.tar.xz" "$out/$name.tar.xz"
for file in packaging/meson/fastctx.wrap packaging/alpine/APKBUILD; do
    sed -e "s|@VERSION@|$version|g" \
        -e "s|@SHA256@|$(sha256sum "$out/$name.tar.xz" | cut -d ' ' -f 1)|" \
        -e "s|@SHA512@|$(sha512sum "$out/$name.tar.xz" | cut -d ' ' -f 1)|" \
        "$work/$name/$file.in" >"$out/${file##*/}"
done
echo "$out/$name.tar.xz"
