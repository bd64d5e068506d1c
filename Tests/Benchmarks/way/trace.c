// Says which of some functions of a running process run, by a breakpoint in each that is taken out when it is met.
//
//   trace ADDRESSES PID >hits      ends with SIGTERM, and then kills the process
//
// ADDRESSES holds hexadecimal offsets of functions in the program's file, one a line, as nm prints them. Linux on x86-64.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAITING, MET, UNREADABLE };
struct place { unsigned long address; unsigned char byte, state; };

static struct place *places;
static size_t count;
static volatile sig_atomic_t over;

static void end(int signal) { (void)signal; over = 1; }

static int order(const void *left, const void *right) {
    unsigned long a = ((const struct place *)left)->address, b = ((const struct place *)right)->address;
    return (a > b) - (a < b);
}

static unsigned long first_address(int pid) {
    char path[64], line[512] = "";
    snprintf(path, sizeof path, "/proc/%d/maps", pid);
    FILE *maps = fopen(path, "r");
    if (!maps || !fgets(line, sizeof line, maps)) exit(1);
    fclose(maps);
    return strtoul(line, 0, 16);
}

static void each_thread(int pid, void (*act)(int)) {
    char path[64];
    struct dirent *entry;
    snprintf(path, sizeof path, "/proc/%d/task", pid);
    DIR *folder = opendir(path);
    while (folder && (entry = readdir(folder))) if (atoi(entry->d_name)) act(atoi(entry->d_name));
    if (folder) closedir(folder);
}

static void seize(int thread) { ptrace(PTRACE_SEIZE, thread, 0, PTRACE_O_TRACECLONE); }
static void stop(int thread) { ptrace(PTRACE_INTERRUPT, thread, 0, 0); }
static void await(int thread) { int status; waitpid(thread, &status, __WALL); }
static void go_on(int thread) { ptrace(PTRACE_CONT, thread, 0, 0); }

static void met(int thread, int memory) {
    struct user_regs_struct registers;
    ptrace(PTRACE_GETREGS, thread, 0, &registers);
    struct place key = {.address = registers.rip - 1};
    struct place *place = bsearch(&key, places, count, sizeof key, order);
    if (place) {
        // Another thread may have met it just before: then the byte is back already.
        if (place->state == WAITING) pwrite(memory, &place->byte, 1, (off_t)place->address);
        place->state = MET;
        registers.rip = place->address;
        ptrace(PTRACE_SETREGS, thread, 0, &registers);
    }
    go_on(thread);
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    FILE *list = fopen(argv[1], "r");
    int pid = atoi(argv[2]);
    unsigned long offset, base = first_address(pid);
    if (!list || !(places = malloc(1000000 * sizeof *places))) return 1;
    while (count < 1000000 && fscanf(list, "%lx", &offset) == 1) places[count++] = (struct place){.address = base + offset};
    qsort(places, count, sizeof *places, order);
    // Threads may begin others meanwhile.
    for (int round = 0; round < 3; round++) each_thread(pid, seize);
    each_thread(pid, stop);
    each_thread(pid, await);
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", pid);
    int memory = open(path, O_RDWR);
    for (size_t i = 0; i < count; i++) {
        const unsigned char trap = 0xCC;
        if (pread(memory, &places[i].byte, 1, (off_t)places[i].address) != 1) places[i].state = UNREADABLE;
        else pwrite(memory, &trap, 1, (off_t)places[i].address);
    }
    each_thread(pid, go_on);
    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, 0);
    while (!over) {
        int status, thread = waitpid(-1, &status, __WALL);
        if (thread < 0 && errno != EINTR) break;
        if (thread < 0 || !WIFSTOPPED(status)) continue;
        int signal = WSTOPSIG(status), event = status >> 16;
        if (signal == SIGTRAP && !event) met(thread, memory);
        else ptrace(PTRACE_CONT, thread, 0, event || signal == SIGTRAP ? 0 : signal);
    }
    for (size_t i = 0; i < count; i++) if (places[i].state == MET) printf("0x%lx\n", places[i].address - base);
    fflush(stdout);
    kill(pid, SIGKILL);
    return 0;
}
