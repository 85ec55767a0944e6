/*
 * flatnet-cni: the CNI executable. It hands the call to the agent of this node, over a Unix socket, and the agent's answer
 * back. It decides nothing itself, but for what must be said without an agent: VERSION, the about line, an agent that is
 * away. Static and small, because every call starts it anew; it allocates nothing.
 *
 *   request   FLATNET1 | environment bytes | input bytes | namespace state | environment | input
 *   answer    exit code | output bytes | error bytes | output | error                 (numbers: 32 bits, big-endian)
 * The environment: NUL-ended KEY=VALUE, FLATNET_CALLED_AS and all that begin with CNI_. The namespace state: 0 CNI_NETNS
 * is not set, 1 it is passed, else 1000 and the errno of its opening. With the first byte go the descriptors of this
 * process's network namespace and, in state 1, of CNI_NETNS.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#ifndef SECOND_MS
#define SECOND_MS 1000 /* tests have less time */
#endif

enum { ENVIRONMENT_BYTES_MAX = 64 << 10, INPUT_BYTES_MAX = 1 << 20, ANSWER_BYTES_MAX = 1 << 20 };
enum { REQUEST_HEADER_BYTES = 20, ANSWER_HEADER_BYTES = 12, RETRY_MS = 20 };
enum code { ENVIRONMENT = 4, IO_FAILURE = 5, DECODING = 6, TRY_AGAIN = 11, NOT_AVAILABLE = 50 };
/* How an exchange with the agent ended. */
enum ending {
    ANSWERED, TOO_LATE, MALFORMED,
    UNREAD,    /* the agent went away without having read the request: it has done nothing */
    CUT_SHORT, /* the agent went away after it had read the request: it may have done anything */
};

static struct {
    char magic[8];
    uint32_t environment_bytes, input_bytes, namespace_state;
    char body[ENVIRONMENT_BYTES_MAX + INPUT_BYTES_MAX + 1];
} request;

static struct {
    uint32_t exit_code, output_bytes, error_bytes;
    char body[ANSWER_BYTES_MAX + 1];
} answer;
_Static_assert(offsetof(__typeof__(request), body) == REQUEST_HEADER_BYTES, "a request has no gap");

static const char *config_version = "1.1.0"; /* for the errors of this program's own */

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool write_all(int descriptor, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written < 0 && errno != EINTR)
            return false;
        bytes += written > 0 ? written : 0;
        count -= written > 0 ? (size_t)written : 0;
    }
    return true;
}

/* The error as CNI has it on standard output. What is not printable ASCII in the details becomes an escape of its byte. */
static size_t render_error(char *json, size_t size, enum code code, const char *message, const char *details)
{
    size_t used = (size_t)snprintf(json, size, "{\"cniVersion\":\"%s\",\"code\":%d,\"msg\":\"%s\",\"details\":\"",
                                   config_version, code, message);
    for (; *details != '\0' && used + sizeof "\\u0000\"}\n" < size; details++) {
        unsigned char byte = (unsigned char)*details;
        bool plain = byte >= ' ' && byte < 0x7f && byte != '"' && byte != '\\';
        used += (size_t)snprintf(json + used, size - used, plain ? "%c" : "\\u%04x", byte);
    }
    return used + (size_t)snprintf(json + used, size - used, "\"}\n");
}

static _Noreturn void fail(enum code code, const char *message, const char *details)
{
    static char json[16 * PATH_MAX]; /* room for a path of which every byte is escaped */
    write_all(STDOUT_FILENO, json, render_error(json, sizeof json, code, message, details));
    exit(1);
}

/* The version that a config names, if it is one that CNI has, or 1.1.0. It is looked for, not parsed. */
static const char *version_of(const char *config, size_t bytes)
{
    static const char key[] = "\"cniVersion\"", *const versions[] = {"0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0"};
    const char *end = config + bytes, *at = memmem(config, bytes, key, sizeof key - 1);
    for (at = at == NULL ? end : at + sizeof key - 1; at < end && memchr(" \t\r\n:", *at, 5) != NULL;)
        at++;
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (end - at >= 7 && at[0] == '"' && memcmp(at + 1, versions[i], 5) == 0 && at[6] == '"')
            return versions[i];
    return "1.1.0";
}

/* Gathers the request's environment. The result is its length, ENVIRONMENT_BYTES_MAX + 1 if it has no room. */
static size_t gather_environment(char *block, char *const *environment, const char *called_as)
{
    size_t used = (size_t)snprintf(block, ENVIRONMENT_BYTES_MAX, "FLATNET_CALLED_AS=%.*s", NAME_MAX, called_as) + 1;
    for (; *environment != NULL; environment++) {
        size_t bytes = strlen(*environment) + 1;
        if (strncmp(*environment, "CNI_", 4) != 0 || strchr(*environment, '=') == NULL)
            continue;
        if (bytes > ENVIRONMENT_BYTES_MAX - used)
            return ENVIRONMENT_BYTES_MAX + 1;
        memcpy(block + used, *environment, bytes);
        used += bytes;
    }
    return used;
}

