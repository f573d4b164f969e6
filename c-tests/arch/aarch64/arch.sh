# shellcheck shell=sh disable=SC2034,SC2154 # read by who sources it, and the other way round
# arch.sh: what the scripts ask of aarch64 (c-tests/arch/README.md).

predefined=__aarch64__
property='AArch64 feature: BTI, PAC, [G<]' # GCS, or <unknown: 4> of older tools
landing_pad='bti c|hint #0x22'
glibc_fails=
kernel_machine="qemu-system-aarch64 -M virt -cpu max,pauth-impdef=on"
kernel_machine_package=qemu-system-arm
kernel_console=ttyAMA0

# Of the library's disassembly, and the relocations of $so.
check_code() { # DISASSEMBLY
    # So it may come to a landing pad of either kind; and no compiler's table is jumped through.
    check "a jump is by x16 or x17" none \
        "$(echo "$1" | grep -E '[[:space:]]br[[:space:]]' | grep -vE 'br[[:space:]]x1[67]$')"
    # What the code or a pointer in the data has the address of may be called or jumped to.
    # (The trampoline is returned to, behind its first instruction.)
    check "each place in the code whose address is taken begins with a landing pad" none "$({
        "$READELF" -rW "$so" | sed -n 's/.*R_AARCH64_RELATIV *\([0-9a-f]*\)$/pointer \1/p'
        echo "$1"
    } | awk '
        function number(hex, i, n) {
            sub(/^#?(0x)?/, "", hex)
            for (i = 1; i <= length(hex); i++)
                n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
            return n
        }
        $1 == "pointer" { taken[number($2)] = "a pointer"; next }
        />:$/ { split("", page) }
        !/^ *[0-9a-f]+:\t/ { next }
        { at = $1; sub(/:$/, "", at); instruction[number(at)] = $0 }
        { sub(/,$/, "", $3) }
        $2 == "adr" { taken[number($4)] = $0 }
        $2 == "add" && NF == 5 && $5 ~ /^#/ {
            from = $4
            sub(/,$/, "", from)
            if (from in page) taken[page[from] + number($5)] = $0
        }
        { delete page[$3] }
        $2 == "adrp" { page[$3] = number($4) }
        END {
            for (place in taken)
                if (place in instruction) {
                    count++
                    if (instruction[place] !~ /\t(bti\t[cj]|paciasp|blr\tx10)$/)
                        print instruction[place] ": " taken[place]
                }
            if (count < 20) print "only " count " places were found"
        }')"
}

protection_options() { # COMPILER C++-COMPILER
    # Landing pads, enforced in all of the program, and signed return addresses.
    $1 -O2 -mbranch-protection=standard -c c-tests/arch/aarch64/landing_pads.c -o "$out/${1%% *}-pads.o"
    with "$@" -O2 -mbranch-protection=standard "$out/${1%% *}-pads.o" -Wl,-z,now
    with "$@" -O0 -mbranch-protection=pac-ret+leaf -D__ARM_FEATURE_GCS_DEFAULT # and they are off
}

inline_options() { # COMPILER C++-COMPILER
    with "$@" -O2 -fno-pie -static
    with "$@" -O2 -march=armv8.2-a+sve
}

inline_controls() {
    not_told "$CC" x3 x4 x5 x6 x7 x8 x12 x13 x14 x15 x17 x18 x20 x21 x22 x23 x24 x25 x26 x27 x28 x30
    not_told "$CC" v0 v1 v2 v3 v4 v5 v6 v7 v8 v9 v10 v11 v12 v13 v14 v15 v16 v17 v18 v19 v20 v21 \
        v22 v23 v24 v25 v26 v27 v28 v29 v30 v31
    lost x19 's/ldp x29, x19, \[x1/ldr x29, [x1/'
    lost x29 's/ldp x29, x19, \[x1, #%c\[fp\]/ldr x19, [x1, #%c[base]/'
}
