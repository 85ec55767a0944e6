/*
 * Calls CNI plugins and measures each call from before it is started until it has been waited for. Every arm has a network
 * namespace of its own that plays the node, so that no arm's links burden another. Nothing stands between it and the plugin: no shell, no nsenter; vfork, so that the
 * harness's size does not matter. The pods' namespaces are made before, used again and again, and kept to the end, as
 * taking one away keeps the kernel busy for long after.
 *
 *   harness BLOCKS SERIAL PARALLEL ARM…        ARM: NAME=EXECUTABLE=CONFIG=CNI_PATH=NODE'S NAMESPACE
 *
 * In each block every arm, in an order that turns round from block to block, makes SERIAL times one ADD and one DEL, then
 * PARALLEL ADDs at once and as many DELs. Prints lines: arm, measure, value. Times are in microseconds.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARMS_MAX = 16, PODS_MAX = 256, SETTLE_US = 100000 };

struct arm {
    char *name, *executable, *config, *path, *node;
    uint64_t calls; /* numbers the containers */
};

struct call {
    pid_t process;
    int input, output;
    double begin_us, end_us;
    char container[64], target[64];
};

static int pods[PODS_MAX];

static _Noreturn void stop(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
    exit(1);
}

static double now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void make_pods(int count)
{
    for (int i = 0; i < count; i++) {
        if (unshare(CLONE_NEWNET) < 0)
            stop("a network namespace cannot be made: %s", strerror(errno));
        pods[i] = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    }
}

static void start(struct call *call, const struct arm *arm, const char *command)
{
    char command_variable[32], container[96], target[96], path[4096];
    snprintf(command_variable, sizeof command_variable, "CNI_COMMAND=%s", command);
    snprintf(container, sizeof container, "CNI_CONTAINERID=%s", call->container);
    snprintf(target, sizeof target, "CNI_NETNS=%s", call->target);
    snprintf(path, sizeof path, "CNI_PATH=%s", arm->path);
    char *environment[] = {command_variable, container, target, path, "CNI_IFNAME=eth0", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL};
    char *arguments[] = {arm->executable, NULL};
    call->input = open(arm->config, O_RDONLY | O_CLOEXEC);
    call->output = memfd_create("output", MFD_CLOEXEC);
    if (call->input < 0 || call->output < 0)
        stop("%s: %s", arm->config, strerror(errno));
    call->begin_us = now_us();
    call->process = vfork();
    if (call->process == 0) {
        dup2(call->input, STDIN_FILENO);
        dup2(call->output, STDOUT_FILENO);
        dup2(call->output, STDERR_FILENO);
        execve(arm->executable, arguments, environment);
        _exit(127);
    }
    if (call->process < 0)
        stop("%s cannot be started: %s", arm->executable, strerror(errno));
}

static void end(struct call *call, const struct arm *arm, const char *command, int status)
{
    if (status != 0) {
        char text[2000];
        ssize_t got = pread(call->output, text, sizeof text - 1, 0);
        text[got > 0 ? got : 0] = '\0';
        stop("%s: %s of %s failed, status %d: %s", arm->name, command, call->container, status, text);
    }
    close(call->input);
    close(call->output);
}

/* Makes the calls at once; the results are their times and, over all, how many a second and the processor's time. */
static void call_all(struct call *calls, int count, const struct arm *arm, const char *command, const char *kind)
{
    struct rusage before, after;
    int status;
    getrusage(RUSAGE_CHILDREN, &before);
    double begin_us = now_us();
    for (int i = 0; i < count; i++)
        start(&calls[i], arm, command);
    for (int left = count; left > 0; left--) {
        pid_t process = waitpid(-1, &status, 0);
        double end_us = now_us();
        for (int i = 0; i < count; i++)
            if (calls[i].process == process) {
                calls[i].end_us = end_us;
                end(&calls[i], arm, command, status);
            }
    }
    double took_us = now_us() - begin_us, slowest_us = 0;
    getrusage(RUSAGE_CHILDREN, &after);
    for (int i = 0; i < count; i++) {
        double call_us = calls[i].end_us - calls[i].begin_us;
        slowest_us = call_us > slowest_us ? call_us : slowest_us;
        if (count == 1)
            printf("%s\t%s %s\t%.1f\n", arm->name, command, kind, call_us);
    }
    if (count > 1) {
        printf("%s\t%s %s per second\t%.2f\n", arm->name, command, kind, count / took_us * 1e6);
        printf("%s\t%s %s slowest\t%.1f\n", arm->name, command, kind, slowest_us);
    }
    double cpu_us = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec + after.ru_stime.tv_sec - before.ru_stime.tv_sec) * 1e6 +
                    (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec + after.ru_stime.tv_usec - before.ru_stime.tv_usec);
    printf("%s\t%s %s cpu\t%.1f\n", arm->name, command, kind, cpu_us / count);
}

static void name(struct call *call, struct arm *arm, int pod)
{
    snprintf(call->container, sizeof call->container, "%.30s-%llu", arm->name, (unsigned long long)arm->calls++);
    snprintf(call->target, sizeof call->target, "/proc/%d/fd/%d", getpid(), pods[pod]);
}

static void block(struct arm *arm, int serial, int parallel)
{
    static struct call calls[PODS_MAX];
    int node = open(arm->node, O_RDONLY | O_CLOEXEC);
    if (node < 0 || setns(node, CLONE_NEWNET) < 0)
        stop("%s: %s", arm->node, strerror(errno));
    close(node);
    for (int i = 0; i < serial; i++) {
        name(&calls[0], arm, i % parallel);
        call_all(calls, 1, arm, "ADD", "alone");
        call_all(calls, 1, arm, "DEL", "alone");
    }
    for (int i = 0; i < parallel; i++)
        name(&calls[i], arm, i);
    call_all(calls, parallel, arm, "ADD", "at once");
    usleep(SETTLE_US);
    call_all(calls, parallel, arm, "DEL", "at once");
    usleep(SETTLE_US);
}

int main(int count, char **arguments)
{
    static struct arm arms[ARMS_MAX];
    int number = count - 4, blocks = count > 4 ? atoi(arguments[1]) : 0;
    int serial = count > 4 ? atoi(arguments[2]) : 0, parallel = count > 4 ? atoi(arguments[3]) : 0;
    if (number < 1 || number > ARMS_MAX || blocks < 1 || serial < 0 || parallel < 2 || parallel > PODS_MAX)
        stop("harness BLOCKS SERIAL PARALLEL NAME=EXECUTABLE=CONFIG=CNI_PATH=NODE…");
    for (int i = 0; i < number; i++) {
        char *rest = arguments[i + 4];
        arms[i] = (struct arm){.name = strsep(&rest, "="), .executable = strsep(&rest, "="), .config = strsep(&rest, "="), .path = strsep(&rest, "="), .node = rest};
        if (arms[i].node == NULL)
            stop("%s: expected NAME=EXECUTABLE=CONFIG=CNI_PATH=NODE", arms[i].name);
    }
    setvbuf(stdout, NULL, _IOFBF, 1 << 20);
    make_pods(parallel);
    for (int i = 0; i < blocks; i++) {
        for (int j = 0; j < number; j++)
            block(&arms[i % 2 == 0 ? j : number - 1 - j], serial, parallel);
        if (isatty(STDERR_FILENO))
            fprintf(stderr, "\r  block %d of %d", i + 1, blocks);
    }
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K");
    return 0;
}
