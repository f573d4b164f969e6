# shellcheck shell=sh disable=SC2034
# stress-ng, Debian's program: its stressor of context switches, which verifies them.
what='stress-ng: its context-switch stressor'
packages='stress-ng'
run() { under stress-ng --context 1 --context-ops 6000 --verify --metrics-brief; }
# Its lines carry process numbers, times and rates. What stays are its messages (a failed check
# is one) and how many operations were done.
steady() {
    sed -e 's/^stress-ng: \([a-z]*\): *\[[0-9]*\] */\1: /' -e 's/ in [0-9.]*s.*//' \
        -e 's/^metrc: context  *\([0-9][0-9]*\) .*/context: \1 operations/' -e '/^metrc: /d'
}