/* Reads standard input to its end. The result is its length, INPUT_BYTES_MAX + 1 if it is longer than allowed. */
static size_t read_input(char *input)
{
    size_t used = 0;
    for (ssize_t got = 1; got != 0 && used <= INPUT_BYTES_MAX;) {
        got = read(STDIN_FILENO, input + used, INPUT_BYTES_MAX + 1 - used);
        if (got < 0 && errno != EINTR)
            fail(IO_FAILURE, "the network's config cannot be read from standard input", strerror(errno));
        used += got > 0 ? (size_t)got : 0;
    }
    return used;
}

/* Cuts an executable's path to its root folder: what comes before the folder of CNI executables that it lies in. */
static void cut_to_root(char *executable)
{
    static const char *const folders[] = {"/opt/cni/bin/", "/opt/flatnet/bin/"};
    size_t name = (size_t)(basename(executable) - executable), root = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t length = strlen(folders[i]);
        if (name >= length && memcmp(executable + name - length, folders[i], length) == 0)
            root = name - length;
    }
    executable[root] = '\0';
}

/* Connects from within the socket's folder, as a whole path may be longer than a socket's name can be. -1 with errno. */
static int connect_agent(const char *folder, int64_t left_ms)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "cni.sock"};
    /* where the agent lives but accepts nothing, connecting waits for a place in its queue */
    struct timeval patience = {.tv_sec = left_ms > 0 ? left_ms / 1000 : 0, .tv_usec = 1000};
    int channel = chdir(folder) < 0 ? -1 : socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (channel < 0)
        return -1;
    setsockopt(channel, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(channel, (struct sockaddr *)&address, sizeof address) == 0)
        return channel;
    close(channel);
    return -1;
}

