#!/bin/sh
# Installs and uninstalls, by the one list of files below.
#
# usage: scripts/install.sh install|uninstall BUILD-FOLDER
# PREFIX, BINDIR, LIBDIR, INCLUDEDIR, MANDIR and DESTDIR come from the environment.
set -eu
action=$1
build=$2
: "${PREFIX:=/usr/local}" "${DESTDIR=}"
: "${BINDIR:=$PREFIX/bin}" "${LIBDIR:=$PREFIX/lib}" "${INCLUDEDIR:=$PREFIX/include}" "${MANDIR:=$PREFIX/share/man}"
cd "$(dirname "$0")/.."
version=$(scripts/version.sh)
major=${version%%.*}

# mode  source  destination; mode `link`: source is what the link says; mode `fill`: words
# in @ are filled in.
files() {
    if [ -e "$build/libfastctx.so" ]; then # not on bare metal
        echo "755 $build/libfastctx.so.$version $LIBDIR/libfastctx.so.$version"
        echo "link libfastctx.so.$version $LIBDIR/libfastctx.so.$major"
        echo "link libfastctx.so.$major $LIBDIR/libfastctx.so"
        echo "fill755 tools/fastctx-run.sh $BINDIR/fastctx-run"
    fi
    echo "644 $build/libfastctx.a $LIBDIR/libfastctx.a"
    echo "fill644 pkgconfig/fastctx.pc.in $LIBDIR/pkgconfig/fastctx.pc"
    echo "fill644 cmake/fastctxConfig.cmake.in $LIBDIR/cmake/fastctx/fastctxConfig.cmake"
    echo "fill644 cmake/fastctxConfigVersion.cmake.in $LIBDIR/cmake/fastctx/fastctxConfigVersion.cmake"
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
        if [ "$section" = 1 ] && ! [ -e "$build/libfastctx.so" ]; then continue; fi
        echo "644 $page $MANDIR/man${section%%[!0-9]*}/$name"
    done
}

# The size of a pointer, which is in the ELF header of what is built.
pointer() {
    object=$build/libfastctx.so
    [ -e "$object" ] || object=$build/native.o
    echo $(($(od -An -tu1 -j4 -N1 "$object") * 4))
}

case $action in
install)
    echo "install: into ${DESTDIR:-}$PREFIX"
    if ! [ -f "$build/libfastctx.a" ]; then
        echo "install: $build/libfastctx.a is missing: run make first" >&2
        exit 1
    fi
    filled=$(mktemp)
    trap 'rm -f "$filled"' EXIT
    pointer=$(pointer)
    files | while read -r mode from to; do
        mkdir -p "$DESTDIR${to%/*}"
        case $mode in
        link) ln -sf "$from" "$DESTDIR$to" ;;
        fill*)
            sed -e "s|@PREFIX@|$PREFIX|g" -e "s|@LIBDIR@|$LIBDIR|g" -e "s|@INCLUDEDIR@|$INCLUDEDIR|g" \
                -e "s|@VERSION@|$version|g" -e "s|@MAJOR@|$major|g" -e "s|@POINTER@|$pointer|g" \
                "$from" >"$filled"
            install -m "${mode#fill}" "$filled" "$DESTDIR$to"
            ;;
        *) install -m "$mode" "$from" "$DESTDIR$to" ;;
        esac
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
