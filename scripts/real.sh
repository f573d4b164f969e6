#!/bin/sh
# Runs real programs that call swapcontext, unmodified, with libc's functions and
# with libfastctx preloaded, and prints what each took and whether it did the
# same. Time is only reported; a different output or exit status, a program that
# does not call the library, or one that cannot be run, is a failure.
#
# Programs are the files c-tests/real/NAME.sh; docs/real-programs.md tells what is
# in one.
#
# usage: scripts/real.sh [-r ROUNDS] PATH-OF-LIBFASTCTX.SO [NAME...]
#        scripts/real.sh --packages [NAME...]    (Debian's that they need)
#
# Without names it is all programs. Of the times of several rounds the median counts.
set -eu
export LC_ALL=C
unset LD_PRELOAD LD_DEBUG FASTCTX_SIGMASK FASTCTX_FPENV FASTCTX_GUARD FASTCTX_VERBOSE

rounds=3
if [ "${1-}" = -r ]; then
    rounds=${2-}
    [ $# = 1 ] || shift
    shift
fi
case $rounds in
'' | 0 | *[!0-9]*) set -- ;;
esac
if [ $# = 0 ] || { [ "$1" != --packages ] && ! [ -r "$1" ]; }; then
    echo "usage: scripts/real.sh [-r ROUNDS] PATH-OF-LIBFASTCTX.SO [NAME...]" >&2
    exit 2
fi
given=$(readlink -f -- "$1")
asked=$1
shift
cd "$(dirname "$0")/.."
root=$PWD
recipes=$root/c-tests/real
names=$*
[ -n "$names" ] || names=$(basename -s .sh "$recipes"/*.sh)
for program in $names; do
    [ -e "$recipes/$program.sh" ] || { echo "real: there is no program $program" >&2 && exit 2; }
done
packages_of_all() {
    for program in $names; do
        # shellcheck source=/dev/null
        (packages='' && . "$recipes/$program.sh" && echo "$packages")
    done
}
if [ "$asked" = --packages ]; then
    packages_of_all
    exit
fi
cache=${FASTCTX_CACHE:-$root/build/cache}
work=$(mktemp -d)
services=$work/services # process numbers
stop_services() {
    [ ! -e "$services" ] || while read -r service; do kill "$service" 2>/dev/null || true; done <"$services"
}
trap 'stop_services; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir "$work/bin" "$work/results"
PATH=$work/bin:$PATH
# Under its plain name, and where no blank in the path can hurt LD_PRELOAD.
library=$work/libfastctx.so
cp "$given" "$library"
failed=0
exec 3>&2 # what a person should see, wherever output goes

fail() {
    echo "real: $1" >&2
    failed=1
}
die() {
    echo "real: $name: $*" >&2
    exit 1
}
. scripts/debian.sh

contenders='libc default never' # the reference first

# What a recipe may leave out.
defaults() {
    what='' packages='' calls=swapcontext least=1000 unsafe='' limit=60
    prepare() { :; }
    tests() { :; }
    steady() { cat; }
    # The settings that make each contender, and those to count calls.
    settings_of() {
        case $1 in
        libc) ;;
        default) echo "LD_PRELOAD=$library" ;;
        never) echo "LD_PRELOAD=$library FASTCTX_SIGMASK=never" ;;
        count) echo "LD_PRELOAD=$work/count.so:$library COUNT_FILE=$here/count" \
            "LD_DEBUG=bindings LD_DEBUG_OUTPUT=$here/bindings" ;;
        esac
    }
}
load() { # NAME
    name=$1
    here=$work/$name
    built=$here/built
    defaults
    # shellcheck source=/dev/null
    . "$recipes/$name.sh"
}

# What recipes are written with.
#
# compile COMPILER SOURCE LIBRARIES...: a program of this repository, the ordinary way.
compile() {
    compiler=$1
    file=${2##*/}
    path=$root/$2
    shift 2
    "$compiler" -O2 -o "$work/bin/${file%.*}" "$path" "$@"
}
# under COMMAND...: the settings of a contender reach the program alone.
under() {
    # shellcheck disable=SC2086 # a list of words
    timeout --foreground -k 5 "$limit" env $settings "$@" </dev/null
}
# serve COMMAND...: the same, in the background until the end of the run.
serve() {
    # shellcheck disable=SC2086 # a list of words
    timeout -k 5 "$limit" env $settings "$@" </dev/null >"$here/service" 2>&1 &
    echo $! >>"$services"
}
# await COMMAND...: until it succeeds, for ten seconds.
await() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || { tail -n 5 "$here/service" && die "no service: $*"; }
        sleep 0.1
    done
}

