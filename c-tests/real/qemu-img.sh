# shellcheck shell=sh disable=SC2034,SC2154
# qemu-img, Debian's program: each request to an image is a coroutine, made with
# makecontext and entered with swapcontext; after that sigsetjmp and siglongjmp switch,
# which are the library's, too. Images converted, changed, compared, and read back.
what='qemu-img: images converted and compared'
packages='qemu-utils'
least=300
prepare() {
    awk 'BEGIN { for (i = 0; i < 1500000; i++) print i, i * 2654435761 % 4294967291 }' >data
    truncate --size=%1M data
}
run() {
    under qemu-img convert -f raw -O qcow2 -o cluster_size=4096 -m 16 -W data disk.qcow2
    under qemu-img compare -f raw -F qcow2 data disk.qcow2
    under qemu-img bench -f qcow2 -w -c 40000 -d 64 -s 512 -S 1536 --pattern=90 disk.qcow2
    under qemu-img check disk.qcow2
    under qemu-img convert -f qcow2 -O qcow2 -c -o cluster_size=64k -m 16 -W disk.qcow2 small.qcow2
    under qemu-img compare disk.qcow2 small.qcow2
    under qemu-img convert -f qcow2 -O raw small.qcow2 back
    sha256sum back
    rm disk.qcow2 small.qcow2 back
}
# Requests in parallel get the clusters of an image in any order.
steady() { grep -v -e '^Run completed in' -e '^Image end offset' -e fragmented; }
