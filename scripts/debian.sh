# shellcheck shell=sh disable=SC2154 # `cache` is of who sources it
# debian.sh: Debian packages without installing them. Sourced by scripts that set
# `cache`, the folder for downloads, and define `die MESSAGE...`.
#
#   lock, unlock                   around what changes the cache
#   private_apt SUITE ARCHITECTURE which packages the following are about
#   unpack FOLDER PACKAGE[:ARCH]...
#   unpack_all FOLDER PACKAGE      also what it depends on
#   unpack_source FOLDER PACKAGE   its sources with Debian's patches (needs dpkg-dev;
#                                  not with SUITE `-`)
#   unpack_upstream FOLDER PACKAGE its sources without Debian's patches
#   package_version, source_version PACKAGE   of what these would unpack
#   own_loader FOLDER              programs in it start with the loader and the libraries
#                                  that were unpacked with them
#   kernel_image SUITE ARCHITECTURE [FLAVOUR]    $cache/kernel-SUITE-ARCHITECTURE

have() { command -v "$1" >/dev/null 2>&1; }

# Two builds at once must not unpack into the same place.
lock() {
    case $cache in
    *[[:space:]]*) die "the cache's path must be without spaces: $cache" ;;
    esac
    mkdir -p "$cache/bin"
    exec 9>"$cache/lock"
    if have flock; then flock 9; fi
}
unlock() { exec 9>&-; }

# private_apt SUITE ARCHITECTURE: apt with the machine's own sources and keys
# (SUITE is `-`), or with the machine's mirror and another suite; in any case with
# its own lists, and for one more architecture: `dpkg --add-architecture` is not
# needed. A mirror's copy of a suite may be older than Debian thinks it should be.
private_apt() {
    if ! have apt-get || ! have dpkg-deb; then return 1; fi
    apt=$cache/apt/suite$1
    updated=$apt/updated-$2
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
    : >"$apt/status"
    cat >"$apt/apt.conf" <<END
APT::Architectures { "$(dpkg --print-architecture)"; "$2"; };
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
END
    if [ "$1" != - ]; then
        mirror=$(apt-get indextargets --format "\$(REPO_URI)" 'Label: Debian' | head -n 1)
        [ -n "$mirror" ] || return 1
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $1 main" \
            >"$apt/sources.list"
        cat >>"$apt/apt.conf" <<END
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
Acquire::Check-Valid-Until "false";
END
    fi
    # One broken list of several is not fatal: the packages may be in the others.
    if ! [ -e "$updated" ] &&
        APT_CONFIG=$apt/apt.conf apt-get update -qq >"$apt/log" 2>&1 </dev/null; then
        : >"$updated"
    fi
}

# download PACKAGE...: into $apt/packages; $get is how apt is told to.
# The lists may be old: packages that are gone are looked for in new ones.
download() {
    rm -rf "$apt/packages"
    mkdir -p "$apt/packages/partial"
    try_download "$@" || {
        APT_CONFIG=$apt/apt.conf apt-get update -qq >"$apt/log" 2>&1 </dev/null || true
        try_download "$@"
    }
}
try_download() {
    # shellcheck disable=SC2086 # words
    (cd "$apt/packages" && APT_CONFIG=$apt/apt.conf apt-get $get "$@") >"$apt/log" 2>&1 </dev/null
}

# unpack FOLDER PACKAGE[:ARCH]...: Debian packages, unpacked and not installed.
unpack() {
    folder=$1
    shift
    get="download -qq"
    download "$@" || return 1
    take "$folder"
}

# unpack_all FOLDER PACKAGE: also what it depends on, as if nothing were installed.
unpack_all() {
    get="install -qq -y --download-only --no-install-recommends -o Dir::Cache::archives=$apt/packages"
    download "$2" || return 1
    take "$1"
}

# with_sources: private_apt's suite also has lists of sources, from the first use on.
with_sources() {
    sed '/^deb-src/d; p; s/^deb /deb-src /' "$apt/sources.list" >"$apt/sources.new"
    mv "$apt/sources.new" "$apt/sources.list"
}

# newest_of COMMAND...: the version that apt-cache tells of a package.
newest_of() {
    newest=$(APT_CONFIG=$apt/apt.conf apt-cache "$@" 2>"$apt/log" | sed -n 's/^Version: //p' | sort -V | tail -n 1)
    [ -n "$newest" ]
}
source_version() {
    with_sources
    newest_of showsrc --only-source "$1" || {
        APT_CONFIG=$apt/apt.conf apt-get update -qq >"$apt/log" 2>&1 </dev/null || true
        newest_of showsrc --only-source "$1" || return 1
    }
    echo "$newest"
}
package_version() { newest_of show "$1" && echo "$newest"; }

