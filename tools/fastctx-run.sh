#!/bin/sh
# fastctx-run PROGRAM: runs a program with libfastctx preloaded, or tells whether that
# would be of use. The manual is fastctx-run(1).
#
# Any POSIX shell, with awk, od, readlink and their like; nothing of binutils. The
# library is looked for beside this script; the words in @ are filled in by
# scripts/build.sh and scripts/install.sh.
set -u
version=@VERSION@
libdir="@LIBDIR@" # of the installation, should it not be beside
soname=libfastctx.so.${version%%.*}

say() { printf 'fastctx-run: %s\n' "$*" >&2; }
# die STATUS MESSAGE
die() {
    status=$1
    shift
    say "$@"
    exit "$status"
}

usage() {
    cat <<'END'
usage: fastctx-run [OPTION...] [--] PROGRAM [ARGUMENT...]
  --sigmask=auto|always|never  how switches treat the signal mask (FASTCTX_SIGMASK)
  --fpenv=control|full         what they keep of the FP environment (FASTCTX_FPENV)
  --verbose                    the library tells what is in force (FASTCTX_VERBOSE=1)
  --check                      does not run PROGRAM: tells whether it would be served
  --help, --version
END
}

# --- ELF files ------------------------------------------------------------------

# elf FILE [names]: a line for each of what its headers say:
#   is KEY NAME     which library it can be loaded with; what to call that
#   interpreter PATH
#   calls NAME...   those of our functions that it leaves to others (with `names`)
# Nothing, if it is none.
elf() {
    ELF=$1 WHAT=${2-} LC_ALL=C awk '
    # bytes FROM COUNT: of the file, into b[0], b[1] ...
    function bytes(from, count, command, line, word, n, i) {
        command = sprintf("od -An -v -tu1 -j%.0f -N%.0f \"$ELF\" 2>/dev/null", from, count)
        count = 0
        while ((command | getline line) > 0) {
            n = split(line, word)
            for (i = 1; i <= n; i++) b[count++] = word[i] + 0
        }
        close(command)
        return count
    }
    # The number of SIZE bytes at b[AT]; where that differs, of 4 and 8 bytes.
    function number(at, size, n, i) {
        for (i = 0; i < size; i++) n = n * 256 + b[little ? at + size - 1 - i : at + i]
        return n
    }
    function word(narrow, wide) { return number(is64 ? wide : narrow, is64 ? 8 : 4) }
    # text FROM COUNT: the command that prints it, a line for each string
    function text(from, count) {
        return sprintf("tail -c +%.0f \"$ELF\" | head -c %.0f | tr \"\\n\\0\" \"?\\n\"", from + 1, count)
    }

    BEGIN {
        if (bytes(0, 64) < 52 || b[0] != 127 || b[1] != 69 || b[2] != 76 || b[3] != 70) exit
        is64 = b[4] == 2
        little = b[5] == 1
        machine = number(18, 2)
        split("3 x86 8 mips64 21 powerpc64 22 s390x 40 arm 62 x86_64 183 aarch64 243 riscv 258 loongarch64", known, " ")
        name = "machine " machine
        for (i = 1; i in known; i += 2) if (known[i] == machine) name = known[i + 1]
        key = machine "." b[4] "." b[5]
        if (machine == 40) { # Arm: the float ABI, too
            hard = int(number(36, 4) / 1024) % 2
            key = key "." hard
            name = name (hard ? " hard-float" : " soft-float")
        }
        if (!is64 && machine != 3 && machine != 40) name = name " of 32 bits"
        if (!little && (machine == 8 || machine == 21)) name = name ", big-endian"
        print "is", key, name

        headers = word(28, 32)
        header_size = number(is64 ? 54 : 42, 2)
        count = number(is64 ? 56 : 44, 2)
        table = word(32, 40)
        section_size = number(is64 ? 58 : 46, 2)
        section_count = number(is64 ? 60 : 48, 2)
        bytes(headers, header_size * count)
        for (i = 0; i < count; i++) {
            at = i * header_size
            if (number(at, 4) == 3) { # PT_INTERP
                command = text(word(at + 4, at + 8), word(at + 16, at + 32))
                command | getline interpreter
                close(command)
                print "interpreter", interpreter
                break
            }
        }
        if (ENVIRON["WHAT"] == "") exit

        # The dynamic symbols (SHT_DYNSYM) and their strings.
        bytes(table, section_size * section_count)
        for (i = 0; i < section_count; i++) {
            at = i * section_size
            if (number(at + 4, 4) == 11) {
                symbols = word(at + 16, at + 24)
                symbols_size = word(at + 20, at + 32)
                at = section_size * number(is64 ? at + 40 : at + 24, 4)
                strings = word(at + 16, at + 24)
                strings_size = word(at + 20, at + 32)
            }
        }
        if (!symbols) exit
        # Strings share their ends.
        command = text(strings, strings_size)
        at = 0
        while ((command | getline line) > 0) {
            end = at + length(line)
            if (match(line, /(get|set|make|swap)context$/)) {
                offset[end - RLENGTH] = substr(line, RSTART)
                if (match(line, /(__|libucontext_)(get|set|make|swap)context$/))
                    offset[end - RLENGTH] = substr(line, RSTART)
                found = 1
            }
            at = end + 1
        }
        close(command)
        if (!found) exit
        size = is64 ? 24 : 16
        n = int(bytes(symbols, symbols_size) / size)
        for (i = 0; i < n; i++) {
            at = i * size
            name = number(at, 4)
            if ((name in offset) && number(is64 ? at + 6 : at + 14, 2) == 0) calls = calls " " offset[name]
        }
        if (calls != "") print "calls" calls
    }'
}

