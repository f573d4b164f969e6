# shellcheck shell=sh
# tap.sh: for tests that are shell scripts. Sourced, prints TAP.
#
#   use_target "$1"                       the tools of a row of scripts/targets.txt
#   check "what should hold" COMMAND...   holds if the command succeeds
#   equal "what should be the same" WANT GOT
#   finish                                last line of a script

tap_count=0
tap_failed=0

use_target() {
    target=$1
    tap_settings=$(scripts/toolchain.sh "$target")
    eval "$tap_settings"
}

tap_result() { # STATUS TEXT
    tap_count=$((tap_count + 1))
    if [ "$1" = 0 ]; then
        echo "ok $tap_count - $2"
    else
        echo "not ok $tap_count - $2"
        tap_failed=1
    fi
}

check() {
    tap_text=$1
    shift
    if tap_output=$("$@" 2>&1); then
        tap_result 0 "$tap_text"
    else
        tap_result 1 "$tap_text"
        printf '%s\n' "$tap_output" | sed 's/^/# /'
    fi
}

equal() {
    if [ "$2" = "$3" ]; then
        tap_result 0 "$1"
    else
        tap_result 1 "$1"
        printf 'want:\n%s\ngot:\n%s\n' "$2" "$3" | sed 's/^/# /'
    fi
}

finish() {
    echo "1..$tap_count"
    exit "$tap_failed"
}
