/*
 * Simulated processes of SimGrid (Debian: libsimgrid-dev), each a context. In a simulated network
 * every node of a ring adds its share to a token and hands it on, and all nodes sleep in between.
 * The simulation says when, in its own time, each round was over: that depends on the order in
 * which the processes run.
 *
 *     c++ -O2 simgrid_ring.cpp -lsimgrid -o simgrid_ring
 *     ./simgrid_ring 100 --cfg=contexts/factory:ucontext --cfg=contexts/nthreads:2
 *
 * With more than one thread the processes' contexts go from one to the other.
 */
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <simgrid/s4u.hpp>
#include <string>
#include <unistd.h>
#include <vector>

namespace sg4 = simgrid::s4u;

constexpr int NODES = 32;
static std::atomic<unsigned long> moves; // a process went on in another thread

static void node(int self, int rounds) {
    auto *inbox = sg4::Mailbox::by_name("node" + std::to_string(self));
    auto *next = sg4::Mailbox::by_name("node" + std::to_string((self + 1) % NODES));
    unsigned long moved = 0;
    for (int round = 0; round < rounds; round++) {
        pid_t before = gettid();
        sg4::this_actor::sleep_for(1e-3 * (1 + (self * 7 + round) % 5));
        if (self == 0)
            next->put(new unsigned long(round), 1000);
        unsigned long *token = inbox->get<unsigned long>();
        *token = *token * 31 + self;
        if (self == 0) {
            if (round % 50 == 0)
                printf("%.6f: round %d, token %016lx\n", sg4::Engine::get_clock(), round, *token);
            delete token;
        } else {
            next->put(token, 1000);
        }
        moved += before != gettid();
    }
    moves += moved;
}

int main(int argc, char **argv) {
    sg4::Engine engine(&argc, argv);
    int rounds = argc > 1 ? atoi(argv[1]) : 100;
    auto *zone = sg4::create_full_zone("world");
    std::vector<sg4::Host *> hosts;
    for (int i = 0; i < NODES; i++)
        hosts.push_back(zone->create_host("host" + std::to_string(i), 1e9));
    for (int i = 0; i < NODES; i++) {
        auto *link =
            zone->create_link("link" + std::to_string(i), 1e8)->set_latency(1e-4 + i * 1e-6);
        zone->add_route(hosts[i]->get_netpoint(), hosts[(i + 1) % NODES]->get_netpoint(), nullptr,
                        nullptr, {sg4::LinkInRoute(link)}, false);
    }
    zone->seal();
    for (int i = 0; i < NODES; i++)
        sg4::Actor::create("node" + std::to_string(i), hosts[i], node, i, rounds);
    engine.run();
    printf("%.6f: the end; went on in another thread: %s\n", sg4::Engine::get_clock(),
           moves > 0 ? "some" : "none");
    return 0;
}
