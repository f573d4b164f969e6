/*
 * What the figures were taken on: the machine, the versions of all that took
 * part, and when.
 */
#define _GNU_SOURCE
#include "bench.h"
#include "json.h"
#include <fastctx.h>
#include <gnu/libc-version.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* Copies what is behind the first KEY of a file, up to the end of the line. */
static int find_line(const char *path, const char *key, char *value, size_t size) {
    char line[4096];
    int found = 0;
    FILE *f = fopen(path, "r");
    while (f && !found && fgets(line, sizeof line, f))
        if (strncmp(line, key, strlen(key)) == 0) {
            const char *from = line + strlen(key);
            from += strspn(from, " \t:=\"");
            snprintf(value, size, "%.*s", (int)strcspn(from, "\"\n"), from);
            found = 1;
        }
    if (f)
        fclose(f);
    return found;
}

static struct machine {
    char processor[320], system[256], kernel[256], date[32];
    int is_virtual; /* as far as the processor tells */
    double load;
} machine;

void look_at_machine(void) {
    static const char cpuinfo[] = "/proc/cpuinfo";
    char name[256] = "unknown processor", family[16], model[16], flags[4096];
    find_line(cpuinfo, "model name", name, sizeof name);
    snprintf(machine.processor, sizeof machine.processor, "%s", name);
    if (find_line(cpuinfo, "cpu family", family, sizeof family) &&
        find_line(cpuinfo, "model\t", model, sizeof model))
        snprintf(machine.processor, sizeof machine.processor, "%s (family %s, model %s)", name,
                 family, model);
    machine.is_virtual =
        find_line(cpuinfo, "flags", flags, sizeof flags) && strstr(flags, " hypervisor ");
    if (!find_line("/etc/os-release", "PRETTY_NAME", machine.system, sizeof machine.system))
        strcpy(machine.system, "unknown system");
    struct utsname names;
    uname(&names);
    snprintf(machine.kernel, sizeof machine.kernel, "%.60s %.100s %.60s", names.sysname,
             names.release, names.machine);
    time_t now = time(NULL);
    strftime(machine.date, sizeof machine.date, "%Y-%m-%d %H:%M UTC", gmtime(&now));
    getloadavg(&machine.load, 1);
}

void print_machine(void) {
    printf("%s; libfastctx %s; libc %s; cpu %d\n\n", machine.processor, fastctx_version(),
           gnu_get_libc_version(), sched_getcpu());
}

/* scripts/bench.sh says which they are. */
#ifndef RUSTC_VERSION
#define RUSTC_VERSION "unknown"
#endif
#ifndef REVISION
#define REVISION "unknown"
#endif

void write_machine(char **argv) {
    char command[1024];
    size_t length = 0;
    for (; *argv && length < sizeof command - 1; argv++)
        length += (size_t)snprintf(command + length, sizeof command - length, "%s%s",
                                   length ? " " : "", *argv);
    json_object("machine");
    json_text("processor", machine.processor);
    json_number("processors", (double)sysconf(_SC_NPROCESSORS_ONLN));
    json_number("load", machine.load);
    json_number("virtual", machine.is_virtual);
    json_text("system", machine.system);
    json_text("kernel", machine.kernel);
    json_text("libc", gnu_get_libc_version());
    json_text("libfastctx", fastctx_version());
    json_text("revision", REVISION);
#ifdef __clang__
    json_text("compiler", __VERSION__);
#else
    json_text("compiler", "gcc " __VERSION__);
#endif
    json_text("rustc", RUSTC_VERSION);
#ifdef HAVE_BOOST
    json_text("boost", boost_version);
#endif
#ifdef COROSENSEI_VERSION
    json_text("corosensei", COROSENSEI_VERSION);
#endif
    json_text("date", machine.date);
    json_text("command", command);
    json_end();
}
