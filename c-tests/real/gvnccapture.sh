# shellcheck shell=sh disable=SC2034,SC2154
# gvnccapture, Debian's program over gtk-vnc, whose connection is a coroutine: takes pictures of the
# screen of an emulated machine that has just come up and waits.
what='gvnccapture: pictures of a VNC screen'
packages='gvncviewer qemu-system-x86'
least=150
run() {
    display=$((100 + $$ % 5000))
    timeout 60 qemu-system-x86_64 -S -nodefaults -accel tcg -vga std -display none \
        -vnc "127.0.0.1:$display" >/dev/null 2>"$here/service" &
    echo $! >>"$services"
    await gvnccapture "127.0.0.1:$display" first.png
    for picture in 1 2 3 4 5 6 7 8 9 10; do
        under gvnccapture "127.0.0.1:$display" $picture.png
    done
    sha256sum ./*.png
    rm ./*.png
}
steady() { sed 's/127.0.0.1:[0-9]*/127.0.0.1/'; }
