/*
 * The first and only process of a machine that c-tests/kernels.sh boots: runs
 * the programs that /programs lists, prints what each prints and how it ended,
 * and switches the machine off.
 *
 * A line of /programs is a command for env(1) as it were: variables of its
 * environment, a program and its options. What is printed for it:
 *
 *   <<< PROGRAM OPTIONS
 *   its output
 *   >>> STATUS          its exit status, or 128 and the signal that ended it
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { SECONDS = 60, WORDS = 32 };

static void make_place(const char *type, const char *place) {
    mkdir(place, 0755);
    mount(type, place, type, 0, NULL);
}

/* In the child. */
static void run(char *variables, char *command) {
    char *environment[WORDS] = {NULL}, *arguments[WORDS] = {NULL};
    char *word = strtok(variables, " ");
    for (int i = 0; word && i < WORDS - 1; word = strtok(NULL, " "))
        environment[i++] = word;
    word = strtok(command, " ");
    for (int i = 0; word && i < WORDS - 1; word = strtok(NULL, " "))
        arguments[i++] = word;
    setpgid(0, 0);
    alarm(SECONDS);
    execve(arguments[0], arguments, environment);
    perror(arguments[0]);
    _exit(127);
}

static int status_of(pid_t program) {
    int status = 0;
    /* Orphans of the programs end here too. */
    for (pid_t ended = 0; ended != program;) {
        int one;
        ended = wait(&one);
        if (ended == program)
            status = one;
    }
    kill(-program, SIGKILL);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(void) {
    make_place("proc", "/proc");
    make_place("sysfs", "/sys");
    make_place("devtmpfs", "/dev");
    make_place("tmpfs", "/tmp");
    make_place("tmpfs", "/dev/shm");
    int console = open("/dev/console", O_RDWR);
    for (int i = 0; i < 3; i++)
        dup2(console, i);

    struct utsname machine;
    uname(&machine);
    printf("kernel %s\n", machine.release);

    char line[4096];
    FILE *list = fopen("/programs", "re");
    while (list && fgets(line, sizeof line, list)) {
        line[strcspn(line, "\n")] = '\0';
        char *command = strstr(line, " /");
        *command++ = '\0';
        printf("<<< %s\n", command);
        fflush(stdout);
        pid_t program = fork();
        if (program == 0)
            run(line, command);
        int status = status_of(program);
        printf("\n>>> %d\n", status);
    }
    puts("all done");
    fflush(stdout);
    tcdrain(1);
    reboot(RB_POWER_OFF);
}
