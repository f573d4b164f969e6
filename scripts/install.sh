#!/bin/sh
# Installs and uninstalls, by the one list of files below.
#
# usage: scripts/install.sh install|uninstall BUILD-FOLDER
# PREFIX, LIBDIR, INCLUDEDIR, MANDIR and DESTDIR come from the environment.
set -eu
action=$1
build=$2
: "${PREFIX:=/usr/local}" "${DESTDIR=}"
: "${LIBDIR:=$PREFIX/lib}" "${INCLUDEDIR:=$PREFIX/include}" "${MANDIR:=$PREFIX/share/man}"
cd "$(dirname "$0")/.."
version=$(scripts/version.sh)
major=${version%%.*}

# mode  source  destination; mode `link`: source is what the link says.
files() {
    if [ -e "$build/libfastctx.so" ]; then # not on bare metal
        echo "755 $build/libfastctx.so.$version $LIBDIR/libfastctx.so.$version"
        echo "link libfastctx.so.$version $LIBDIR/libfastctx.so.$major"
        echo "link libfastctx.so.$major $LIBDIR/libfastctx.so"
    fi
    echo "644 $build/libfastctx.a $LIBDIR/libfastctx.a"
    echo "644 ${description:--} $LIBDIR/pkgconfig/fastctx.pc"
    echo "644 include/fastctx.h $INCLUDEDIR/fastctx.h"
    echo "644 include/fastctx_inline.h $INCLUDEDIR/fastctx_inline.h"
    echo "644 include/fastctx_ucontext.h $INCLUDEDIR/fastctx_ucontext.h"
    echo "644 tools/fastctx-gdb.py $PREFIX/share/fastctx/fastctx-gdb.py"
    # Where gdb looks for what belongs to a library.
    if [ -e "$build/libfastctx.so" ]; then
        echo "link $PREFIX/share/fastctx/fastctx-gdb.py" \
            "$PREFIX/share/gdb/auto-load$LIBDIR/libfastctx.so.$version-gdb.py"
    fi
    for page in man/*.[0-9]*; do
        name=${page##*/}
        section=${name##*.}
        echo "644 $page $MANDIR/man${section%%[!0-9]*}/$name"
    done
}

case $action in
install)
    echo "install: into ${DESTDIR:-}$PREFIX"
    if ! [ -f "$build/libfastctx.a" ]; then
        echo "install: $build/libfastctx.a is missing: run make first" >&2
        exit 1
    fi
    description=$(mktemp)
    trap 'rm -f "$description"' EXIT
    sed -e "s|@PREFIX@|$PREFIX|" -e "s|@LIBDIR@|$LIBDIR|" -e "s|@INCLUDEDIR@|$INCLUDEDIR|" \
        -e "s|@VERSION@|$version|" pkgconfig/fastctx.pc.in >"$description"
    files | while read -r mode from to; do
        mkdir -p "$DESTDIR${to%/*}"
        if [ "$mode" = link ]; then
            ln -sf "$from" "$DESTDIR$to"
        else
            install -m "$mode" "$from" "$DESTDIR$to"
        fi
    done
    ;;
uninstall)
    files | while read -r _ _ to; do
        rm -f "$DESTDIR$to"
    done
    ;;
*)
    echo "install: no action '$action'; there are install, uninstall" >&2
    exit 2
    ;;
esac