/* Sends what it can of the request from an offset on; the descriptors go with the first byte. */
static ssize_t send_part(int channel, size_t from, size_t bytes, const int *descriptors, size_t count)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control = {.header = {CMSG_LEN(count * sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
    memcpy(CMSG_DATA(&control.header), descriptors, count * sizeof(int));
    struct iovec part = {.iov_base = (char *)&request + from, .iov_len = bytes - from};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = from == 0 ? &control : NULL,
                             .msg_controllen = from == 0 ? CMSG_SPACE(count * sizeof(int)) : 0};
    return sendmsg(channel, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* Whether what has come, that many bytes, is a whole answer, the beginning of one, or none. */
static enum ending judge_answer(size_t count)
{
    if (count < ANSWER_HEADER_BYTES)
        return CUT_SHORT;
    uint64_t size = (uint64_t)ntohl(answer.output_bytes) + ntohl(answer.error_bytes) + ANSWER_HEADER_BYTES;
    if (ntohl(answer.exit_code) > 255 || size > ANSWER_HEADER_BYTES + ANSWER_BYTES_MAX || count > size)
        return MALFORMED;
    return count == size ? ANSWERED : CUT_SHORT;
}

static bool wait_for(int channel, short event, int64_t until_ms)
{
    struct pollfd entry = {.fd = channel, .events = event};
    int64_t left_ms = until_ms - now_ms();
    int ready = left_ms > 0 ? poll(&entry, 1, (int)left_ms) : 0;
    return ready > 0 || (ready < 0 && errno == EINTR);
}

/* Sends the request and receives the answer. */
static enum ending exchange(int channel, size_t bytes, const int *descriptors, size_t count, int64_t until_ms)
{
    size_t sent = 0, got = 0;
    while (sent < bytes) {
        ssize_t part = send_part(channel, sent, bytes, descriptors, count);
        if (part < 0 && errno == EAGAIN && !wait_for(channel, POLLOUT, until_ms))
            return TOO_LATE;
        if (part < 0 && errno != EAGAIN && errno != EINTR)
            break; /* the agent takes no more: it may have answered already */
        sent += part > 0 ? (size_t)part : 0;
    }
    enum ending ending = CUT_SHORT;
    while (ending == CUT_SHORT) {
        if (!wait_for(channel, POLLIN, until_ms))
            return TOO_LATE;
        ssize_t part = recv(channel, (char *)&answer + got, sizeof answer - got, MSG_DONTWAIT);
        if (part == 0 || (part < 0 && errno != EAGAIN && errno != EINTR))
            /* a connection that is reset, not ended: the kernel found the request, or some of it, unread */
            return got == 0 && (part < 0 || sent < bytes) ? UNREAD : CUT_SHORT;
        got += part > 0 ? (size_t)part : 0;
        ending = judge_answer(got);
    }
    return ending;
}

static int deliver_answer(void)
{
    uint32_t output_bytes = ntohl(answer.output_bytes);
    write_all(STDERR_FILENO, answer.body + output_bytes, ntohl(answer.error_bytes));
    return write_all(STDOUT_FILENO, answer.body, output_bytes) ? (int)ntohl(answer.exit_code) : 1;
}

int main(int count, char **arguments, char **environment)
{
    const char *command = getenv("CNI_COMMAND"), *target = getenv("CNI_NETNS"), *name = count > 0 ? basename(arguments[0]) : "";
    if (command == NULL || *command == '\0')
        return dprintf(STDERR_FILENO, "CNI plugin %s of Flatnet; CNI versions 0.1.0 to 1.1.0\n", name) < 0;
    if (strcmp(command, "VERSION") == 0) {
        static const char text[] = "{\"cniVersion\":\"1.1.0\",\"supportedVersions\":"
                                   "[\"0.1.0\",\"0.2.0\",\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]}\n";
        return !write_all(STDOUT_FILENO, text, sizeof text - 1);
    }

    /* ADD, DEL, CHECK and GC can wait for an agent that restarts; STATUS is asked again soon. */
    bool status = strcmp(command, "STATUS") == 0;
    enum code away = status ? NOT_AVAILABLE : TRY_AGAIN;
    int64_t away_until_ms = now_ms() + (status ? 10 : 30) * SECOND_MS, answer_until_ms = now_ms() + (status ? 10 : 90) * SECOND_MS;

    size_t environment_bytes = gather_environment(request.body, environment, name);
    if (environment_bytes > ENVIRONMENT_BYTES_MAX)
        fail(ENVIRONMENT, "the CNI_ variables of the environment are too long", "expected at most 65536 bytes in all");
    size_t input_bytes = read_input(request.body + environment_bytes);
    config_version = version_of(request.body + environment_bytes, input_bytes);
    if (input_bytes > INPUT_BYTES_MAX)
        fail(DECODING, "the network's config on standard input is too long", "expected at most 1048576 bytes");

    int descriptors[2] = {open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), -1};
    if (descriptors[0] < 0)
        fail(IO_FAILURE, "the own network namespace, /proc/self/ns/net, cannot be opened", strerror(errno));
    if (target != NULL && *target != '\0') {
        descriptors[1] = open(target, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        request.namespace_state = htonl(descriptors[1] < 0 ? 1000 + (uint32_t)errno : 1);
    }
    memcpy(request.magic, "FLATNET1", sizeof request.magic);
    request.environment_bytes = htonl((uint32_t)environment_bytes);
    request.input_bytes = htonl((uint32_t)input_bytes);

    char folder[PATH_MAX + sizeof "/run/flatnet"] = "", details[2 * PATH_MAX];
    if (readlink("/proc/self/exe", folder, PATH_MAX) > 0)
        cut_to_root(folder);
    strcat(folder, "/run/flatnet");
    for (;;) {
        int channel = connect_agent(folder, away_until_ms - now_ms());
        int error = errno;
        if (channel >= 0) {
            enum ending ending = exchange(channel, REQUEST_HEADER_BYTES + environment_bytes + input_bytes, descriptors,
                                          descriptors[1] < 0 ? 1 : 2, answer_until_ms);
            close(channel);
            if (ending == ANSWERED)
                return deliver_answer();
            if (ending == MALFORMED)
                fail(IO_FAILURE, "the Flatnet agent's answer is malformed", "is it of another version?");
            if (ending == TOO_LATE)
                fail(away, "the Flatnet agent has not answered in time", status ? "waited 10 s" : "waited 90 s");
            /* of ADD the agent may have done some: that is not asked for a second time */
            if (ending == CUT_SHORT && strcmp(command, "ADD") == 0)
                fail(away, "the Flatnet agent went away amid the call", "a DEL undoes what it did");
            error = ECONNRESET;
        }
        bool served = chdir(folder) == 0 && access("served", F_OK) == 0;
        if (!served || now_ms() >= away_until_ms) {
            /* not strerror's words for ENOENT: runtimes take them for a pod that is gone */
            snprintf(details, sizeof details, "%s/cni.sock: %s; %s", folder,
                     error == ENOENT ? "there is none" : strerror(error),
                     served ? (status ? "waited 10 s" : "waited 30 s") : "no agent has served since the machine started");
            fail(away, "the Flatnet agent is away", details);
        }
        poll(NULL, 0, RETRY_MS);
    }
}
