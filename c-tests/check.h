/*
 * check.h: what every C test includes. A test is a program about one behaviour
 * that prints TAP (https://testanything.org), read by prove(1).
 *
 *   CHECK(condition, "what should hold, with %d values", ...)
 *   return check_done();
 *
 * A condition that has to hold before anything else makes sense: REQUIRE.
 */
#ifndef CHECK_H
#define CHECK_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int check_count, check_failed;

__attribute__((format(printf, 4, 5))) static inline int
check_that(int holds, const char *file, int line, const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    printf("%sok %d - %s\n", holds ? "" : "not ", ++check_count, text);
    if (!holds) {
        printf("# failed at %s:%d\n", file, line);
        check_failed = 1;
    }
    fflush(stdout);
    return holds;
}

static inline int check_done(void) {
    printf("1..%d\n", check_count);
    fflush(stdout);
    return check_failed;
}

#define CHECK(condition, ...) check_that(!!(condition), __FILE__, __LINE__, __VA_ARGS__)
#define REQUIRE(condition, ...)                                                                    \
    do {                                                                                           \
        if (!CHECK(condition, __VA_ARGS__))                                                        \
            exit(check_done());                                                                    \
    } while (0)

/* A test that has nothing to test here, and why. */
#define SKIP_ALL(why)                                                                              \
    do {                                                                                           \
        printf("1..0 # SKIP %s\n", why);                                                           \
        exit(0);                                                                                   \
    } while (0)

#endif
