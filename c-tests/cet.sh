#!/bin/sh
# Runs C tests with x86 shadow stacks: static programs that have them from their first
# instruction on (c-tests/shadow-stacks/x86_64/start.S), under a kernel that offers them,
# booted in Bochs, which is the one emulator that has such a processor. TAP: a line for
# each program.
#
# usage: c-tests/cet.sh [TEST.c...]      (x86_64 only)
#
# By default those of c-tests/shadow-stacks, and of posix/, ours/ and native/ all but what is
# long (`left_out`, below). One boot runs them, at some sixty million instructions a second.
#
#   SECONDS_PER_BOOT   how long the machine may run, 900
#   VERBOSE            if set, what every program printed, not only those that failed
#
# Needs, by their names in Debian (scripts/setup.sh cet): grub-pc-bin, grub-common,
# xorriso, mtools, cpio, g++, make, and apt's keys for Debian. Bochs, built from its source, and
# the kernel are trixie's, downloaded into $FASTCTX_CACHE (build/cache) and not installed.
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
for tool in cpio grub-mkrescue xorriso mformat apt-get dpkg-deb g++ make; do
    have "$tool" || die "$tool is missing: scripts/setup.sh cet"
done
[ -e "$library/libfastctx.a" ] || die "no $library/libfastctx.a: make"

# --- the machine and its kernel -------------------------------------------------

# Debian's own Bochs will not do: its xsaves and xrstors, by which Linux gives a thread back
# what another has changed, differ from the processor's (Intel SDM, volume 1, 13.8 to 13.12)
# in three ways.
#
# - A component of a compacted area is found only if all those before it are asked for, too.
#   Linux asks for the shadow stack's alone where a signal's handler returns after its thread
#   was preempted (os_xrstor_supervisor): the thread has lost it then, and dies of the next signal.
# - Where all xmm registers are zero MXCSR is not saved, whatever it is;
# - and it is not set to 0x1f80 when they are restored: threads have that of others.
#
# With debugging left out it is faster, too.
bochs=$cache/bochs-3.0-xsave
mend_xsave() {
    awk '/::xsave_sse_state_xinuse/ { in_use = 1 }
        in_use && /return false/ { sub("false", "BX_MXCSR_REGISTER != 0x1f80"); in_use = 0; mended++ }
        /^ +xrstor_init_sse_state\(\);/ { print "    { if (compaction) BX_MXCSR_REGISTER = 0x1f80;"; $0 = $0 " }"; mended++ }
        /if \(format & feature_mask\)/ { held = 2; mended++ }
        held == 2 { first = $0; held = 1; next }
        held == 1 { second = $0; held = 3; next }
        { print }
        held == 3 && /^ *}/ { print first; print second; held = 0 }
        END { exit mended != 3 }' "$1" >"$1.new" && mv "$1.new" "$1"
}
build_bochs() {
    private_apt trixie amd64 || return 1
    unpack "$bochs-new" bochsbios vgabios && unpack_upstream "$bochs-source" bochs || return 1
    (
        cd "$bochs-source"
        mend_xsave cpu/xsave.cc || exit 1
        ./configure --with-nogui --disable-docbook --enable-x86-64 --enable-cpu-level=6 \
            --enable-all-optimizations --enable-fpu --enable-avx --enable-evex --enable-cet \
            --enable-vmx=2 --enable-memtype --enable-protection-keys --enable-pci --enable-cdrom \
            CFLAGS=-O2 CXXFLAGS=-O2 && make -j "$(nproc)" bochs
    ) >"$bochs.log" 2>&1 || return 1
    cp "$bochs-source/bochs" "$bochs-new" && rm -rf "$bochs-source" && mv "$bochs-new" "$bochs"
}
lock
[ -d "$bochs" ] || build_bochs || die "cannot build Bochs of trixie's source; $bochs.log may tell why"
kernel_image trixie amd64
unlock

# --- the programs -----------------------------------------------------------------

flags="-O2 -g -Wall -Wextra -Werror -D_GNU_SOURCE -Iinclude -Ic-tests/arch/$ARCH -Ic-tests/shadow-stacks/$ARCH -fcf-protection=full -static -pthread"
files=$work/files
mkdir -p "$files/t"
# shellcheck disable=SC2086 # words
$CC $flags c-tests/kernels/init.c -o "$files/init"
# shellcheck disable=SC2086 # words
for part in start jumps; do $CC $flags -c "c-tests/shadow-stacks/$ARCH/$part.S" -o "$work/$part.o"; done

# What takes minutes there (traps_at_every_instruction is for one of them), needs a shell, has
# nothing left for shadow stacks by intention, or ends threads, which a C library without
# shadow stacks cannot.
left_out='signals_at_every_instruction mask_of_a_frame_resumed_at_any_time overflow_ends_at_the_guard
a_million_coroutines_are_guarded shared_coroutines_by_the_million
mask_after_posix_spawn mask_after_vfork
first_use_without_memory
threads_end_anywhere'

default_tests() {
    ls c-tests/shadow-stacks/*.c "c-tests/shadow-stacks/$ARCH"/*.c
    for source in c-tests/posix/*.c c-tests/ours/*.c c-tests/native/*.c "c-tests/only-$ARCH"/*.c; do
        case " $(echo "$left_out" | xargs) " in *" $(basename "$source" .c) "*) continue ;; esac
        grep -q _REPEAT "$source" || echo "$source"
    done
    echo c-tests/campaign
}

# compile NAME SOURCE...
compile() {
    name=$1
    shift
    # shellcheck disable=SC2086 # words
    $CC $flags -DSHADOW_STACKS -DNO_EXCEPTIONS "$@" "c-tests/arch/$ARCH/arch.S" "$work/start.o" "$work/jumps.o" \
        -Wl,-e,start_with_shadow_stack "$library/libfastctx.a" -lm -o "$files/t/$name"
    strip "$files/t/$name"
}

# shellcheck disable=SC2046 # names without spaces
[ $# != 0 ] || set -- $(default_tests)
for source; do
    name=$(basename "$source" .c)
    case $name in
    campaign)
        compile campaign c-tests/campaign/*.c
        command="campaign --steps 20000 --runs ${RUNS:-5}"
        ;;
    *) compile "$name" "$source" && command=$name ;;
    esac
    # (env(1)'s way to write a command; the first word is a variable that nobody reads.)
    echo "${ENVIRONMENT:-A=B} /t/$command" >>"$files/programs"
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
display_library: nogui
memory: host=512, guest=512
romimage: file="$bochs/usr/share/bochs/BIOS-bochs-latest"
vgaromimage: file="$bochs/usr/share/vgabios/vgabios.bin"
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
: >"$work/serial"
BXSHARE=$bochs/usr/share/bochs timeout -k 5 "$limit" "$bochs/bochs" -q -f "$work/bochsrc" \
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
