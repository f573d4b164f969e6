#!/bin/sh
# Runs programs of a target under several versions of Linux, each booted in a
# machine that qemu emulates: what the kernel does with restartable sequences is
# what the auto policy stands on, and it differs (from 6.19 on a signal that
# comes with the end of a system call may leave rseq_cs alone). TAP: a line for
# each kernel and program; a program also fails if the policy was not auto.
#
# usage: c-tests/kernels.sh TARGET [PROGRAM...]
#
# Without programs: c-tests/kernels/*.c, the differential test, and the tests
# about masks and, where there are single steps, about signals at every instruction,
# as c-tests/run.sh left them in build/c-tests/TARGET. A PROGRAM is one file, static,
# or dynamic for glibc: then it is preloaded, with the glibc of Debian stable. Options, separated by commas, may follow a colon:
# build/differential:--steps,2000.
#
#   KERNELS   suites of Debian, whose kernels are taken; by default
#             "bookworm trixie trixie-backports" (6.1, 6.12, the newest) or those that
#             have the architecture
#   SECONDS_PER_KERNEL   how long a machine may run, 900
#   STEPS     of each differential test, 100000
#   VERBOSE   if set, what every program printed, not only those that failed
#
# For other tests that want a machine (c-tests/gcs.sh):
#
#   EMULATOR  a suite of Debian, whose emulator is taken
#   GLIBC     a suite, with whose glibc and libstdc++ dynamic programs run
#   VARIABLES more of each program's environment
#   POLICY    what each program is to say of signal masks, auto; may be empty
#
# Needs, by their names in Debian: qemu-system-x86, qemu-system-arm or another, cpio,
# zstd, and apt's keys for Debian. Kernels are downloaded into $FASTCTX_CACHE (build/cache)
# and never installed; delete kernel-* and glibc-* there to have newer ones.
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
shift
root=$(pwd)
library=$root/build/$target
cache=${FASTCTX_CACHE:-$root/build/cache}
limit=${SECONDS_PER_KERNEL:-900}
verbose=${VERBOSE:+, and tell}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
    echo "Bail out! $*"
    exit 1
}

# shellcheck source=c-tests/arch/x86_64/arch.sh
. "c-tests/arch/$ARCH/arch.sh"
# shellcheck source=scripts/debian.sh
. scripts/debian.sh
kernels=${KERNELS:-${kernel_suites:-bookworm trixie trixie-backports}}
[ "$kernel_machine" ] || die "kernels.sh knows no machine for $target"
for tool in cpio zstd apt-get dpkg-deb; do
    have "$tool" || die "$tool is missing: apt-get install cpio zstd"
done

# The emulator of the system, if it is new enough, or that of trixie.
emulator=${kernel_machine%% *}
emulator_fits() {
    have "$emulator" && version=$("$emulator" --version | sed -n '1s/.*version \([0-9]*\).*/\1/p') &&
        [ "$version" -ge "${kernel_machine_version:-0}" ]
}
if [ "${EMULATOR:-}" ] || ! emulator_fits; then
    [ "${EMULATOR:-}${kernel_machine_version:-}" ] ||
        die "$emulator is missing: apt-get install $kernel_machine_package"
    suite=${EMULATOR:-trixie}
    usr=$cache/$kernel_machine_package${EMULATOR:+-$EMULATOR}/usr
    lock
    [ -d "$usr" ] || {
        private_apt "$suite" "$(dpkg --print-architecture)" &&
            unpack_all "${usr%/usr}" "$kernel_machine_package" && own_loader "${usr%/usr}"
    } || die "$emulator is not new enough, and that of $suite could not be fetched"
    unlock
    kernel_machine="$usr/bin/$emulator -L $usr/share/qemu ${kernel_machine#* }"
fi

# --- what is downloaded --------------------------------------------------------

# found NAME: the file that was unpacked by that name
found() { find "$work/deb" -name "$1" | sort | head -n 1; }

# fetch FILE SUITE, into the cache:
#   busybox-ARCHITECTURE        a shell for programs that start one
#   glibc-ARCHITECTURE          a folder
fetch() {
    [ ! -e "$cache/$1" ] || return 0
    private_apt "$2" "$DEBIAN" || die "no packages of $2 for $DEBIAN"
    case $1 in
    busybox-*)
        unpack "$work/deb" "busybox-static:$DEBIAN" || die "cannot download busybox-static:$DEBIAN"
        cp "$(find "$work/deb" -path '*/bin/busybox')" "$cache/$1"
        ;;
    glibc-*)
        # shellcheck disable=SC2086 # words
        unpack "$work/deb" "libc6:$DEBIAN" "libgcc-s1:$DEBIAN" ${GLIBC:+"libstdc++6:$DEBIAN"} ||
            die "cannot download libc6:$DEBIAN"
        rm -rf "$cache/$1.new"
        mkdir -p "$cache/$1.new"
        for name in $libraries 'ld*.so.[0-9]'; do
            cp -L "$(found "$name")" "$cache/$1.new/"
        done
        mv "$cache/$1.new" "$cache/$1"
        ;;
    esac
}
glibc=glibc-${GLIBC:+$GLIBC-}$DEBIAN
libraries="libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 libgcc_s.so.1${GLIBC:+ libstdc++.so.6}"
programs_suite=${kernel_programs:-stable}
policy=${POLICY-auto}

# --- programs -----------------------------------------------------------------

flags="-O2 -g -Wall -Wextra -Werror -D_GNU_SOURCE -Iinclude -Ic-tests/arch/$ARCH -pthread"
# shellcheck disable=SC2086 # words
$CC $flags -static c-tests/kernels/init.c -o "$work/init"

