/* Clients of examples/echo_server.c, for c-tests/examples.sh: prints a line for each thing that
 * was as it should be, and ends with 1 at the first that was not.
 *
 * usage: echo_client PORT          all kinds of connections, one after another
 *        echo_client PORT hold     two connections that the server will have to end itself
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    MANY = 50,
    LARGE = 8 << 20,
    STUCK = 300 /* milliseconds without progress: the server waits for this side */
};

static int port;

__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...) {
    int error = errno;
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf(" (%s)\n", strerror(error));
    exit(1);
}

static void done(const char *what) {
    puts(what);
    fflush(stdout);
}

static int connected(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || connect(fd, (void *)&address, sizeof address) != 0)
        fail("connect");
    return fd;
}

/* What is sent at a place of the stream of a connection. */
static char byte_at(int connection, size_t place) {
    return (char)(place * 31 + place / 251 + connection);
}

/* Reads `size` bytes that continue the stream at `place`. */
static void expect(int fd, int connection, size_t place, size_t size) {
    char data[65536];
    while (size > 0) {
        ssize_t got = read(fd, data, size < sizeof data ? size : sizeof data);
        if (got <= 0)
            fail("read returned %zd at %zu of connection %d", got, place, connection);
        for (ssize_t i = 0; i < got; i++, place++)
            if (data[i] != byte_at(connection, place))
                fail("another byte came back at %zu of connection %d", place, connection);
        size -= got;
    }
}

static void expect_end(int fd) {
    char byte;
    if (read(fd, &byte, 1) != 0)
        fail("there should be nothing more");
    close(fd);
}

/* Sends what continues the stream at `place`, as far as the socket takes it at once. */
static size_t send_some(int fd, int connection, size_t place, size_t size) {
    char data[65536];
    if (size > sizeof data)
        size = sizeof data;
    for (size_t i = 0; i < size; i++)
        data[i] = byte_at(connection, place + i);
    ssize_t sent = send(fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN)
        fail("send");
    return sent < 0 ? 0 : sent;
}

/* Sends without reading until nothing goes any more; tells how much went. */
static size_t stuff(int fd, int connection) {
    struct pollfd writable = {.fd = fd, .events = POLLOUT};
    size_t sent = 0;
    while (poll(&writable, 1, STUCK) > 0)
        sent += send_some(fd, connection, sent, LARGE);
    return sent;
}

static void without_a_word(void) {
    int fd = connected();
    shutdown(fd, SHUT_WR);
    expect_end(fd);
    done("a connection without a word ends");
}

static void many_at_once(void) {
    int fds[MANY];
    for (int i = 0; i < MANY; i++)
        fds[i] = connected();
    for (int round = 0; round < 3; round++) {
        for (int i = MANY - 1; i >= 0; i--)
            if (send_some(fds[i], i, round * (i + 1), i + 1) != (size_t)i + 1)
                fail("a few bytes are not taken");
        for (int i = 0; i < MANY; i++)
            expect(fds[i], i, round * (i + 1), i + 1);
    }
    for (int i = 0; i < MANY; i++) {
        shutdown(fds[i], SHUT_WR);
        expect_end(fds[i]);
    }
    done("fifty at once get back each its own");
}

static void more_than_fits(void) {
    int fd = connected();
    size_t sent = stuff(fd, MANY), received = 0, all = sent + LARGE;
    while (sent < all) {
        sent += send_some(fd, MANY, sent, all - sent);
        size_t size = sent - received < 65536 ? sent - received : 65536;
        expect(fd, MANY, received, size);
        received += size;
    }
    shutdown(fd, SHUT_WR);
    expect(fd, MANY, received, sent - received);
    expect_end(fd);
    done("more than all buffers hold comes back whole");
}

static void broken_off(void) {
    struct linger at_once = {.l_onoff = 1};
    int fd = connected();
    stuff(fd, 0);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
    fd = connected();
    if (send_some(fd, 0, 0, 1) != 1)
        fail("a byte is not taken");
    expect(fd, 0, 0, 1);
    close(fd);
    done("one that is reset does no harm to the next");
}

/* For the server's end: a connection that it waits for to send, and one to read. */
static void hold(void) {
    int idle = connected(), full = connected();
    if (send_some(idle, 0, 0, 1) != 1)
        fail("a byte is not taken");
    expect(idle, 0, 0, 1);
    stuff(full, 1);
    done("holding");
    expect_end(idle);
    done("the idle one is ended");
    char data[65536];
    while (read(full, data, sizeof data) > 0)
        ;
    done("and the full one, when it has been read");
}

int main(int argc, char **argv) {
    if (argc < 2)
        return 2;
    port = atoi(argv[1]);
    alarm(60);
    if (argc > 2) {
        hold();
        return 0;
    }
    without_a_word();
    many_at_once();
    more_than_fits();
    broken_off();
    return 0;
}
