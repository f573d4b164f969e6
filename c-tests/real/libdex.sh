# shellcheck shell=sh disable=SC2034,SC2154
# libdex, GNOME's futures and fibers, Debian trixie's library with trixie's C library: fibers in
# several threads that hand on a number, dex_ring.c.
what='libdex: rings of fibers, several threads'
packages='gcc'
prepare() {
    from_suite trixie libdex-dev
    compile_there c-tests/real/dex_ring.c -I"$built/usr/include/libdex-1" \
        -I"$built/usr/include/glib-2.0" -I"$(echo "$built"/usr/lib/*/glib-2.0/include)" \
        -ldex-1 -lgobject-2.0 -lglib-2.0
}
run() { under_there ./dex_ring 3000; }
