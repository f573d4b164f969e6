#!/bin/sh
# The tarball of make dist: the same bytes each time, and what it builds without network,
# crates, git and the tools of maintainers is what a checkout builds. Prints TAP.
#
# usage: c-tests/packages/dist.sh x86_64
set -eu
cd "$(dirname "$0")/../.."
. c-tests/tap.sh
. c-tests/packages/common.sh
use_target "$1"
scripts/build.sh "$target"
tarball
name=libfastctx-$version

mkdir "$work/another"
(
    umask 077
    export TZ=Asia/Kathmandu LC_ALL=C.UTF-8 TMPDIR="$work/another"
    scripts/dist.sh "$commit" "$work/again" >/dev/null
)
check "the same bytes each time" cmp "$tarball" "$work/again/$name.tar.xz"
entries=$(tar -tvf "$tarball" --numeric-owner --full-time --utc)
equal "everything is root's" "0/0" "$(echo "$entries" | awk '{ print $2 }' | sort -u)"
equal "and of the time of the commit" \
    "$(TZ=UTC git log -1 --date='format-local:%Y-%m-%d %H:%M:%S' --format=%cd "$commit")" \
    "$(echo "$entries" | awk '{ print $4, $5 }' | sort -u)"
equal "and not for others to write" "" "$(echo "$entries" | grep -E '^.....w|^........w' || true)"
equal "sorted" "" \
    "$(tar -tf "$tarball" | sed 's,/$,,' | tr / '\001' | LC_ALL=C sort -C || echo no)"
equal "below one folder" "$name" "$(tar -tf "$tarball" | cut -d / -f 1 | sort -u)"

tar -xf "$tarball" -C "$work"
equal "it has what git has, and the crates" \
    "$( (git ls-tree -r --name-only "$commit" && echo .cargo/config.toml) | LC_ALL=C sort)" \
    "$(cd "$work/$name" && find . ! -type d ! -path './vendor/*' | cut -c 3- | LC_ALL=C sort)"
equal "of Cargo.lock, no more and no less" \
    "$(awk '/^name/ { n = $3 } /^version/ { v = $3 } /^source/ { print n "-" v }' Cargo.lock | tr -d '"' | sort)" \
    "$(find "$work/$name/vendor" -mindepth 1 -maxdepth 1 -exec basename {} \; | sort)"

# What a maintainer has and a packager may not is an error here.
mkdir "$work/bin"
for tool in git cbindgen mandoc curl wget; do
    printf '#!/bin/sh\necho "%s is not for a build" >&2\nexit 1\n' $tool >"$work/bin/$tool"
done
chmod 755 "$work/bin"/*
offline() { # COMMAND: in the unpacked tarball
    (
        cd "$work/$name"
        unset FASTCTX_CACHE CARGO_TARGET_DIR
        export CARGO_HOME="$work/cargo" CARGO_NET_OFFLINE=true PATH="$work/bin:$PATH"
        # Without network where that may be done. (No other file of root's is written to.)
        if unshare --net true 2>/dev/null; then set -- unshare --net "$@"; fi
        "$@"
    )
}
check "it builds offline, by make" offline make -s
for file in "libfastctx.so.$version" libfastctx.a fastctx-run; do
    check "$file is that of the checkout" cmp "build/$target/$file" "$work/$name/build/$target/$file"
done
check "cargo build is offline, too" offline cargo build --quiet --release --locked
check "make install" offline make -s install PREFIX="$work/fc"
export PKG_CONFIG_PATH="$work/fc/lib/pkgconfig"
check "a program builds with it" compiles "$(pkg-config --cflags --libs fastctx)"
equal "and runs" "$version" "$(LD_LIBRARY_PATH=$work/fc/lib "$work/program")"
check "without git, make dist says so" refused "dist: this needs git and a checkout" offline scripts/dist.sh
finish
