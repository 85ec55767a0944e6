/*
 * Preloaded into a process: kills it at the step number $KILL_AT, the first being 1. A step is a copy of a file, of which
 * half is done, or a rename, before which it dies.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int is_last(void) {
    static int step;
    const char *last = getenv("KILL_AT");
    step++;
    return last && atoi(last) == step;
}

static void die(void) {
    kill(getpid(), SIGKILL);
}

int rename(const char *from, const char *to) {
    if (is_last())
        die();
    return (int) syscall(SYS_renameat, -100, from, -100, to);
}

ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t length, unsigned flags) {
    if (is_last()) {
        off64_t size = lseek(in, 0, SEEK_END);
        lseek(in, 0, SEEK_SET);
        syscall(SYS_copy_file_range, in, in_at, out, out_at, (size_t) size / 2, flags);
        die();
    }
    return syscall(SYS_copy_file_range, in, in_at, out, out_at, length, flags);
}
