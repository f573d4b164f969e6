#!/bin/sh
# One architecture is one folder in asm/, one file and one row in src/arch, one
# branch in fastctx_inline.h, one row of scripts/targets.txt, one row in the
# README: all name the same. TAP.
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
sorted() { LC_ALL=C sort; }
want=$(grep -v '^#' scripts/targets.txt | awk '{ print $1 }' | sorted)

equal "folders of asm/" "$want" "$(for d in asm/*/layout.h; do basename "${d%/*}"; done | sorted)"
equal "files of src/arch/" "$want" "$(for f in src/arch/*.rs; do basename "$f" .rs; done |
    grep -v '^mod$' | sorted)"
equal "rows of src/arch/mod.rs" "$want" \
    "$(sed -n '/^architectures! {/,/^}/s/^ *"\(.*\)".*/\1/p' src/arch/mod.rs | sorted)"
equal "branches of include/fastctx_inline.h" "$want" \
    "$(sed -n 's/^#\(el\)*if defined(__\([a-z0-9_]*\)__)$/\2/p' include/fastctx_inline.h | sorted)"
equal "rows of the README's table of architectures" "$want" \
    "$(sed -n '/architectures -->/,/end of architectures/s/^| \([a-z0-9_]*\) .*/\1/p' README.md |
        grep -vx 'architecture' | sorted)"
equal "checkers of c-tests/arch/" "$want" \
    "$(for f in c-tests/arch/*.S; do basename "$f" .S; done | sorted)"
for arch in $want; do
    equal "bodies of asm/$arch" "$(cd asm/x86_64 && ls)" "$(cd "asm/$arch" && ls)"
done
finish
