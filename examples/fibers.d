/*
 * Fibers of the D language: GCC's D runtime (Debian: gdc) switches them with swapcontext.
 *
 * Two search trees of different shapes: do they hold the same keys in the same order? Each tree is
 * walked by a recursive function in a fiber of its own that yields at every key, so the two
 * recursions advance side by side. The comparison is made many times over.
 *
 *     gdc -O2 fibers.d -o fibers && ./fibers 200
 */
import core.thread : Fiber;
import std.conv : to;
import std.stdio : writefln;

struct Node
{
    uint key;
    Node* left, right;
}

/// Puts `key` into the tree under `root`.
void insert(ref Node* root, uint key)
{
    auto place = &root;
    while (*place !is null)
        place = key < (*place).key ? &(*place).left : &(*place).right;
    *place = new Node(key);
}

/// A fiber that yields each key of a tree, in order.
class Walk : Fiber
{
    uint key;

    this(Node* root)
    {
        super({ visit(root); });
    }

    private void visit(Node* node)
    {
        if (node is null)
            return;
        visit(node.left);
        key = node.key;
        Fiber.yield();
        visit(node.right);
    }
}

int main(string[] arguments)
{
    enum uint count = 10_000;
    const rounds = arguments.length > 1 ? arguments[1].to!uint : 200;

    // The same keys in opposite orders of insertion.
    uint[count] keys;
    uint state = 1;
    foreach (ref key; keys)
        key = state = state * 1_664_525 + 1_013_904_223;
    Node* one, other;
    foreach (key; keys)
        one.insert(key);
    foreach_reverse (key; keys)
        other.insert(key);

    ulong compared, same, digest;
    foreach (round; 0 .. rounds)
    {
        auto a = new Walk(one), b = new Walk(other);
        for (a.call(), b.call(); a.state != Fiber.State.TERM && b.state != Fiber.State.TERM;
                a.call(), b.call())
        {
            compared++;
            same += a.key == b.key;
            digest = digest * 31 + a.key;
        }
    }
    writefln("%s keys compared, %s the same; digest %016x", compared, same, digest);
    return same == compared && compared == ulong(rounds) * count ? 0 : 1;
}
