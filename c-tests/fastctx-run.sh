#!/bin/sh
# fastctx-run(1): that it preloads, under every shell there is, that it finds the library,
# what --check says of programs of all kinds, and its errors. Prints TAP.
#
# usage: c-tests/fastctx-run.sh x86_64
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
use_target "$1"
built=$PWD/build/$target
version=$(scripts/version.sh)
soname=libfastctx.so.${version%%.*}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
work=$(readlink -f "$work")
chmod 755 "$work"
unset LD_PRELOAD FASTCTX_SIGMASK FASTCTX_FPENV FASTCTX_VERBOSE
flags="-O2 -Wall -Wextra -Werror"
source=c-tests/programs/turns.c

# shellcheck disable=SC2086 # words
{
    $CC $flags $source -o "$work/turns"
    $CC $flags $source -o "$work/turns-rich" -Wl,--hash-style=sysv -rdynamic
    $CC $flags $source -o "$work/turns-static" -static
    $CC $flags $source -o "$work/turns-static-pie" -static-pie
    $CC $flags -DLIBRARY -shared -fPIC $source -o "$work/libturns.so"
    $CC $flags -DPROGRAM $source -L"$work" -lturns -o "$work/turns-by-library" -Wl,-rpath,"$work"
    $CC $flags -DPROGRAM $source -L"$work" -lturns -o "$work/turns-lost"
    # musl has no such functions: programs have them of a library, here one that does nothing.
    $MUSL_CC $flags -shared -fPIC -x c - -o "$work/libucontext.so.1" -Wl,-soname,libucontext.so.1 <<'END'
#define NOTHING(name) int name(void); int name(void) { return -1; }
NOTHING(getcontext) NOTHING(makecontext) NOTHING(swapcontext)
NOTHING(libucontext_getcontext) NOTHING(__makecontext) NOTHING(libucontext_swapcontext)
END
    $MUSL_CC $flags $source "$work/libucontext.so.1" -o "$work/turns-musl" -Wl,-rpath,"$work"
    $MUSL_CC $flags $source "$work/libucontext.so.1" -o "$work/turns-other-names" -Wl,-rpath,"$work" \
        -Dgetcontext=libucontext_getcontext -Dmakecontext=__makecontext -Dswapcontext=libucontext_swapcontext
    i686-linux-gnu-gcc $flags $source -o "$work/turns-i386"
}
printf '#!%s one\n' "$work/turns" >"$work/script"
printf '#! /usr/bin/env -S A=b turns\n' >"$work/env-script"
printf '#!%s\n' "$work/script" >"$work/script-of-script"
printf '#!/nowhere/sh\n' >"$work/lost-script"
# shellcheck disable=SC2016 # as it is
printf 'echo "$LD_PRELOAD"\n' >"$work/plain-script"
printf '#!%s\n' "$work/looping-script" >"$work/looping-script"
chmod 755 "$work"/*script*
echo text >"$work/text"
ln -s nothing "$work/broken"
PATH=$work:$PATH

# An installation: PLACE of the library below it, and who is to find it there.
tree() {
    mkdir -p "$work/$1/bin" "$work/$1/$2"
    install -m 755 "$built/fastctx-run" "$work/$1/bin"
    install -m 755 "$built/libfastctx.so" "$work/$1/$2/$soname"
}
tree plain lib
tree multiarch lib/x86_64-linux-gnu
tree wide lib64
tree "with space" lib
tree with:colon lib
tree "with\$dollar" lib
mkdir -p "$work/without/bin" "$work/links"
install -m 755 "$built/fastctx-run" "$work/without/bin"
ln -s ../plain/bin/fastctx-run "$work/links/fastctx-run"
run="$work/plain/bin/fastctx-run"
library=$work/plain/lib/$soname

# said COMMAND...: what it prints, errors too, and its status.
said() {
    status=0
    "$@" 2>&1 || status=$?
    echo "= $status"
}
told="fastctx: $version, x86_64"

# --- under every shell ---------------------------------------------------------------

for shell in sh dash "busybox sh" "bash --posix" yash mksh; do
    # shellcheck disable=SC2086 # a command with options
    with() { said $shell "$@"; }
    equal "$shell: preloads, hands arguments and the status on" \
        "[a b][--check][]$library
= 7" "$(with "$run" turns 'a b' --check '')"
    equal "$shell: the library is in force, with the options" \
        "$told; signal mask: never; FP environment: full; in force: getcontext setcontext makecontext swapcontext
$library
= 7" "$(with "$run" --verbose --sigmask=never --fpenv=full -- turns)"
    equal "$shell: before what is preloaded already" "$library:$work/libturns.so
= 7" "$(LD_PRELOAD=$work/libturns.so with "$run" turns)"
    equal "$shell: once" "$library
= 7" "$(with "$run" "$run" turns)"
    equal "$shell: --check" "$work/turns: x86_64, glibc; would be served by $library
  turns: getcontext makecontext swapcontext
= 0" "$(with "$run" --check turns | sed '2s/swapcontext makecontext getcontext/getcontext makecontext swapcontext/')"
    equal "$shell: --check of a program that calls none" \
        "/bin/true: x86_64, glibc; calls none of the functions, nor do the libraries that it is linked with
= 1" "$(with "$run" --check /bin/true)"
    equal "$shell: --check of a script" "$work/script: a script for $work/turns: x86_64, glibc; would be served by $library
= 0" "$(with "$run" --check "$work/script" | sed 2d)"
    equal "$shell: found by its name alone" "$library
= 7" "$(cd "$work/links" && with fastctx-run turns)"
    equal "$shell: a program that is not there" "fastctx-run: nobody: not found in PATH
= 127" "$(with "$run" nobody)"
    equal "$shell: a path that holds a space" \
        "fastctx-run: LD_PRELOAD can hold no path with a space, a colon or a dollar sign: $work/with space/lib/$soname
= 125" "$(with "$work/with space/bin/fastctx-run" turns)"
done

# busybox's tools alone, as on Alpine
mkdir "$work/applets"
for applet in awk grep head id ls od readlink sed tail tr; do
    ln -s "$(command -v busybox)" "$work/applets/$applet"
done
with() { said env -i PATH="$work/applets" "$(command -v busybox)" sh "$run" "$@"; }
equal "busybox's tools: preloads" "$library
= 7" "$(with "$work/turns")"
equal "busybox's tools: --check" "$work/turns: x86_64, glibc; would be served by $library
  turns: getcontext makecontext swapcontext
= 0" "$(with --check "$work/turns" | sed '2s/swapcontext makecontext getcontext/getcontext makecontext swapcontext/')"

# --- where the library is ----------------------------------------------------------------

equal "the build tree" "$built/$soname" "$("$built/fastctx-run" turns || true)"
for place in plain/lib multiarch/lib/x86_64-linux-gnu wide/lib64; do
    equal "in $place" "$work/$place/$soname" "$("$work/${place%%/*}/bin/fastctx-run" turns || true)"
done
make -s install TARGET="$target" PREFIX="$work/installed" LIBDIR="$work/else where" >/dev/null
equal "where it was installed to" "$work/else where/$soname" \
    "$("$work/installed/bin/fastctx-run" turns 2>&1 | sed 's/.*dollar sign: //')"
equal "by a symbolic link to it" "$library" "$("$work/links/fastctx-run" turns || true)"
for name in with:colon with\$dollar; do
    equal "not in $name" \
        "fastctx-run: LD_PRELOAD can hold no path with a space, a colon or a dollar sign: $work/$name/lib/$soname
= 125" "$(said "$work/$name/bin/fastctx-run" turns)"
done
none="no $soname for x86_64 in $work/without/bin, its ../lib, ../lib/*-linux-*, ../lib64, ../lib32 or @LIBDIR@"
equal "nowhere" "fastctx-run: $none
= 125" "$(said "$work/without/bin/fastctx-run" turns)"
equal "nowhere: --check" "$work/turns: x86_64, glibc; cannot be served: $none
= 2" "$(said "$work/without/bin/fastctx-run" --check turns)"

# --- programs of all kinds ------------------------------------------------------------------

checked() { said "$run" --check "$@"; }
sorted() { tr ' ' '\n' | sort | xargs; }
for program in turns turns-rich turns-by-library turns-musl turns-other-names; do
    libc=glibc
    case $program in turns-musl | turns-other-names) libc=musl ;; esac
    equal "$program would be served" "$work/$program: x86_64, $libc; would be served by $library" \
        "$(checked $program | head -n 1)"
    equal "$program is served" "$told" "$("$run" --verbose $program 2>&1 | sed -n '1s/;.*//p')"
    equal "and works" "$library
