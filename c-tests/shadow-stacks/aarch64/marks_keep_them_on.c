/*
 * glibc turns guarded control stacks on where all files of a program are marked for
 * them: a marked program with the library preloaded has them. With a copy of the
 * library that has lost the mark it has none. (Neither compiler nor linker of the
 * tests need know the mark: this program makes a marked copy of itself.)
 */
#include "../shadow_stack.h"
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { BTI = 1, GCS = 4, ON = 10, OFF = 11 };
enum { PROPERTY_OF_ALL = (int)0xc0000000 }; /* GNU_PROPERTY_AARCH64_FEATURE_1_AND */

/* As linkers write it. */
struct note {
    uint32_t name_size, size, type;
    char name[4];
    uint32_t property, property_size, mark, padding;
};
static const struct note gcs_note __attribute__((aligned(8))) = {
    4, 16, NT_GNU_PROPERTY_TYPE_0, "GNU", (uint32_t)PROPERTY_OF_ALL, 4, GCS, 0};

static char image[1 << 24];

static ssize_t load(const char *file) {
    const int in = open(file, O_RDONLY);
    const ssize_t size = read(in, image, sizeof image);
    close(in);
    return size;
}
static int store(const char *file, ssize_t size) {
    const int out = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0755);
    const int right = size > 0 && write(out, image, (size_t)size) == size;
    close(out);
    return right;
}
static Elf64_Phdr *segment_of(uint32_t type) {
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)image;
    Elf64_Phdr *segment = (Elf64_Phdr *)(image + header->e_phoff);
    for (int i = 0; i < header->e_phnum; i++)
        if (segment[i].p_type == type)
            return &segment[i];
    return NULL;
}

/* This program, with the note instead of its table of unwind information. */
static int make_marked(const char *file) {
    const ssize_t size = load("/proc/self/exe");
    Elf64_Phdr *segment = segment_of(PT_GNU_EH_FRAME);
    for (ssize_t at = 0; segment && at + (ssize_t)sizeof gcs_note <= size; at += 8)
        if (memcmp(image + at, &gcs_note, sizeof gcs_note) == 0) {
            segment->p_type = PT_GNU_PROPERTY;
            segment->p_offset = segment->p_vaddr = segment->p_paddr = (Elf64_Addr)at;
            segment->p_filesz = segment->p_memsz = sizeof gcs_note;
            segment->p_align = 8;
            return store(file, size);
        }
    return 0;
}

/* A library that is marked for BTI alone; what its mark was. */
static uint32_t make_unmarked(const char *library, const char *file) {
    const ssize_t size = load(library);
    const Elf64_Phdr *segment = segment_of(PT_GNU_PROPERTY);
    if (!segment)
        return 0;
    struct note *note = (struct note *)(image + segment->p_offset);
    const uint32_t was = note->property == (uint32_t)PROPERTY_OF_ALL ? note->mark : 0;
    note->mark = BTI;
    return store(file, size) ? was : 0;
}

static int run(const char *program, const char *library) {
    pid_t child = fork();
    if (child == 0) {
        setenv("GLIBC_TUNABLES", "glibc.cpu.aarch64_gcs=2", 1);
        setenv("LD_PRELOAD", library, 1);
        execl(program, program, "tell", (char *)NULL);
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1)
        return shadow_stack_pointer() ? ON : OFF;
    const char *library = getenv("LD_PRELOAD");
    REQUIRE(library, "the library is preloaded");
    REQUIRE(make_marked("/tmp/marked"), "a marked copy");
    const uint32_t mark = make_unmarked(library, "/tmp/libfastctx.so.0");
    CHECK(mark & GCS, "the library is marked: %#x", mark);
    CHECK(run("/tmp/marked", library) == ON, "a marked program has them beside it");
    CHECK(run("/proc/self/exe", library) == OFF, "one that is not marked has none");
    setenv("LD_LIBRARY_PATH", "/tmp:/lib", 1);
    CHECK(run("/tmp/marked", "/tmp/libfastctx.so.0") == OFF,
          "with a library that is not marked there are none");
    return check_done();
}
