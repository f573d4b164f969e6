#!/bin/sh
# One architecture is one folder in asm/, one file and one row in src/arch, one
# branch in fastctx_inline.h, one row or several of scripts/targets.txt, one row in
# the README, one section of fastctx_architectures(7): all name the same. TAP.
set -eu
cd "$(dirname "$0")/.."
. c-tests/tap.sh
sorted() { LC_ALL=C sort; }
want=$(grep -v '^#' scripts/targets.txt | awk '{ print $2 }' | sorted | uniq)

equal "folders of asm/" "$want" "$(for d in asm/*/layout.h; do basename "${d%/*}"; done | sorted)"
equal "files of src/arch/" "$want" "$(for f in src/arch/*.rs; do basename "$f" .rs; done |
    grep -v '^mod$' | sorted)"
equal "rows of src/arch/mod.rs" "$want" \
    "$(sed -n '/^architectures! {/,/^}/s/^ *\([a-z0-9_]*\) *[A-Z].*: .* on .*/\1/p' src/arch/mod.rs | sorted)"
equal "systems of src/arch/mod.rs" "$(awk '/^[^#]/ { print $2, $3 }' scripts/targets.txt | sorted | uniq)" \
    "$(sed -n '/^architectures! {/,/^}/s/^ *\([a-z0-9_]*\) *[A-Z].*: .* on \(.*\);/\1 \2/p' src/arch/mod.rs |
        tr -d '"|' | while read -r arch systems; do
            for system in $systems; do echo "$arch $system"; done
        done | sorted)"
equal "branches of include/fastctx_inline.h" "$(for arch in $want; do
    # shellcheck source=c-tests/arch/x86_64/arch.sh
    [ ! -e "c-tests/arch/$arch/arch.sh" ] || (. "c-tests/arch/$arch/arch.sh" && echo "$predefined")
done | sorted)" \
    "$(sed -n 's/^#\(el\)*if defined(\(__[a-z0-9_]*\))$/\2/p' include/fastctx_inline.h | sorted)"
equal "rows of the README's table of architectures" "$want" \
    "$(sed -n '/architectures -->/,/end of architectures/s/^| \([a-z0-9_]*\) .*/\1/p' README.md |
        grep -vx 'architecture' | sorted)"
equal "sections of fastctx_architectures(7)" "$want" \
    "$(sed -n 's/^\.Ss \([a-z0-9_]*\)$/\1/p' man/fastctx_architectures.7 | sorted)"
equal "folders of c-tests/arch/" "$want" \
    "$(for f in c-tests/arch/*/arch.h; do basename "${f%/*}"; done | sorted)"
# Those of shadow stacks are where a machine has such, and then all of them.
bodies() { find "asm/$1" -type f ! -name 'shadow_*' -printf '%f\n' | sorted; }
shadow_bodies() { find "asm/$1" -type f -name 'shadow_*' -printf '%f\n' | sorted; }
for arch in $want; do
    # What is compared with the platform's headers, or said there why not.
    equal "layout_check.h of c-tests/arch/$arch: what layout.h has and it has not" "" "$(
        sed -n 's/^#define \(\(UC\|SYS\|KERNEL\|MUSL\)_[A-Z0-9_]*\) .*/\1/p' "asm/$arch/layout.h" 2>&1 |
            while read -r name; do
                grep -qw "$name" "c-tests/arch/$arch/layout_check.h" ||
                    [ "$name" = MUSL_SIGJMP_MASK ] || echo "$name"
            done)"
    # A jump back in a body must not find the label of a macro.
    equal "labels of asm/$arch: from 20 on in macros, below in bodies" "" "$({
        grep -HoE '^[[:space:]]*1?[0-9]:' "asm/$arch"/*.h
        grep -HoE '^[[:space:]]*([2-9][0-9]|[0-9]{3,}):' "asm/$arch"/*.S
    } || true)"
    equal "bodies of asm/$arch" "$(bodies x86_64)" "$(bodies "$arch")"
    if [ -e "asm/$arch/shadow_start.S" ]; then
        equal "bodies of asm/$arch for shadow stacks" "$(shadow_bodies x86_64)" "$(shadow_bodies "$arch")"
    fi
done
finish
