#!/bin/sh
# Debian's packages: built from the tarball by dpkg-buildpackage, with this machine's Rust;
# lintian; the files; the tests of debian/tests, by autopkgtest in a chroot of the same suite.
# Prints TAP. For root, because of the chroot.
#
# usage: c-tests/packages/debian.sh x86_64
set -eu
cd "$(dirname "$0")/../.."
. c-tests/tap.sh
. c-tests/packages/common.sh
cache=${FASTCTX_CACHE:-$PWD/build/cache}
die() {
    echo "Bail out! debian.sh: $*"
    exit 1
}
. scripts/debian.sh
[ "$(id -u)" = 0 ] || die "only root can make a chroot"
use_target "$1"
tarball

equal "debian/changelog is about this version" "$version" \
    "$(dpkg-parsechangelog -S Version | sed 's/-[0-9]*$//')"
cp "$tarball" "$work/libfastctx_$version.orig.tar.xz"
tar -xf "$tarball" -C "$work"
build() (
    cd "$work/libfastctx-$version"
    # debhelper gives HOME another value; rustup's tools want theirs. A symbol that is not in
    # debian/libfastctx0.symbols is an error.
    export RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}" DPKG_GENSYMBOLS_CHECK_LEVEL=4
    # -d: Debian 12's own Rust is too old.
    dpkg-buildpackage -us -uc -d
)
check "dpkg-buildpackage" build
check "lintian has neither errors nor warnings" \
    lintian --allow-root --fail-on error,warning "$work"/*.changes

# contents PACKAGE...: what is neither documentation nor for lintian
contents() {
    for package in "$@"; do
        dpkg-deb --fsys-tarfile "$work/${package}"_*.deb | tar -t
    done | sed -n -e 's/\.gz$//' -e '/\/share\/\(doc\|lintian\)\//d' -e 's/^\.\(.*[^/]\)$/\1/p' | LC_ALL=C sort
}
triplet=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
make -s install TARGET="$target" DESTDIR="$work/made" PREFIX=/usr LIBDIR="/usr/lib/$triplet" >/dev/null
equal "the three have what make install has, each file once" \
    "$(cd "$work/made" && find . ! -type d | cut -c 2- | LC_ALL=C sort)" \
    "$(contents libfastctx0 libfastctx-dev fastctx-tools)"
equal "libfastctx0 has what changes its name with the soname, and no more" \
    "/usr/lib/$triplet/libfastctx.so.${version%%.*} /usr/lib/$triplet/libfastctx.so.$version" \
    "$(contents libfastctx0 | xargs)"

# The suite that the packages were built on.
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
root=$cache/debian-$suite.tar
if ! [ -e "$root" ]; then
    lock
    mirror=$(apt-get indextargets --format "\$(REPO_URI)" 'Label: Debian' | head -n 1)
    [ -e "$root" ] || { mmdebstrap --quiet --variant=apt "$suite" "$root.new.tar" "$mirror" >&2 &&
        mv "$root.new.tar" "$root"; }
    unlock
fi
mkdir "$work/root"
tar -xf "$root" -C "$work/root"
check "autopkgtest" autopkgtest --apt-upgrade --no-built-binaries \
    "$work"/*_amd64.deb "$work"/*_all.deb "$work/libfastctx-$version/" -- chroot "$work/root"
finish
