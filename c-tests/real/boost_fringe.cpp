/*
 * Coroutines of Boost.Coroutine2 over a Boost.Context that was built for ucontext
 * (BOOST_USE_UCONTEXT). Trees are walked by recursive functions that hand out each key; the keys of
 * all walks are merged. Two threads do that in turn, with the same coroutines: each context goes on
 * in the other thread. Walks that are not needed any longer are left in the middle, and their
 * stacks are unwound.
 *
 *     c++ -O2 -DBOOST_USE_UCONTEXT boost_fringe.cpp -lboost_context -o boost_fringe
 */
#include <boost/coroutine2/all.hpp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <queue>
#include <thread>
#include <vector>

using Walk = boost::coroutines2::coroutine<unsigned>;

struct Node {
    unsigned key;
    std::unique_ptr<Node> left, right;
};

static unsigned long unwound; /* calls of visit that were left early */

static void insert(std::unique_ptr<Node> &node, unsigned key) {
    if (!node)
        node.reset(new Node{key, nullptr, nullptr});
    else
        insert(key < node->key ? node->left : node->right, key);
}

static void visit(const Node *node, Walk::push_type &yield) {
    struct Guard {
        bool left_early = true;
        ~Guard() { unwound += left_early; }
    } guard;
    if (node) {
        visit(node->left.get(), yield);
        yield(node->key);
        visit(node->right.get(), yield);
    }
    guard.left_early = false;
}

int main(int argc, char **argv) {
    constexpr unsigned TREES = 8, KEYS = 20000, TURN = 1000;
    unsigned long rounds = argc > 1 ? strtoul(argv[1], nullptr, 10) : 10;
    std::vector<std::unique_ptr<Node>> trees(TREES);
    unsigned state = 1;
    for (unsigned i = 0; i < TREES * KEYS; i++) {
        state = state * 1664525 + 1013904223;
        insert(trees[i % TREES], state);
    }
    unsigned long merged = 0, digest = 0;
    for (unsigned long round = 0; round < rounds; round++) {
        std::vector<Walk::pull_type> walks;
        using Next = std::pair<unsigned, unsigned>; /* the key and its tree */
        std::priority_queue<Next, std::vector<Next>, std::greater<>> queue;
        auto take = [&](unsigned tree) {
            if (walks[tree]) {
                queue.push({walks[tree].get(), tree});
                walks[tree]();
            }
        };
        for (unsigned tree = 0; tree < TREES; tree++)
            walks.emplace_back(
                [&trees, tree](Walk::push_type &yield) { visit(trees[tree].get(), yield); });
        for (unsigned tree = 0; tree < TREES; tree++)
            take(tree);
        auto turn = [&] {
            for (unsigned i = 0; i < TURN && !queue.empty(); i++) {
                auto [key, tree] = queue.top();
                queue.pop();
                digest = digest * 31 + key;
                merged++;
                take(tree);
            }
        };
        unsigned long enough = merged + TREES * KEYS - TREES * KEYS / 10;
        while (merged < enough) {
            std::thread(turn).join();
            turn();
        }
    }
    printf("%lu keys merged, digest %016lx; %s\n", merged, digest,
           unwound > 0 ? "stacks unwound" : "no stacks unwound");
    return unwound > 0 ? 0 : 1;
}
