/*
 * What does the system give for a coroutine that has run and waits: resident
 * memory and page tables, all bookkeeping included? Each crowd lives in a child
 * process, where nothing was used before it.
 */
#include "bench.h"
#include "json.h"
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct row {
    const struct crowd *crowd;
    double at_most; /* bytes; 0: no target */
} rows[] = {
    {&crowd_given, 0},       {&crowd_mapped, 0},   {&crowd_growing, 4.4 * 1024},
    {&crowd_growing_256, 0}, {&crowd_shared, 512}, {&crowd_native, 0},
    {&crowd_auto, 0},        {&crowd_glibc, 0},
#ifdef HAVE_BOOST
    {&crowd_boost, 0},
#endif
#ifdef HAVE_COROSENSEI
    {&crowd_corosensei, 0},
#endif
};

struct usage {
    struct memory each;
    char failure[128];
};

struct memory memory_now(void) {
    struct memory now = {0};
    char line[256];
    long kilobytes;
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f)) {
        if (sscanf(line, "VmRSS: %ld", &kilobytes) == 1)
            now.resident = (double)kilobytes * 1024;
        if (sscanf(line, "VmPTE: %ld", &kilobytes) == 1)
            now.page_tables = (double)kilobytes * 1024;
    }
    if (f)
        fclose(f);
    return now;
}

static struct usage usage_of(const struct crowd *crowd, long count) {
    struct memory before = memory_now();
    const char *failure = crowd->begin(crowd, count);
    struct memory after = memory_now();
    struct usage usage = {.each = {(after.resident - before.resident) / (double)count,
                                   (after.page_tables - before.page_tables) / (double)count}};
    if (failure)
        strncpy(usage.failure, failure, sizeof usage.failure - 1);
    return usage;
}

void print_memory_head(void) {
    printf("Memory of an idle coroutine: bytes each, of %ld\n\n", switches / 2);
    printf("%-31s%9s%13s%9s%9s\n", "", "resident", "page tables", "together", "at most");
}

void print_memory_of(const struct crowd *crowd, double at_most) {
    int fds[2];
    struct usage usage = {.failure = "the child process failed"};
    if (pipe(fds) != 0)
        return;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        usage = usage_of(crowd, switches / 2);
        _exit(write(fds[1], &usage, sizeof usage) != (ssize_t)sizeof usage);
    }
    close(fds[1]);
    if (child < 0 || read(fds[0], &usage, sizeof usage) != (ssize_t)sizeof usage)
        strcpy(usage.failure, "the child process failed");
    close(fds[0]);
    waitpid(child, NULL, 0);
    printf("%-31s", crowd->name);
    json_row("memory", crowd->name, crowd->keeps);
    json_number("contexts", (double)(switches / 2));
    if (usage.failure[0]) {
        printf("%s", usage.failure);
        json_text("failure", usage.failure);
    } else {
        printf("%9.0f%13.0f%9.0f", usage.each.resident, usage.each.page_tables,
               usage.each.resident + usage.each.page_tables);
        json_number("resident", usage.each.resident);
        json_number("page_tables", usage.each.page_tables);
        if (at_most > 0) {
            printf("%9.0f", at_most);
            json_number("at_most", at_most);
        }
    }
    putchar('\n');
    json_end();
}

void ask_memory(void) {
    print_memory_head();
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
        print_memory_of(rows[r].crowd, rows[r].at_most);
    putchar('\n');
}
