/* json.h's writer. What is in an array is written on one line each. */
#include "json.h"
#include <math.h>
#include <stdio.h>

enum { DEEPEST = 8, BY_LINES = 2 }; /* levels; those whose members have a line each */

static FILE *file;
static char closing[DEEPEST]; /* of each level that is open */
static int level, is_first;

/* A byte that is not ASCII is taken for Latin-1's: valid whatever it was. */
static void write_string(const char *text) {
    putc('"', file);
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if (*at == '"' || *at == '\\')
            fprintf(file, "\\%c", *at);
        else if (*at < ' ' || *at > '~')
            fprintf(file, "\\u%04x", *at);
        else
            putc(*at, file);
    putc('"', file);
}

static void new_line(int indentation) {
    if (level <= BY_LINES)
        fprintf(file, "\n%*s", indentation, "");
}

static void begin_member(const char *name) {
    if (!is_first)
        fputs(level <= BY_LINES ? "," : ", ", file);
    new_line(level);
    is_first = 0;
    if (name) {
        write_string(name);
        fputs(": ", file);
    }
}

static void open_level(const char *name, const char *brackets) {
    if (!file || level == DEEPEST)
        return;
    if (level > 0)
        begin_member(name);
    putc(brackets[0], file);
    closing[level++] = brackets[1];
    is_first = 1;
}

int json_open(const char *path) {
    file = fopen(path, "w");
    if (!file)
        return -1;
    level = 0;
    open_level(NULL, "{}");
    return 0;
}

void json_object(const char *name) { open_level(name, "{}"); }
void json_array(const char *name) { open_level(name, "[]"); }

void json_end(void) {
    if (!file || level == 0)
        return;
    new_line(level - 1);
    putc(closing[--level], file);
    is_first = 0;
}

void json_text(const char *name, const char *value) {
    if (!file)
        return;
    begin_member(name);
    write_string(value);
}

void json_number(const char *name, double value) {
    if (!file)
        return;
    begin_member(name);
    if (isfinite(value))
        fprintf(file, "%.7g", value);
    else
        fputs("null", file);
}

int json_close(void) {
    if (!file)
        return 0;
    while (level > 0)
        json_end();
    putc('\n', file);
    int failed = ferror(file);
    failed |= fclose(file);
    file = NULL;
    return failed ? -1 : 0;
}
