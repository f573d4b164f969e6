/*
 * An echo server: one thread, epoll, and a coroutine for each connection.
 *
 * serve() reads as if it had a thread of its own. Its sockets do not block: before it reads, or
 * when the other side takes no more, it yields until epoll says that it can go on. SIGTERM or
 * SIGINT ends the server: no new connections, those that wait for input are closed, and those that
 * still have something to send get a few seconds to do so, or until the next such signal.
 *
 *     cc -O2 echo_server.c $(pkg-config --cflags --libs fastctx) -o echo_server
 *     ./echo_server 7777 &
 *     nc 127.0.0.1 7777
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fastctx.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE = 5 }; /* seconds to send what is left at the end */

struct connection {
    int socket;
    uint32_t awaited; /* what epoll watches it for */
    fastctx_co_t *co;
    struct connection *next, *previous;
};

/* What epoll watches besides connections, told apart by their addresses. */
static int listener, signals, events;
static bool listening, ending;
static struct connection *connections;
static unsigned long served;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static int watch(int operation, int fd, uint32_t what, void *whose) {
    struct epoll_event event = {.events = what, .data.ptr = whose};
    return epoll_ctl(events, operation, fd, &event);
}

/* Yields until the connection's socket is ready; false: it is to be given up. */
static bool await(struct connection *c, uint32_t what) {
    if (what == EPOLLIN && ending)
        return false;
    if (c->awaited != what) {
        if (watch(EPOLL_CTL_MOD, c->socket, what, c) != 0)
            return false;
        c->awaited = what;
    }
    return fastctx_yield(NULL) == 0;
}

static bool send_all(struct connection *c, const char *data, ssize_t left) {
    while (left > 0) {
        ssize_t sent = send(c->socket, data, left, MSG_NOSIGNAL);
        if (sent >= 0) {
            data += sent;
            left -= sent;
        } else if (errno == EAGAIN) {
            if (!await(c, EPOLLOUT))
                return false;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

/* A connection, from its first byte to its last. */
static void *serve(void *arg, void *unused) {
    (void)unused;
    struct connection *c = arg;
    char data[4096];
    while (await(c, EPOLLIN)) {
        ssize_t got = read(c->socket, data, sizeof data);
        if (got == 0 || (got > 0 && !send_all(c, data, got)))
            break;
        if (got < 0 && errno != EAGAIN && errno != EINTR)
            break;
    }
    return NULL;
}

static void set_listening(bool on) {
    if (on != listening && watch(EPOLL_CTL_MOD, listener, on ? EPOLLIN : 0, &listener) != 0)
        die("epoll_ctl");
    listening = on;
}

/* Lets a connection go on; frees it when it has ended. */
static void run(struct connection *c, int (*how)(fastctx_co_t *)) {
    how(c->co);
    if (fastctx_status(c->co) != FASTCTX_DEAD)
        return;
    fastctx_destroy(c->co);
    close(c->socket);
    *(c->previous ? &c->previous->next : &connections) = c->next;
    if (c->next)
        c->next->previous = c->previous;
    free(c);
    served++;
    set_listening(!ending); /* perhaps there were too many open files */
}

static int resume(fastctx_co_t *co) { return fastctx_resume(co, NULL); }

static void accept_one(void) {
    int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            perror("echo_server: accept");
            set_listening(connections == NULL); /* not before one has ended */
        }
        return; /* else it was gone already */
    }
    struct connection *c = calloc(1, sizeof *c);
    int error = c ? fastctx_create(&c->co, NULL, serve, c) : -ENOMEM;
    if (error != 0 || watch(EPOLL_CTL_ADD, socket, EPOLLIN, c) != 0) {
        fprintf(stderr, "echo_server: a connection is refused: %s\n",
                error ? fastctx_strerror(error) : strerror(errno));
        if (error == 0)
            fastctx_destroy(c->co);
        free(c);
        close(socket);
        return;
    }
    c->socket = socket;
    c->awaited = EPOLLIN;
    c->next = connections;
    if (connections)
        connections->previous = c;
    connections = c;
    run(c, resume);
}

/* The first signal: an end in good order; the second one, or the alarm: at once. */
static void end(void) {
    struct signalfd_siginfo signal;
    if (read(signals, &signal, sizeof signal) != sizeof signal)
        return;
    bool at_once = ending;
    ending = true;
    set_listening(false);
    alarm(PATIENCE);
    for (struct connection *c = connections, *next; c; c = next) {
        next = c->next;
        if (at_once || c->awaited == EPOLLIN)
            run(c, fastctx_cancel);
    }
}

static void open_all(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t size = sizeof address;
    sigset_t mask;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)) != 0)
        die("socket");
    if (bind(listener, (void *)&address, size) != 0 || listen(listener, SOMAXCONN) != 0 ||
        getsockname(listener, (void *)&address, &size) != 0)
        die("bind");
    sigemptyset(&mask);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGINT);
    sigaddset(&mask, SIGALRM);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    signals = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
    events = epoll_create1(EPOLL_CLOEXEC);
    listening = true;
    if (signals < 0 || events < 0 || watch(EPOLL_CTL_ADD, signals, EPOLLIN, &signals) != 0 ||
        watch(EPOLL_CTL_ADD, listener, EPOLLIN, &listener) != 0)
        die("epoll");
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
}

int main(int argc, char **argv) {
    open_all(argc > 1 ? atoi(argv[1]) : 7777); /* 0: any that is free */
    while (!ending || connections) {
        struct epoll_event ready[64];
        bool has_signal = false;
        int count = epoll_wait(events, ready, 64, -1);
        if (count < 0 && errno != EINTR)
            die("epoll_wait");
        for (int i = 0; i < count; i++) {
            if (ready[i].data.ptr == &signals)
                has_signal = true;
            else if (ready[i].data.ptr == &listener)
                accept_one();
            else
                run(ready[i].data.ptr, resume);
        }
        if (has_signal) /* last: the other events name connections */
            end();
    }
    printf("%lu connections served\n", served);
    return 0;
}