# compile NAME SOURCE...: in each way of use, as $work/built/WAY/NAME.t
compile() {
    name=$1
    shift
    mkdir -p "$work/built/plain" "$work/built/static" "$work/built/musl-static"
    # shellcheck disable=SC2086 # words
    {
        $CC $flags "$@" "$library/libfastctx.a" -static -o "$work/built/static/$name.t"
        [ -z "$MUSL_CC" ] ||
            $MUSL_CC $flags "$@" "$library/libfastctx.a" -static \
                -o "$work/built/musl-static/$name.t"
    }
}

if [ $# = 0 ]; then
    for source in c-tests/kernels/*.c; do
        [ "$source" = c-tests/kernels/init.c ] || compile "$(basename "$source" .c)" "$source"
    done
    compile differential c-tests/differential/*.c
    # shellcheck disable=SC2086 # words
    $CC $flags c-tests/differential/*.c -o "$work/built/plain/differential.t"
    for folder in "$work/built" "build/c-tests/$target"; do
        for way in static musl-static plain; do
            for program in "$folder/$way"/*.t; do
                case $program in
                */differential.t) set -- "$@" "$program:--steps,${STEPS:-100000}" ;;
                # A scene or two: all of them take minutes here.
                */static/signals_at_*.t)
                    for scene in 1 4 9; do set -- "$@" "$program:$scene,-1,5"; done
                    ;;
                "$work"/*.t | */mask_*.t) [ ! -e "$program" ] || set -- "$@" "$program" ;;
                esac
            done
        done
    done
    case $* in
    */mask_*) ;;
    *) die "there are no C tests: run c-tests/run.sh $target" ;;
    esac
fi

files=$work/files
mkdir -p "$files/dev" "$files/lib" "$files/bin"
cp "$work/init" "$files/init"
fetch "busybox-$DEBIAN" "$programs_suite"
cp "$cache/busybox-$DEBIAN" "$files/bin/sh"
ln -s sh "$files/bin/true"

# The loader by the name that programs ask for it, and libraries for it: not those
# that the programs were compiled with, for only a glibc of 2.41 or later registers
# the longer struct rseq that makes Linux 6.19 and later behave differently.
copy_libraries() { # LOADER
    fetch "$glibc" "${GLIBC:-$programs_suite}"
    mkdir -p "$files/$(dirname "$1")"
    cp "$cache/$glibc/$(basename "$1")" "$files/$1"
    for name in $libraries; do
        cp "$cache/$glibc/$name" "$files/lib/"
    done
    cp -L "$library/libfastctx.so" "$files/lib/"
}

for program; do
    options=
    case $program in
    *:*)
        options=$(echo "${program#*:}" | tr , ' ')
        program=${program%%:*}
        ;;
    esac
    folder=$(basename "$(dirname "$program")")
    place=/$folder/$(basename "$program" .t)
    mkdir -p "$files/$folder"
    [ -e "$files$place" ] || cp "$program" "$files$place"
    loader=$($READELF -lW "$program" | sed -n 's/.*program interpreter: \(.*\)]/\1/p')
    variables="FASTCTX_VERBOSE=1${VARIABLES:+ $VARIABLES}"
    if [ -n "$loader" ]; then
        [ -e "$files/lib/libfastctx.so" ] || copy_libraries "$loader"
        variables="$variables LD_LIBRARY_PATH=/lib LD_PRELOAD=/lib/libfastctx.so"
    fi
    echo "$variables $place $options"
done >"$files/programs"
(cd "$files" && find . | cpio -o -H newc --quiet) | gzip -1 >"$work/initrd"

# --- the machines -------------------------------------------------------------

# One line for each program that ran: its status, and its name; its output is
# $work/output.N, where N counts them.
results() {
    tr -d '\r' <"$work/log" | awk -v output="$work/output" '
        /^<<< / {
            name = $0
            sub(/^<<< /, "", name)
            file = output "." ++count
            printf "" >file
            next
        }
        /^>>> / && file { print $2, name; close(file); file = ""; next }
        file { print >file }
        END { if (file) print "-", name }'
}

for suite in $kernels; do
    kernel_image "$suite" "$DEBIAN" "${kernel_flavour:-}"
    rm -f "$work"/output.*
    : >"$work/log"
    # shellcheck disable=SC2086 # words
    timeout "$limit" ${kernel_machine%% *} -smp 2 -m 1024 ${kernel_machine#* } \
        -kernel "$kernel" -initrd "$work/initrd" -append "console=$kernel_console ${kernel_options:-} loglevel=1 panic=-1 rdinit=/init" \
        -no-reboot -display none -monitor none -serial "file:$work/log" -net none </dev/null 2>"$work/errors" || true
    version=$(tr -d '\r' <"$work/log" | sed -n 's/^kernel //p' | head -n 1)
    results >"$work/results"
    count=0
    while read -r status name; do
        count=$((count + 1))
        if [ "$status" = 0 ] && [ "$policy" ] &&
            ! grep -qE "^1\.\.0 |signal mask: $policy" "$work/output.$count"; then
            echo "the policy is not $policy" >>"$work/output.$count"
            status=1
        fi
        tap_result "$status" "Linux $version: $name"
        [ "$status$verbose" = 0 ] || sed 's/^/# /' "$work/output.$count"
    done <"$work/results"
    equal "Linux $version ($suite): all programs ran" "$(wc -l <"$files/programs")" "$count"
    [ -n "$version" ] || tail -n 20 "$work/errors" "$work/log" | sed 's/^/# /'
done
finish
