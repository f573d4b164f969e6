"""The client of uwsgi.sh: COUNT requests of STEPS and some steps to SOCKET, one after the other."""

import socket
import sys

path, count, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

for number in range(count):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        connection.connect(path)
        connection.sendall(b"GET /?%d HTTP/1.0\r\n\r\n" % (steps + number))
        answer = b"".join(iter(lambda: connection.recv(4096), b"")).decode()
    head, _, body = answer.partition("\r\n\r\n")
    print(head.split("\r\n")[0], body, end="")