# field NAME TEXT: of the lines of elf.
field() { printf '%s\n' "$2" | sed -n "s/^$1 //p"; }

# --- the library ----------------------------------------------------------------

# This script's folder, by the name that it really has.
home() {
    self=$0
    [ -f "$self" ] || self=$(command -v -- "$self") # bash finds scripts in PATH
    self=$(readlink -f -- "$self") && (cd -P -- "${self%/*}" && pwd)
}

# find_library KEY: sets `library` to that for such programs, or any if KEY is empty.
find_library() {
    library=
    for place in "$here" "$here"/../lib/*-linux-* "$here/../lib" "$here/../lib64" "$here/../lib32" "$libdir"; do
        [ -f "$place/$soname" ] || continue
        if [ -n "$1" ]; then
            file=$(field is "$(elf "$place/$soname")")
            [ "${file%% *}" = "$1" ] || continue
        fi
        library=$(cd -P -- "$place" && pwd)/$soname
        return 0
    done
    return 1
}

# --- the program ------------------------------------------------------------------

# find_program NAME: sets `path`. As execvp(3) does it: the first that can be executed,
# or if there is none that cannot be.
find_program() {
    path=
    case $1 in
    */*)
        path=$1
        [ -e "$path" ] || [ -h "$path" ] || die 127 "$1: not found"
        ;;
    *)
        [ -n "$1" ] || die 127 "the name of the program is empty"
        rest=${PATH-/bin:/usr/bin}:
        while [ -n "$rest" ]; do
            folder=${rest%%:*}
            rest=${rest#*:}
            file=${folder:-.}/$1
            [ -f "$file" ] || continue
            if [ -x "$file" ]; then
                path=$file
                break
            fi
            path=${path:-$file}
        done
        [ -n "$path" ] || die 127 "$1: not found in PATH"
        ;;
    esac
    [ -e "$path" ] || die 127 "$path: a symbolic link to nothing"
    [ ! -d "$path" ] || die 126 "$path: a folder, not a program"
    [ -x "$path" ] || die 126 "$path: not executable"
}

# find_elf: what the kernel would load for `path`, of which `headers` is what elf says: the
# interpreter, if it is a script, and what env(1) starts if that is it. A script's own
# privileges do not count.
find_elf() {
    depth=0
    while [ -r "$path" ]; do
        headers=$(elf "$path")
        [ -z "$headers" ] || return 0
        depth=$((depth + 1))
        [ $depth -le 5 ] || die 126 "$path: scripts of scripts, too deep"
        script=$path
        line=$(LC_ALL=C sed -n '1s/^#![ 	]*//p;1q' "$path" 2>/dev/null | tr -d '\000\r')
        if [ -z "$line" ]; then
            path=/bin/sh # who runs it runs it by a shell
        else
            path=${line%%[ 	]*}
            case $line in
            */env[\ \	]*)
                name=$(printf '%s\n' "$line" | awk '{
                    for (i = 2; i <= NF; i++) if ($i !~ /^-/ && $i !~ /=/) { print $i; exit }
                }')
                [ -z "$name" ] || find_program "$name"
                ;;
            esac
        fi
        [ -x "$path" ] || die 126 "$script: its interpreter $path is not there"
    done
    headers=
}

# Whether its privileges make the kernel ask for a program without preloading: those that
# the caller does not have already. Prints which.
privileges() {
    # shellcheck disable=SC2012 # numbers, and nothing of the name
    owners=$(ls -ldnL -- "$path" | awk '{ print $3, $4 }')
    if [ -u "$path" ] && [ "${owners% *}" != "$(id -ru)" ]; then
        echo "set-user-ID"
    elif [ -g "$path" ] && [ "${owners#* }" != "$(id -rg)" ]; then
        echo "set-group-ID"
    elif [ "$(id -ru)" != 0 ]; then # root has them
        PATH=$PATH:/usr/sbin:/sbin
        if [ -n "$(getcap "$path" 2>/dev/null)" ]; then
            echo "of file capabilities"
        fi
    fi
}