download_source() { # PACKAGE [OPTION]
    with_sources
    get="source -qq --download-only ${2-}"
    download "$1"
}
unpack_source() {
    download_source "$2" || return 1
    rm -rf "$1.new"
    dpkg-source --no-copy --no-check -x "$apt/packages"/*.dsc "$1.new" >"$apt/log" 2>&1 || return 1
    settle "$1"
}
unpack_upstream() {
    download_source "$2" --tar-only || return 1
    rm -rf "$1.new"
    mkdir -p "$1.new"
    tar -xf "$apt/packages/$2"_*.orig.tar.* -C "$1.new" --strip-components=1 || return 1
    settle "$1"
}

take() {
    rm -rf "$1.new"
    mkdir -p "$1.new"
    for package in "$apt/packages"/*.deb; do
        dpkg-deb -x "$package" "$1.new" || return 1
    done
    settle "$1"
}

# settle FOLDER: what was unpacked beside it takes its place.
settle() {
    rm -rf "$1" "$apt/packages"
    mv "$1.new" "$1"
}

# depends PACKAGE PREFIX: the first package so named that it depends on
depends() {
    APT_CONFIG=$apt/apt.conf apt-cache depends "$1" 2>/dev/null |
        sed -n "s/^ *Depends: \($2[0-9][^:]*\).*/\1/p" | head -n 1
}

# A kernel that unpacks itself where there is firmware (Linux
# drivers/firmware/efi/libstub/zboot-header.S), unpacked: the emulators read few of them.
unpack_zboot() { # IN OUT
    number() { od -An -t u4 -j "$1" -N 4 "$2" | tr -d ' '; }
    if [ "$(head -c 8 "$1" | tail -c 4)" = zimg ]; then
        case $(head -c 32 "$1" | tail -c 8 | tr -d '\0') in
        zstd*) unpacker=zstd ;;
        gzip*) unpacker=gzip ;;
        *) unpacker=xz ;;
        esac
        tail -c "+$(($(number 8 "$1") + 1))" "$1" | head -c "$(number 12 "$1")" | $unpacker -dc >"$2"
    else
        cp "$1" "$2"
    fi
}

# kernel_image SUITE ARCHITECTURE [FLAVOUR]: what linux-image-FLAVOUR, or of the
# architecture's name, stands for; from 7.0 on it is in a package beneath that.
kernel_image() {
    kernel=$cache/kernel-$1-$2
    [ ! -e "$kernel" ] || return 0
    private_apt "$1" "$2" || die "no packages of $1 for $2"
    image=$(depends "linux-image-${3:-$2}:$2" linux-image-)
    [ "$image" ] || die "no linux-image-${3:-$2} for $2 in Debian's $1"
    binary=$(depends "$image:$2" linux-binary-)
    unpack "$kernel.unpacked" "${binary:-$image}:$2" || die "cannot download ${binary:-$image}"
    unpack_zboot "$(find "$kernel.unpacked" -name 'vmlinu[xz]*' | sort | head -n 1)" "$kernel.new"
    rm -rf "$kernel.unpacked"
    mv "$kernel.new" "$kernel"
}

# A program made for a newer C library than this system's is put aside as
# NAME.program, and a script in its place starts it.
own_loader() {
    cat >"$1/start" <<'END'
#!/bin/sh
# Starts the program beside this one with the loader and the libraries from here.
self=$(readlink -f "$0")
usr=${self%/usr/*}/usr
exec "$usr"/lib64/ld-linux-*.so.* --library-path "$(echo "$usr"/lib/*-linux-gnu | tr ' ' :)" \
    --argv0 "$0" "$self.program" "$@"
END
    for program in "$1"/usr/bin/* "$1"/usr/libexec/gcc-cross/*/*/*; do
        if [ -f "$program" ] && ! [ -h "$program" ] && [ -x "$program" ] &&
            [ "${program%.so}" = "$program" ] && [ "$(head -c 4 "$program" | tail -c 3)" = ELF ]; then
            mv "$program" "$program.program"
            install -m 755 "$1/start" "$program"
        fi
    done
}
