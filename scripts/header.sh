#!/bin/sh
# Makes include/fastctx.h out of the library's sources and documentation
# comments, by a pinned cbindgen, with the version numbers of Cargo.toml.
#
# usage: scripts/header.sh            writes include/fastctx.h
#        scripts/header.sh --check    fails when the committed one differs
#
# cbindgen is installed under build/tools when it is not there yet: that needs
# cargo and a crate registry, and about a minute.
set -eu

cbindgen_version=0.29.0
cd "$(dirname "$0")/.."
header=include/fastctx.h
tool=build/tools/bin/cbindgen

case $# in
0) check= ;;
1) [ "$1" = --check ] && check=yes ;;
*) false ;;
esac || {
    echo "usage: $0 [--check]" >&2
    exit 2
}

if [ "$("$tool" --version 2>/dev/null)" != "cbindgen $cbindgen_version" ]; then
    cargo install cbindgen --locked --quiet --force --version "$cbindgen_version" \
        --root build/tools
fi

# The version, from the one place where it is written.
version=$(scripts/version.sh)
[ -n "$version" ] || {
    echo "$0: no version = \"X.Y.Z\" in Cargo.toml" >&2
    exit 1
}
major=${version%%.*}
patch=${version##*.}
minor=${version#*.}
minor=${minor%.*}

mkdir -p build include
new=$(mktemp build/fastctx.h.XXXXXX)
trap 'rm -f "$new" "$new.raw"' EXIT
"$tool" --quiet --config cbindgen.toml --output "$new.raw" .

# The version, comments that C90 takes too, and no more than one empty line.
sed -e "s/@VERSION@/$version/" -e "s/@MAJOR@/$major/" \
    -e "s/@MINOR@/$minor/" -e "s/@PATCH@/$patch/" \
    -e 's|  *// \(.*\)$| /* \1 */|' "$new.raw" | cat -s >"$new"

# <ucontext.h> declares the ucontext functions, libucontext's header its own
# names, and nobody the assembly's: cbindgen.toml has to exclude a new one.
if grep -nE '(get|set|make|swap)context *\(.*;|fastctx_asm_' "$new"; then
    echo "$0: the line above does not belong into $header: see cbindgen.toml" >&2
    exit 1
fi
if grep '^#define' "$new" | grep -v '^#define FASTCTX_'; then
    echo "$0: the line above is a constant of the library's own: not pub" >&2
    exit 1
fi
for name in fastctx_version fastctx_set_sigmask_policy fastctx_sigmask_policy; do
    grep -q "\\b$name(.*);" "$new" || {
        echo "$0: $header would lack $name" >&2
        exit 1
    }
done

if [ -z "$check" ]; then
    cmp -s "$new" "$header" || cp "$new" "$header"
    chmod 644 "$header"
elif ! diff -u "$header" "$new" >&2; then
    echo "$0: $header is not what the sources say: run scripts/header.sh" >&2
    exit 1
fi