# hindrance: prints why `path` cannot be preloaded, or nothing.
hindrance() {
    if [ ! -r "$path" ]; then
        echo "not readable, so nothing is known of it"
    elif [ -z "$(field interpreter "$headers")" ]; then
        echo "static, so no library can be preloaded: link it with libfastctx.a"
    else
        which=$(privileges)
        [ -z "$which" ] || echo "$which, so no library is preloaded"
    fi
}

# --- check ------------------------------------------------------------------------

# loader_list: what the loader would load for `path`. The program is not run.
loader_list() { LD_PRELOAD=$library "$loader" --list "$path" 2>&1 </dev/null; }

# libraries: the files of such a list, and the program first.
libraries() {
    printf '%s\n' "$path"
    printf '%s\n' "$listing" |
        sed -n -e 's/ (0x[0-9a-f]*)$//' -e 's/^[ 	]*//' -e 's/^.* => //' -e '/^\//p'
}

# check_program: the report, and the status.
check_program() {
    prefix=
    [ "$path" = "$program_path" ] || prefix="$program_path: a script for "
    about=$prefix$path${key:+: ${key#* }}
    case $(field interpreter "$headers") in
    */ld-musl-*) about="$about, musl" ;;
    ?*) about="$about, glibc" ;;
    esac
    loader=$(field interpreter "$headers")
    reason=$(hindrance)
    if [ -n "$reason" ]; then
        :
    elif [ -z "$library" ]; then
        reason="no $soname for ${key#* } in $places"
    elif ! [ -x "$loader" ]; then
        reason="its loader $loader is not there"
    elif ! listing=$(loader_list); then
        reason=$(printf '%s\n' "$listing" | grep -iE 'not found|cannot|error' | head -n 1 |
            sed -e 's/^[ 	]*//' -e 's/^.*error while loading shared libraries: //')
        reason=${reason:-its loader $loader does not run}
    fi
    if [ -n "$reason" ]; then
        echo "$about; cannot be served: $reason"
        return 2
    fi
    if ! libraries | grep -qxF "$library"; then
        echo "$about; cannot be served: its loader $loader does not heed LD_PRELOAD"
        return 2
    fi
    callers=$(libraries | grep -vxF "$library" | while IFS= read -r file; do
        names=$(field calls "$(elf "$file" names)")
        [ -z "$names" ] || printf '  %s: %s\n' "${file##*/}" "$names"
    done)
    if [ -z "$callers" ]; then
        echo "$about; calls none of the functions, nor do the libraries that it is linked with"
        return 1
    fi
    echo "$about; would be served by $library"
    printf '%s\n' "$callers"
}

# --- options ------------------------------------------------------------------------

check=no
sigmask=
fpenv=
verbose=
while [ $# -gt 0 ]; do
    case $1 in
    --sigmask=auto | --sigmask=always | --sigmask=never) sigmask=${1#*=} ;;
    --sigmask=*) die 125 "$1: there are auto, always, never" ;;
    --fpenv=control | --fpenv=full) fpenv=${1#*=} ;;
    --fpenv=*) die 125 "$1: there are control, full" ;;
    --sigmask | --fpenv) die 125 "$1 wants a value: $1=VALUE" ;;
    --verbose) verbose=1 ;;
    --check) check=yes ;;
    --help)
        usage
        exit
        ;;
    --version)
        echo "fastctx-run $version"
        exit
        ;;
    --)
        shift
        break
        ;;
    -*) die 125 "no option $1; --help has them" ;;
    *) break ;;
    esac
    shift
done
[ $# -gt 0 ] || die 125 "no program; usage: fastctx-run [OPTION...] PROGRAM [ARGUMENT...]"

here=$(home) || die 125 "cannot find its own folder by $0"
find_program "$1"
shift
program_path=$path
find_elf
key=$(field is "$headers")
places="$here, its ../lib, ../lib/*-linux-*, ../lib64, ../lib32 or $libdir"
if ! find_library "${key%% *}" && [ "$check" = no ]; then
    die 125 "no $soname for ${key#* } in $places"
fi
case $library in
*[[:space:]:\$]*)
    die 125 "LD_PRELOAD can hold no path with a space, a colon or a dollar sign: $library"
    ;;
esac
if [ "$check" = yes ]; then
    check_program
    exit
fi

reason=$(hindrance)
[ -z "$reason" ] || say "$path: $reason"
case ${LD_PRELOAD-} in
"$library" | "$library"[:\ ]*) ;;
*) LD_PRELOAD=$library${LD_PRELOAD:+:$LD_PRELOAD} ;;
esac
export LD_PRELOAD
[ -z "$sigmask" ] || export FASTCTX_SIGMASK="$sigmask"
[ -z "$fpenv" ] || export FASTCTX_FPENV="$fpenv"
[ -z "$verbose" ] || export FASTCTX_VERBOSE=1
exec "$program_path" "$@"