# kept PACKAGE VERSION MAKE: $built, a folder of the cache that MAKE fills ($out) once for each
# version of the package and of the recipe's `build`, if it has one.
build_digest() { sed -n '/^build()/,/^}/p' "$recipes/$name.sh" | cksum | cut -d ' ' -f 1; }
kept() {
    built=$cache/real/$1-$2-$(build_digest)
    if ! [ -d "$built" ]; then
        out=$here/built
        mkdir -p "$cache/real"
        $3 "$1" "$2"
        mv -T "$out" "$built"
    fi
    ln -sfn "$built" "$here/built"
    echo " $1 $2," >>"$work/versions"
}

# kept_version PACKAGE: of what is there already, for when the network is not.
kept_version() {
    version=
    for folder in "$cache/real/$1"-*-"$(build_digest)"; do
        [ ! -d "$folder" ] || version=$(echo "${folder##*/"$1"-}" | sed 's/-[0-9]*$//')
    done
    [ -n "$version" ]
}

# from_source PACKAGE: what the recipe's `build` makes of Debian's sources.
from_source() {
    lock
    if ! private_apt bookworm "$(dpkg --print-architecture)" ||
        ! { version=$(source_version "$1") || kept_version "$1"; }; then
        die "no sources of $1: $(tail -n 1 "$apt/log")"
    fi
    kept "$1" "$version" build_source
    unlock
}
build_source() {
    unpack_source "$here/source" "$1" || die "no sources of $1: $(tail -n 1 "$apt/log")"
    unlock # for it may take long
    echo "real: building $1 $2, which is then kept in $built" >&3
    mkdir "$out"
    set +e
    (
        set -e
        cd "$here/source"
        build
    ) >"$here/build.log" 2>&1
    status=$?
    set -e
    [ "$status" = 0 ] || { tail -n 5 "$here/build.log" >&3 && die "$1 $2 does not build"; }
    rm -rf "$here/source"
}

# from_suite SUITE PACKAGE: a package of another release of Debian, with all that it depends on.
from_suite() {
    lock
    if ! private_apt "$1" "$(dpkg --print-architecture)" ||
        ! { version=$(package_version "$2") || kept_version "$2"; }; then
        die "no package $2 of $1: $(tail -n 1 "$apt/log")"
    fi
    kept "$2" "$version" take_package
    unlock
}
take_package() { unpack_all "$out" "$1" || die "no package $1: $(tail -n 1 "$apt/log")"; }
# compile_there SOURCE OPTION...: a C program for what is there, by this system's compiler.
compile_there() {
    file=${1##*/}
    path=$root/$1
    shift
    triplet=$(cc -dumpmachine)
    cc -O2 -o "${file%.*}" "$path" -idirafter "$built/usr/include" -idirafter "$built/usr/include/$triplet" \
        -L"$built/usr/lib/$triplet" "$@" -Wl,--allow-shlib-undefined
}
# under_there PROGRAM...: as under, with the loader and the C library from there.
under_there() {
    under "$built"/usr/lib64/ld-linux-*.so.* --library-path "$(echo "$built"/usr/lib/*-linux-gnu)" "$@"
}

# in_order COMMAND...: a function of a recipe, in the program's folder. Not under `if`:
# there a function goes on after a command that fails.
in_order() {
    set +e
    (
        set -e
        cd "$here"
        "$@"
    )
    status=$?
    set -e
    stop_services
    wait
    rm -f "$services"
}

# Makes the program of a recipe ready, if need be; the status says whether it can be run.
prepare_program() {
    mkdir "$here"
    in_order prepare >"$work/log" 2>&1
    [ "$status" = 0 ] || tail -n 3 "$work/log" >&2
}

describe_machine() {
    echo "Real programs with libc's ucontext and with libfastctx preloaded, $(date -u '+%F %R') UTC"
    echo "  machine   $(lscpu | sed -n 's/^Model name: *//p' | head -n 1), $(nproc) processors"
    echo "  system    $(uname -srm), $(getconf GNU_LIBC_VERSION)"
    # shellcheck disable=SC2046 # a list of packages
    echo "  packages $(dpkg-query -W -f ' ${Package} ${Version},' $(packages_of_all) 2>/dev/null | sed 's/,$//')"
}

# The library's own word for each policy, in a program that does nothing.
show_preload() {
    echo
    echo "With the preload and FASTCTX_VERBOSE=1, the library says at load:"
    for contender in default never; do
        # shellcheck disable=SC2046 # a list of words
        env $(settings_of $contender) FASTCTX_VERBOSE=1 true >"$work/log" 2>&1 || true
        printf '  %-9s ' "$contender"
        grep '^fastctx: .* in force: getcontext setcontext makecontext swapcontext$' "$work/log" ||
            fail "the preload did not take: $(head -n 1 "$work/log")"
    done
}

# Who asked the loader for what the program has to call, and what that is called there.
callers() {
    find "$here" -maxdepth 1 -name 'bindings.*' -exec sed -n \
        "s|.*binding file \(.*\) \[0\] to $work/count.so \[0\]: .*symbol .$calls. .*|\1|p" {} + |
        while read -r file; do
            file=$(command -v "$file" || echo "$file")
            echo "${file##*/} $(nm -D "$file" | sed -n "s/.* U \($calls.*\)/\1/p")"
        done
}

# In a run with the counter before the library: how often does the program call what it has to
# call, and who asks the loader for it? (Of an executable only what it called itself is bound,
# or all at the start: so the counts are the proof.)
show_callers() {
    head -c 24 /dev/zero >"$here/count"
    settings=$(settings_of count)
    in_order run >"$work/log" 2>&1
    # shellcheck disable=SC2046 # three words
    set -- $(od -An -tu8 "$here/count")
    swaps=$1 sets=$2 gets=$3
    case $calls in
    swapcontext) called=$swaps ;;
    setcontext) called=$sets ;;
    getcontext) called=$gets ;;
    esac
    printf '  %-11s  %s swapcontext, %s setcontext, %s getcontext' "$name" "$swaps" "$sets" "$gets"
    callers | sort -u | xargs -r printf '; %s wants %s'
    echo
    rm -f "$here"/bindings.*
    [ "$called" -ge "$least" ] ||
        fail "$name calls $calls of libfastctx $called times, not $least"
}

