/*
 * Conway's problem, for which coroutines were invented (1963), with the coroutines of the Portable
 * Coroutine Library (Debian: libpcl1-dev), which switches them with swapcontext.
 *
 * Read cards of 80 columns, print the text in lines of 125, a blank between cards, every "**"
 * replaced by "^". Reader, squasher and printer each are a plain loop; the characters go from one
 * to the next one at a time.
 *
 *     main --card--> reader --character--> squasher --character--> printer
 *
 *     cc -O2 pcl_conway.c -lpcl -o pcl_conway && ./pcl_conway 20000
 */
#include <pcl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CARD = 80, LINE = 125, STACK_SIZE = 32 * 1024 };

static coroutine_t squasher, printer;
static char to_squasher, to_printer; /* the character being handed over */

static char line[LINE + 1];
static unsigned long lines, digest;

/* Each time it is called, turns a card into characters; main calls it once a card. */
static void read_cards(void *argument) {
    const char *card = argument;
    for (;;) {
        for (int column = 0; column <= CARD; column++) {
            to_squasher = column < CARD ? card[column] : ' ';
            co_call(squasher);
        }
        co_resume();
    }
}

/* Passes characters on, two asterisks as one caret. */
static void squash(void *argument) {
    (void)argument;
    for (;;) {
        to_printer = to_squasher;
        if (to_squasher == '*') {
            co_resume(); /* wait for the character after the asterisk */
            if (to_squasher == '*') {
                to_printer = '^';
            } else {
                co_call(printer); /* the asterisk was a single one */
                to_printer = to_squasher;
            }
        }
        co_call(printer);
        co_resume();
    }
}

/* Gathers characters into lines. Printing is a digest here: the demonstration is not of stdout. */
static void print_lines(void *argument) {
    (void)argument;
    for (;;) {
        for (int column = 0; column < LINE; column++) {
            line[column] = to_printer;
            digest = digest * 31 + (unsigned char)to_printer;
            co_resume();
        }
        lines++;
    }
}

/* Punches a card: letters and many asterisks, the same on every run. */
static void punch(char *card) {
    static unsigned state = 1;
    for (int column = 0; column < CARD; column++) {
        state = state * 1103515245u + 12345u;
        card[column] = "ab*cde*fgh*ijk*l"[state >> 28];
    }
}

int main(int argc, char **argv) {
    unsigned long cards = argc > 1 ? strtoul(argv[1], NULL, 10) : 20000;
    char card[CARD];

    if (co_thread_init() != 0)
        return 1;
    coroutine_t reader = co_create(read_cards, card, NULL, STACK_SIZE);
    squasher = co_create(squash, NULL, NULL, STACK_SIZE);
    printer = co_create(print_lines, NULL, NULL, STACK_SIZE);
    if (reader == NULL || squasher == NULL || printer == NULL) {
        fputs("pcl_conway: no room for a coroutine\n", stderr);
        return 1;
    }
    for (unsigned long i = 0; i < cards; i++) {
        punch(card);
        co_call(reader);
    }
    printf("%lu cards, %lu lines; digest %016lx; the last line:\n%s\n", cards, lines, digest, line);
    co_delete(reader);
    co_delete(squasher);
    co_delete(printer);
    co_thread_cleanup();
    return 0;
}