= 7" "$(said "$run" $program)"
done
equal "the library that calls is named" "libturns.so: getcontext makecontext swapcontext" \
    "libturns.so: $(checked turns-by-library | sed -n 's/^  libturns.so: //p' | sorted)"
for program in turns-static turns-static-pie; do
    static="static, so no library can be preloaded: link it with libfastctx.a"
    equal "$program" "$work/$program: x86_64; cannot be served: $static
= 2" "$(checked $program)"
    equal "$program is run, with a warning" "fastctx-run: $work/$program: $static
$library
= 7" "$(said "$run" $program)"
done
equal "a library is missing" \
    "$work/turns-lost: x86_64, glibc; cannot be served: libturns.so: cannot open shared object file: No such file or directory
= 2" "$(checked turns-lost)"
equal "32 bits" "$work/turns-i386: x86, glibc; cannot be served: $(echo "$none" |
    sed -e 's/x86_64/x86/' -e "s|$work/without|$work/plain|")
= 2" "$(checked turns-i386)"
equal "32 bits, run" "fastctx-run: $(echo "$none" | sed -e 's/x86_64/x86/' -e "s|$work/without|$work/plain|")
= 125" "$(said "$run" turns-i386)"
while read -r compiler name; do
    "$compiler-gcc" $source -o "$work/turns-foreign"
    equal "$name" "$work/turns-foreign: $name, glibc; cannot be served: no $soname for $name" \
        "$(checked turns-foreign | sed -n '1s/ in .*//p')"
