"""What each request of uwsgi.sh does: computes in steps, and lets the others go on after each."""

import uwsgi


def application(environment, start_response):
    steps = int(environment["QUERY_STRING"])
    digest = 0
    for step in range(steps):
        digest = (digest * 31 + step * step) % (2**61 - 1)
        uwsgi.suspend()
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"%d steps: " % steps
    uwsgi.suspend()
    yield b"%016x\n" % digest