# compare KIND CONTENDER: all that was said in $work/raw and the exit status with that of the
# first run with libc.
compare() {
    expected=$work/results/$name.$1.expected
    { steady <"$work/raw" && echo "exit status $status"; } >"$work/out"
    if ! [ -e "$expected" ]; then
        cp "$work/out" "$expected"
        [ $status = 0 ] || same="not the same: $1 fails even with libc"
    fi
    if ! diff "$expected" "$work/out" >"$work/log"; then
        same="not the same: $1 with $2 differs from libc"
    fi
    [ "$same" = yes ] || { tail -n 5 "$work/raw" && head -n 10 "$work/log"; } >&2
}

# run_once CONTENDER: one timed run, its nanoseconds into a file; in the first round the program's
# own tests before it.
run_once() {
    settings=$(settings_of "$1")
    if [ $round = 0 ]; then
        in_order tests >"$work/raw" 2>&1
        compare tests "$1"
    fi
    start=$(date +%s%N)
    in_order run >"$work/raw" 2>&1
    end=$(date +%s%N)
    echo $((end - start)) >>"$work/results/$name.$1"
    compare run "$1"
}

# The median of the times of a contender, in seconds; `-` where it did not run.
median() {
    if [ -e "$work/results/$name.$1" ]; then
        sort -n "$work/results/$name.$1" | sed -n "$(((rounds + 1) / 2))p" | awk '{ print $1 / 1e9 }'
    else
        echo -
    fi
}

# Runs the contenders in turn, round after round, and prints the row of the table. Times
# of unlike work are not worth comparing: a difference ends the measurement.
measure() {
    same=yes
    round=0
    while [ "$round" -lt "$rounds" ]; do
        for contender in $contenders; do
            [ "$contender" != never ] || [ -z "$unsafe" ] || continue
            run_once "$contender"
            if [ "$same" != yes ]; then
                printf '%-11s  %-42s  %s\n' "$name" "$what" "$same"
                fail "$name: $same"
                return
            fi
        done
        round=$((round + 1))
    done
    echo "$(median libc) $(median default) $(median never)" |
        awk -v name="$name" -v what="$what" '{
            printf "%-11s  %-42s  %6.2f  %7.2f  %5.2f  ", name, what, $1, $2, $1 / $2
            if ($3 == "-") printf "%6s  %5s", "-", "-"
            else printf "%6.2f  %5.2f", $3, $1 / $3
            print "  yes" }'
    [ -z "$unsafe" ] || echo "             (not under never: $unsafe)"
}

defaults
describe_machine
show_preload
cc -O2 -shared -fPIC -o "$work/count.so" "$recipes/count.c"

echo
echo "Who calls which functions in each program, and how often (counted where libfastctx's are next):"
runnable=
absent=
for name in $names; do
    load "$name"
    prepare_program
    if [ "$status" = 0 ]; then
        show_callers
        runnable="$runnable $name"
    else
        absent="$absent $name"
    fi
done
[ ! -e "$work/versions" ] || sort -u "$work/versions" | tr -d '\n' | sed 's/,$/\n/; s/^/Not of this system:/'

echo
echo "Elapsed seconds, the median of $rounds runs in turn; ratio is libc's over ours (above 1: faster)."
echo "same: all output and the exit status, in every run (of some without what is never the same)."
echo
echo "                                                         libc  default         never"
echo "program      what it is                                     s        s  ratio       s  ratio  same"
for name in $runnable; do
    load "$name"
    measure
done
for name in $absent; do
    load "$name"
    printf '%-11s  %-42s  cannot be run; it needs Debian packages: %s\n' "$name" "$what" "$packages"
    fail "$name cannot be run"
done

if [ $failed = 0 ]; then
    echo
    echo "All programs did the same with libfastctx as with libc."
else
    fail "not all is well: see above"
fi
exit $failed
