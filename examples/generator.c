/*
 * Generators: functions that hand out one value after another, and go on where they were when the
 * next one is wanted.
 *
 * words_of() walks a sorted tree by recursion and yields at every node, from the depth of the
 * recursion. Here two walks are merged: with callbacks or loops only one of the two could be in
 * charge. When enough words have been seen the walks are cancelled, and clean up.
 *
 *     cc -O2 generator.c $(pkg-config --cflags --libs fastctx) -o generator
 *     ./generator 8
 */
#include <fastctx.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tree {
    const char *word;
    struct tree *left, *right;
};

/* False: the rest is not wanted. */
static bool walk(const struct tree *tree) {
    if (tree == NULL)
        return true;
    void *word = (void *)tree->word;
    return walk(tree->left) && fastctx_yield(&word) == 0 && walk(tree->right);
}

/* The generator: yields the words of a tree in order. */
static void *words_of(void *tree, void *unused) {
    (void)unused;
    const char *root = ((const struct tree *)tree)->word;
    if (walk(tree))
        printf("  (the tree of %s has no more)\n", root);
    else
        printf("  (the tree of %s was not read to its end)\n", root);
    return NULL;
}

static fastctx_co_t *generator(struct tree *tree) {
    fastctx_co_t *co;
    int error = fastctx_create(&co, NULL, words_of, tree);
    if (error != 0) {
        fprintf(stderr, "generator: %s\n", fastctx_strerror(error));
        exit(1);
    }
    return co;
}

/* What a generator hands out next; NULL: it has ended. */
static const char *next(fastctx_co_t *words) {
    void *word = NULL;
    return fastctx_resume(words, &word) == FASTCTX_YIELDED ? word : NULL;
}

/* Prints words of both, in order, as many as are wanted. */
static void merge(fastctx_co_t *a, fastctx_co_t *b, int wanted) {
    const char *from_a = next(a), *from_b = next(b);
    for (; wanted > 0 && (from_a || from_b); wanted--) {
        if (!from_b || (from_a && strcmp(from_a, from_b) <= 0)) {
            puts(from_a);
            from_a = next(a);
        } else {
            puts(from_b);
            from_b = next(b);
        }
    }
}

static struct tree *plant(struct tree *nodes, int count) {
    struct tree *root = NULL;
    for (struct tree *node = nodes; node < nodes + count; node++) {
        struct tree **place = &root;
        while (*place)
            place = strcmp(node->word, (*place)->word) < 0 ? &(*place)->left : &(*place)->right;
        *place = node;
    }
    return root;
}

int main(int argc, char **argv) {
    struct tree fruit[] = {{.word = "lemon"}, {.word = "cherry"}, {.word = "plum"},
                           {.word = "apple"}, {.word = "fig"},    {.word = "quince"}};
    struct tree trees[] = {{.word = "maple"}, {.word = "elm"}, {.word = "oak"}, {.word = "ash"}};
    fastctx_co_t *a = generator(plant(fruit, sizeof fruit / sizeof *fruit));
    fastctx_co_t *b = generator(plant(trees, sizeof trees / sizeof *trees));
    merge(a, b, argc > 1 ? atoi(argv[1]) : 8);
    fastctx_cancel(a); /* one that has ended stays as it is */
    fastctx_cancel(b);
    fastctx_destroy(a);
    fastctx_destroy(b);
    return 0;
}
