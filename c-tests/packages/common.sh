# shellcheck shell=sh disable=SC2034 # `commit` is of who sources it
# common.sh: for the tests of packages. Sourced from the root, after tap.sh; makes `work`, a
# folder that goes away at the end.
#
#   commit                what is checked out, with the changes that are not committed yet (but
#                         not with files that git does not know yet)
#   tarball               sets `tarball` to the path of what `make dist` makes of that
#   needed FILE           as which library it needs this one
#   refused TEXT COMMAND  holds if the command fails and says so
#   compiles OPTIONS      whether the program of the project outside compiles, as $work/program

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test
version=$(scripts/version.sh)
commit=$(git stash create)
commit=${commit:-$(git rev-parse HEAD)}

tarball() {
    folder=$PWD/build/dist/of-$commit
    tarball=$folder/libfastctx-$version.tar.xz
    if ! [ -e "$tarball" ] || ! [ -e "$folder/APKBUILD" ]; then
        rm -rf build/dist/of-*
        scripts/dist.sh "$commit" "$folder" >/dev/null
    fi
}

needed() { readelf -dW "$1" | sed -n 's/.*NEEDED.*\[\(libfastctx.*\)\]/\1/p'; }

refused() {
    text=$1
    shift
    if "$@" >"$work/said" 2>&1 || ! grep -qF "$text" "$work/said"; then
        cat "$work/said"
        false
    fi
}

compiles() {
    # shellcheck disable=SC2086 # words
    gcc -Wall -Wextra -Werror c-tests/packages/outside/program.c $1 -o "$work/program"
}
