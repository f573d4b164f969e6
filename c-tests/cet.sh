#!/bin/sh
# Runs C tests with x86 shadow stacks: static programs that have them from their first
# instruction on (c-tests/shadow-stacks/x86_64/start.S), under a kernel that offers them,
# booted in Bochs, which is the one emulator that has such a processor. TAP: a line for
# each program.
#
# usage: c-tests/cet.sh [TEST.c...]      (x86_64 only)
#
# By default those of c-tests/shadow-stacks, and of posix/, ours/ and native/ what does
# not need other threads or processes: those die there without any context. One boot
# runs them all, at some thirty million instructions a second, so what is long is
# left out, too (`left_out`, below).
#
#   SECONDS_PER_BOOT   how long the machine may run, 900
#   VERBOSE            if set, what every program printed, not only those that failed
#
# Needs, by their names in Debian (scripts/setup.sh cet): grub-pc-bin, grub-common,
# xorriso, mtools, cpio, bsdutils, and apt's keys for Debian. Bochs and the kernel are trixie's,
# downloaded into $FASTCTX_CACHE (build/cache) and not installed.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=c-tests/tap.sh
. c-tests/tap.sh
use_target x86_64
root=$(pwd)
library=$root/build/$target
cache=${FASTCTX_CACHE:-$root/build/cache}
limit=${SECONDS_PER_BOOT:-900}
verbose=${VERBOSE:+, and tell}
work=$(mktemp -d)
machine=
# shellcheck disable=SC2317 # called by the trap
end() {
    [ -z "$machine" ] || kill "$machine" 2>/dev/null || true
    rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM

die() {
    echo "Bail out! $*"
    exit 1
}

# shellcheck source=scripts/debian.sh
. scripts/debian.sh
for tool in cpio grub-mkrescue xorriso mformat script apt-get dpkg-deb; do
    have "$tool" || die "$tool is missing: scripts/setup.sh cet"
done
[ -e "$library/libfastctx.a" ] || die "no $library/libfastctx.a: make"

# --- the machine and its kernel -------------------------------------------------

bochs=$cache/bochs
kernel=$cache/kernel-trixie-amd64
lock
[ -d "$bochs" ] || {
    private_apt trixie amd64 && unpack_all "$bochs" bochs-term && own_loader "$bochs"
} || die "cannot download Bochs of trixie"
[ -e "$kernel" ] || {
    private_apt trixie amd64 &&
        image=$(APT_CONFIG=$apt/apt.conf apt-cache depends linux-image-amd64:amd64 |
            sed -n 's/^ *Depends: \(linux-image-[0-9][^:]*\).*/\1/p' | head -n 1) &&
        unpack "$work/deb" "$image:amd64" &&
        cp "$(find "$work/deb" -name 'vmlinuz*')" "$kernel"
} || die "cannot download the kernel of trixie"
unlock

# --- the programs -----------------------------------------------------------------

flags="-O2 -g -Wall -Wextra -Werror -D_GNU_SOURCE -Iinclude -Ic-tests/arch/$ARCH -Ic-tests/shadow-stacks/$ARCH -fcf-protection=full -static -pthread"
files=$work/files
mkdir -p "$files/t"
# shellcheck disable=SC2086 # words
$CC $flags c-tests/kernels/init.c -o "$files/init"
# shellcheck disable=SC2086 # words
for part in start jumps; do $CC $flags -c "c-tests/shadow-stacks/$ARCH/$part.S" -o "$work/$part.o"; done

# What dies without any context, or takes minutes there.
needs_others='pthread_create|std::thread|fork\(|posix_spawn|popen|system\(|_REPEAT'
left_out='mask_of_a_frame_resumed_at_any_time overflow_ends_at_the_guard
a_million_coroutines_are_guarded shared_coroutines_by_the_million'

default_tests() {
    ls c-tests/shadow-stacks/*.c "c-tests/shadow-stacks/$ARCH"/*.c
    for source in c-tests/posix/*.c c-tests/ours/*.c c-tests/native/*.c "c-tests/only-$ARCH"/*.c; do
        case " $(echo "$left_out" | xargs) " in *" $(basename "$source" .c) "*) continue ;; esac
        grep -qE "$needs_others" "$source" || echo "$source"
    done
}
# shellcheck disable=SC2046 # names without spaces
[ $# != 0 ] || set -- $(default_tests)
for source; do
    name=$(basename "$source" .c)
    # shellcheck disable=SC2086 # words
    $CC $flags -DSHADOW_STACKS "$source" "c-tests/arch/$ARCH/arch.S" "$work/start.o" "$work/jumps.o" -Wl,-e,start_with_shadow_stack \
        "$library/libfastctx.a" -lm -o "$files/t/$name"
    strip "$files/t/$name"
    # (env(1)'s way to write a command; the first word is a variable that nobody reads.)
    echo "${ENVIRONMENT:-A=B} /t/$name" >>"$files/programs"
done

# --- the boot -----------------------------------------------------------------------

(cd "$files" && find . | cpio -o -H newc --quiet) | gzip -1 >"$work/initrd"
mkdir -p "$work/iso/boot/grub"
cp "$kernel" "$work/iso/boot/vmlinuz"
mv "$work/initrd" "$work/iso/boot/initrd"
cat >"$work/iso/boot/grub/grub.cfg" <<END
set timeout=0
menuentry linux {
    linux /boot/vmlinuz console=ttyS0 panic=-1 mitigations=off nokaslr loglevel=${LOGLEVEL:-0} tsc=reliable no_timer_check
    initrd /boot/initrd
}
END
grub-mkrescue -d /usr/lib/grub/i386-pc --install-modules="linux normal iso9660 biosdisk configfile" \
    --locales="" --fonts="" -o "$work/cd.iso" "$work/iso" >"$work/log" 2>&1 || {
    tail -n 5 "$work/log"
    die "grub-mkrescue failed"
}
cat >"$work/bochsrc" <<END
config_interface: textconfig
display_library: term
memory: host=512, guest=512
romimage: file="$bochs/usr/share/bochs/BIOS-bochs-latest"
vgaromimage: file="$bochs/usr/share/bochs/VGABIOS-lgpl-latest"
boot: cdrom
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=cdrom, path="$work/cd.iso", status=inserted
pci: enabled=1, chipset=i440fx
cpu: model=tigerlake, count=1, ips=50000000, reset_on_triple_fault=0, ignore_bad_msrs=1
clock: sync=none, time0=local
com1: enabled=1, mode=file, dev=$work/serial
log: $work/bochs.log
panic: action=fatal
error: action=report
END
# Bochs of this way of showing a screen wants a terminal. (setsid: a signal to the
# terminal's group must not end this script.)
: >"$work/serial"
LTDL_LIBRARY_PATH=$bochs/usr/lib/x86_64-linux-gnu/bochs/plugins BXSHARE=$bochs/usr/share/bochs \
    TERM=xterm timeout -k 5 "$limit" script -qec "$bochs/usr/bin/bochs-bin -q -f $work/bochsrc" /dev/null \
    >"$work/terminal" 2>&1 </dev/null &
machine=$!
wait "$machine" || true
machine=

# --- what came of it ------------------------------------------------------------------

[ -z "${KEEP:-}" ] || cp "$work/serial" "$KEEP"
tr -d '\r' <"$work/serial" | awk -v output="$work/output" '
    /^<<< / {
        name = $2
        file = output "." ++count
        printf "" >file
        next
    }
    /^>>> / && file { print $2, name; close(file); file = ""; next }
    file { print >file }
    END { if (file) print "-", name }' >"$work/results"
version=$(tr -d '\r' <"$work/serial" | sed -n 's/^kernel //p' | head -n 1)
count=0
while read -r status name; do
    count=$((count + 1))
    name=$(basename "$name")
    tap_result "$status" "shadow stacks, Linux $version: $name"
    [ "$status$verbose" = 0 ] || sed 's/^/# /' "$work/output.$count" | tail -n 30
done <"$work/results"
equal "all programs ran" "$#" "$count"
if [ -z "$version" ]; then
    tail -n 5 "$work/bochs.log" "$work/serial" "$work/terminal" | tr -d '\033\r' | sed 's/^/# /'
fi
finish
