/*
 * Fibers of the D language: GCC's D runtime (Debian: gdc) switches them with swapcontext.
 *
 * Two search trees of different shapes: do they hold the same keys in the same order? Each tree is
 * walked by a recursive function in a fiber of its own that yields at every key, so the two
 * recursions advance side by side.
 *
 *     gdc -O2 fibers.d -o fibers && ./fibers 300000
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
    const count = arguments.length > 1 ? arguments[1].to!uint : 300_000;
    Node* one, other;
    uint state = 1;
    uint[] keys;
    foreach (i; 0 .. count)
    {
        state = state * 1_664_525 + 1_013_904_223;
        keys ~= state;
        one.insert(state);
    }
    foreach_reverse (key; keys)
        other.insert(key);

    auto a = new Walk(one), b = new Walk(other);
    ulong same, digest;
    for (a.call(), b.call(); a.state != Fiber.State.TERM && b.state != Fiber.State.TERM;
            a.call(), b.call())
    {
        same += a.key == b.key;
        digest = digest * 31 + a.key;
    }
    writefln("%s of %s keys the same; digest %016x", same, count, digest);
    return same == count ? 0 : 1;
}