done <<END
aarch64-linux-gnu aarch64
arm-linux-gnueabihf arm hard-float
arm-linux-gnueabi arm soft-float
mips64el-linux-gnuabi64 mips64
powerpc64le-linux-gnu powerpc64
riscv64-linux-gnu riscv
s390x-linux-gnu s390x
END
tree both lib/x86_64-linux-gnu
mkdir "$work/both/lib/i386-linux-gnu"
i686-linux-gnu-gcc -shared -nostdlib -x c /dev/null -o "$work/both/lib/i386-linux-gnu/$soname"
equal "each architecture has its library" "$work/both/lib/i386-linux-gnu/$soname
$work/both/lib/x86_64-linux-gnu/$soname" "$(for program in turns-i386 turns; do
    "$work/both/bin/fastctx-run" $program || true
done)"

equal "a script's interpreter" "[one][$work/script]$library" "$("$run" "$work/script" || true)"
equal "a script that env starts" "$work/env-script: a script for $work/turns: x86_64, glibc" \
    "$(checked "$work/env-script" | sed -n '1s/;.*//p')"
equal "a script of a script" "$work/script-of-script: a script for $work/turns: x86_64, glibc" \
    "$(checked "$work/script-of-script" | sed -n '1s/;.*//p')"
equal "a script that names no interpreter has the shell" "$work/plain-script: a script for /bin/sh: x86_64, glibc" \
    "$(checked "$work/plain-script" | sed -n '1s/;.*//p')"
equal "and runs" "$library" "$("$run" "$work/plain-script")"
equal "a script whose interpreter is not there" \
    "fastctx-run: $work/lost-script: its interpreter /nowhere/sh is not there
= 126" "$(checked "$work/lost-script")"
equal "a script of itself" "fastctx-run: $work/looping-script: scripts of scripts, too deep
= 126" "$(checked "$work/looping-script")"

# What the symbols are is as readelf says.
for program in "$work/turns" "$work/turns-rich" "$work/turns-musl" "$work/turns-other-names" /usr/bin/gdb \
    "$(readlink -f "$(command -v stress-ng)")"; do
    equal "as readelf sees ${program##*/}" \
        "$("$READELF" --dyn-syms -W "$program" | sed -n 's/.* UND \([a-z_]*context\)\(@.*\)*$/\1/p' |
            grep -E '^(__|libucontext_)?(get|set|make|swap)context$' | sorted)" \
        "$(checked "$program" | sed -n "s/^  ${program##*/}: //p" | sorted)"
done

if [ "$(id -u)" = 0 ]; then
    for bit in u g; do
        cp "$work/turns" "$work/turns-set$bit"
        chown nobody:nogroup "$work/turns-set$bit"
        chmod "$bit+s" "$work/turns-set$bit"
    done
    equal "set-user-ID" \
        "$work/turns-setu: x86_64, glibc; cannot be served: set-user-ID, so no library is preloaded
= 2" "$(checked turns-setu)"
    equal "set-group-ID" \
        "$work/turns-setg: x86_64, glibc; cannot be served: set-group-ID, so no library is preloaded
= 2" "$(checked turns-setg)"
    equal "it is run, with a warning, and not preloaded" \
        "fastctx-run: $work/turns-setu: set-user-ID, so no library is preloaded" \
        "$("$run" --verbose turns-setu 2>&1 | sed '$d')"
    as_nobody() { said setpriv --reuid=nobody --regid=nogroup --clear-groups "$run" "$@"; }
    equal "whose user it is has nothing more by it" "$work/turns-setu: x86_64, glibc; would be served by $library" \
        "$(as_nobody --check turns-setu | sed -n 1p)"
    cp "$work/turns" "$work/turns-cap"
    PATH=$PATH:/sbin setcap cap_net_raw+ep "$work/turns-cap"
    equal "file capabilities" \
        "$work/turns-cap: x86_64, glibc; cannot be served: of file capabilities, so no library is preloaded
= 2" "$(as_nobody --check turns-cap)"
    equal "that is so" "" "$(as_nobody --verbose turns-cap | grep "$told" || true)"
    equal "root has them all" "$work/turns-cap: x86_64, glibc; would be served by $library" \
        "$(checked turns-cap | sed -n 1p)"
    cp "$work/turns" "$work/turns-secret"
    chmod 711 "$work/turns-secret"
    equal "a program that cannot be read" \
        "$work/turns-secret; cannot be served: not readable, so nothing is known of it
= 2" "$(as_nobody --check turns-secret)"
fi

mkdir "$work/first"
echo text >"$work/first/turns"
equal "what cannot be executed is passed over in PATH" "$library
= 7" "$(PATH=$work/first:$PATH said "$run" turns)"

# --- errors -------------------------------------------------------------------------------------

while IFS='|' read -r status message arguments; do
    # shellcheck disable=SC2086 # words
    equal "fastctx-run $arguments" "fastctx-run: $message
= $status" "$(said "$run" $arguments)"
done <<END
125|no program; usage: fastctx-run [OPTION...] PROGRAM [ARGUMENT...]|
125|no program; usage: fastctx-run [OPTION...] PROGRAM [ARGUMENT...]|--verbose --
125|no option --sigmsk=auto; --help has them|--sigmsk=auto turns
125|--sigmask=sometimes: there are auto, always, never|--sigmask=sometimes turns
125|--sigmask wants a value: --sigmask=VALUE|--sigmask never turns
125|--fpenv=: there are control, full|--fpenv= turns
126|/: a folder, not a program|/
126|$work/text: not executable|$work/text
126|$work/text: not executable|text
126|$work/text: not executable|--check text
127|/nowhere/nobody: not found|/nowhere/nobody
127|$work/broken: a symbolic link to nothing|$work/broken
END
equal "an empty name" "fastctx-run: the name of the program is empty
= 127" "$(said "$run" '')"
equal "--version" "fastctx-run $version
= 0" "$(said "$run" --version)"
equal "--help is what the options are" "--sigmask --fpenv --verbose --check --help --version" \
    "$("$run" --help | grep -oE '^  --[a-z]+|, --[a-z]+' | tr -d ' ,' | xargs)"
finish
