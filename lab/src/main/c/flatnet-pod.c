/*
 * flatnet-pod: the programs that run in the lab's pods, on its nodes and outside: servers that tell what they see,
 * clients that tell what they got, and the process that holds a pod's namespace. One static executable, so that a
 * check costs about a millisecond. It trusts its arguments no more than it must, keeps no state and writes no file.
 *
 * Every command writes one line of JSON: {"ok":true,"saw":"10.200.0.7","micros":110,"detail":"…"}.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    LINE_BYTES = 2048, /* a line of output; below PIPE_BUF, so that lines of several processes never mix */
    MOST_WORDS = 16,
    MOST_CONNECTIONS = 512,
    MOST_MARKS = 64,
    PACKET_BYTES = 65536,
    MTU_ATTEMPT_MILLIS = 250,
};

static const char *request_id; /* of the command that a `client` runs; NULL outside of one */
static int timeout_millis = 1000;

/* ---- results */

static void json_string(FILE *out, const char *text) {
    fputc('"', out);
    for (const unsigned char *c = (const unsigned char *) text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(out, "\\%c", *c);
        else if (*c < 0x20)
            fprintf(out, "\\u%04x", *c);
        else
            fputc(*c, out);
    }
    fputc('"', out);
}

/* Writes the one line of a command. The extra part is JSON itself, with its leading comma. */
static void report(bool ok, const char *saw, long micros, const char *extra, const char *detail) {
    char line[LINE_BYTES];
    FILE *out = fmemopen(line, sizeof line, "w");
    if (!out)
        _exit(3);
    fprintf(out, "{");
    if (request_id) {
        fprintf(out, "\"id\":");
        json_string(out, request_id);
        fprintf(out, ",");
    }
    fprintf(out, "\"ok\":%s,\"saw\":", ok ? "true" : "false");
    json_string(out, saw);
    fprintf(out, ",\"micros\":%ld%s,\"detail\":", micros, extra);
    json_string(out, detail);
    fprintf(out, "}\n");
    fclose(out);
    size_t length = strlen(line);
    if (write(STDOUT_FILENO, line, length) != (ssize_t) length)
        _exit(3);
}

static void end(bool ok, const char *saw, long micros, const char *detail) {
    report(ok, saw, micros, "", detail);
    _exit(ok ? 0 : 1);
}

__attribute__((format(printf, 1, 2), noreturn)) static void fail(const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    report(false, "", 0, "", text);
    _exit(1);
}

__attribute__((format(printf, 1, 2), noreturn)) static void usage(const char *format, ...) {
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (request_id) {
        report(false, "", 0, "", text);
        _exit(2);
    }
    fprintf(stderr,
            "flatnet-pod: %s\n"
            "usage: flatnet-pod [--netns PATH] [--timeout-millis N] [--detach] COMMAND\n"
            "  run COMMAND…                     runs a program in the namespace\n"
            "  pause                            holds the namespace\n"
            "  serve NAME [--tcp P] [--udp P]   tells each client its own address as it is seen here, and the name\n"
            "  client                           commands from standard input, each line `ID COMMAND…`\n"
            "  tcp ADDR PORT | udp ADDR PORT | ping ADDR | mtu ADDR | bind PORT\n"
            "  stream ADDR PORT MILLIS          the longest silence of a connection that is used every 5 ms\n"
            "  forge ADDR PORT --source ADDR | --mac MAC\n"
            "                                   whether a packet with another's address reaches the server\n",
            text);
    _exit(2);
}

static long micros_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

/* ---- addresses */

typedef struct {
    struct sockaddr_storage storage;
    socklen_t length;
} address_t;

static int family_of(const address_t *address) { return address->storage.ss_family; }

static long number(const char *text, long least, long most, const char *what) {
    char *rest;
    errno = 0;
    long value = strtol(text, &rest, 10);
    if (errno || *rest || rest == text || value < least || value > most)
        usage("%s \"%s\": expected a number from %ld to %ld", what, text, least, most);
    return value;
}

static address_t address(const char *text, uint16_t port) {
    address_t result = {0};
    struct sockaddr_in *v4 = (struct sockaddr_in *) &result.storage;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *) &result.storage;
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        result.length = sizeof *v4;
    } else if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        result.length = sizeof *v6;
    } else
        usage("\"%s\" is no IPv4 or IPv6 address", text);
    return result;
}

/* The bytes of the address itself: 4 or 16. */
static const void *address_bytes(const address_t *from) {
    return family_of(from) == AF_INET ? (const void *) &((const struct sockaddr_in *) &from->storage)->sin_addr
                                      : (const void *) &((const struct sockaddr_in6 *) &from->storage)->sin6_addr;
}

/* The address as text, IPv4 also where a socket of both families shows it as ::ffff:a.b.c.d; and its port. */
static int address_text(const address_t *from, char text[INET6_ADDRSTRLEN]) {
    const struct sockaddr_in *v4 = (const struct sockaddr_in *) &from->storage;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *) &from->storage;
    if (family_of(from) == AF_INET)
        inet_ntop(AF_INET, &v4->sin_addr, text, INET6_ADDRSTRLEN);
    else if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
        inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], text, INET6_ADDRSTRLEN);
    else
        inet_ntop(AF_INET6, &v6->sin6_addr, text, INET6_ADDRSTRLEN);
    return ntohs(family_of(from) == AF_INET ? v4->sin_port : v6->sin6_port);
}

static void set_option(int descriptor, int level, int option, int value) {
    if (setsockopt(descriptor, level, option, &value, sizeof value) < 0)
        fail("cannot set option %d of level %d: %s", option, level, strerror(errno));
}

static void enter(const char *path) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        fail("cannot open the network namespace %s: %s", path, strerror(errno));
    if (setns(descriptor, CLONE_NEWNET) < 0)
        fail("cannot enter the network namespace %s: %s", path, strerror(errno));
    close(descriptor);
}

static bool wait_for(int descriptor, short events, int millis) {
    struct pollfd poller = {.fd = descriptor, .events = events};
    return poll(&poller, 1, millis) > 0;
}

/* ---- servers */

/* The tokens of `mark` datagrams, in a ring, and from where each came: what `seen` answers from. */
static struct {
    char token[64];
    char from[INET6_ADDRSTRLEN];
} marks[MOST_MARKS];
static unsigned marks_count;

/* A listening or receiving socket of both families, or of IPv4 alone where there is no IPv6. */
static int open_server(int type, uint16_t port) {
    int family = AF_INET6;
    int descriptor = socket(AF_INET6, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) {
        family = AF_INET;
        descriptor = socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    }
    if (descriptor < 0)
        fail("cannot open a socket: %s", strerror(errno));
    if (family == AF_INET6)
        set_option(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (type == SOCK_STREAM)
        set_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
    else if (family == AF_INET6)
        set_option(descriptor, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
    else
        set_option(descriptor, IPPROTO_IP, IP_PKTINFO, 1);
    address_t any = address(family == AF_INET6 ? "::" : "0.0.0.0", port);
    if (bind(descriptor, (struct sockaddr *) &any.storage, any.length) < 0)
        fail("cannot take port %d: %s", port, strerror(errno));
    if (type == SOCK_STREAM && listen(descriptor, 128) < 0)
        fail("cannot listen on port %d: %s", port, strerror(errno));
    return descriptor;
}

static int greeting(char *line, size_t size, const address_t *peer, const char *name) {
    char text[INET6_ADDRSTRLEN];
    int port = address_text(peer, text);
    return snprintf(line, size, "%s %d %s\n", text, port, name);
}

static void forget_interface(struct msghdr *message) {
    for (struct cmsghdr *part = CMSG_FIRSTHDR(message); part; part = CMSG_NXTHDR(message, part)) {
        if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO)
            ((struct in6_pktinfo *) CMSG_DATA(part))->ipi6_ifindex = 0;
        if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO)
            ((struct in_pktinfo *) CMSG_DATA(part))->ipi_ifindex = 0;
    }
}

/* One datagram: a `mark` is remembered without an answer, `seen` is answered by what is remembered. */
static void serve_datagram(int descriptor, const char *name) {
    char text[256], answer[512], control[256];
    address_t peer = {0};
    struct iovec part = {text, sizeof text - 1};
    struct msghdr message = {.msg_name = &peer.storage,
                             .msg_namelen = sizeof peer.storage,
                             .msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    ssize_t length = recvmsg(descriptor, &message, 0);
    if (length < 0)
        return;
    text[length] = 0;
    if (strncmp(text, "mark ", 5) == 0) {
        unsigned slot = marks_count++ % MOST_MARKS;
        snprintf(marks[slot].token, sizeof marks[slot].token, "%.60s", text + 5);
        address_text(&peer, marks[slot].from);
        return;
    }
    int size = greeting(answer, sizeof answer, &peer, name);
    if (strncmp(text, "seen ", 5) == 0) {
        const char *from = "never";
        for (unsigned slot = 0; slot < MOST_MARKS; slot++)
            if (strcmp(marks[slot].token, text + 5) == 0)
                from = marks[slot].from;
        size = snprintf(answer, sizeof answer, "%s\n", from);
    }
    /* The answer leaves from the address that was asked, whichever the route back would choose. */
    forget_interface(&message);
    part = (struct iovec) {answer, (size_t) size};
    sendmsg(descriptor, &message, MSG_NOSIGNAL);
}

/* A new connection gets its greeting; what it then sends is sent back. */
static int accept_connection(int descriptor, const char *name) {
    char line[512];
    address_t peer = {.length = sizeof peer.storage};
    int connection =
        accept4(descriptor, (struct sockaddr *) &peer.storage, &peer.length, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (connection < 0)
        return -1;
    int length = greeting(line, sizeof line, &peer, name);
    if (send(connection, line, (size_t) length, MSG_NOSIGNAL) != length) {
        close(connection);
        return -1;
    }
    return connection;
}

static bool echo(int connection) {
    char bytes[4096];
    ssize_t length = recv(connection, bytes, sizeof bytes, 0);
    if (length < 0)
        return errno == EAGAIN;
    return length > 0 && send(connection, bytes, (size_t) length, MSG_NOSIGNAL) == length;
}

__attribute__((noreturn)) static void serve(const char *name, int tcp_port, int udp_port) {
    struct pollfd polled[2 + MOST_CONNECTIONS];
    polled[0] = (struct pollfd) {.fd = tcp_port ? open_server(SOCK_STREAM, (uint16_t) tcp_port) : -1, .events = POLLIN};
    polled[1] = (struct pollfd) {.fd = udp_port ? open_server(SOCK_DGRAM, (uint16_t) udp_port) : -1, .events = POLLIN};
    int count = 2;
    report(true, "", 0, "", name);
    while (true) {
        if (poll(polled, (nfds_t) count, -1) < 0)
            continue;
        if (polled[1].revents)
            serve_datagram(polled[1].fd, name);
        for (int i = count - 1; i >= 2; i--)
            if (polled[i].revents && !echo(polled[i].fd)) {
                close(polled[i].fd);
                polled[i] = polled[--count];
            }
        if (polled[0].revents) {
            int connection = accept_connection(polled[0].fd, name);
            if (connection >= 0 && count == 2 + MOST_CONNECTIONS)
                close(connection);
            else if (connection >= 0)
                polled[count++] = (struct pollfd) {.fd = connection, .events = POLLIN};
        }
    }
}

/* ---- clients */

static int connected(int type, const address_t *to, const char *shown) {
    int descriptor = socket(family_of(to), type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        fail("cannot open a socket: %s", strerror(errno));
    if (connect(descriptor, (const struct sockaddr *) &to->storage, to->length) < 0) {
        if (errno != EINPROGRESS)
            fail("cannot connect to %s: %s", shown, strerror(errno));
        if (!wait_for(descriptor, POLLOUT, timeout_millis))
            fail("no answer from %s within %d ms", shown, timeout_millis);
        int error = 0;
        socklen_t length = sizeof error;
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length);
        if (error)
            fail("cannot connect to %s: %s", shown, strerror(error));
    }
    return descriptor;
}

/* Receives one line without its end; fails if none comes in time. */
static void receive_line(int descriptor, char *line, size_t size, const char *shown) {
    size_t length = 0;
    while (length == 0 || line[length - 1] != '\n') {
        if (!wait_for(descriptor, POLLIN, timeout_millis))
            fail("no answer from %s within %d ms", shown, timeout_millis);
        ssize_t count = recv(descriptor, line + length, size - 1 - length, 0);
        if (count < 0)
            fail("no answer from %s: %s", shown, strerror(errno));
        if (count == 0)
            fail("%s closed the connection before its line ended", shown);
        length += (size_t) count;
    }
    line[length - 1] = 0;
}

/* A greeting is "ADDRESS PORT NAME". */
static void end_with_greeting(char *line, long micros) {
    char *space = strchr(line, ' ');
    char *name = space ? strchr(space + 1, ' ') : NULL;
    if (!name)
        fail("the server sent \"%s\"", line);
    *space = 0;
    end(true, line, micros, name + 1);
}

static void tcp(const char *to, int port) {
    char line[512];
    address_t target = address(to, (uint16_t) port);
    long begin = micros_now();
    int descriptor = connected(SOCK_STREAM, &target, to);
    receive_line(descriptor, line, sizeof line, to);
    end_with_greeting(line, micros_now() - begin);
}

static void udp(const char *to, int port) {
    char line[512];
    address_t target = address(to, (uint16_t) port);
    long begin = micros_now();
    int descriptor = connected(SOCK_DGRAM, &target, to);
    if (send(descriptor, "hello", 5, 0) < 0)
        fail("cannot send to %s: %s", to, strerror(errno));
    receive_line(descriptor, line, sizeof line, to);
    end_with_greeting(line, micros_now() - begin);
}

static void stream(const char *to, int port, long for_millis) {
    char line[512];
    address_t target = address(to, (uint16_t) port);
    int descriptor = connected(SOCK_STREAM, &target, to);
    set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    receive_line(descriptor, line, sizeof line, to);
    long begin = micros_now(), longest = 0, exchanges = 0;
    while (micros_now() - begin < for_millis * 1000) {
        long sent = micros_now();
        if (send(descriptor, "x\n", 2, MSG_NOSIGNAL) != 2)
            fail("the connection to %s broke after %ld exchanges: %s", to, exchanges, strerror(errno));
        receive_line(descriptor, line, sizeof line, to);
        long taken = micros_now() - sent;
        longest = taken > longest ? taken : longest;
        exchanges++;
        usleep(5000);
    }
    snprintf(line, sizeof line, "%ld exchanges, the longest took %ld µs", exchanges, longest);
    end(true, "", longest, line);
}

/* ---- echo requests */

static int open_icmp(const address_t *to) {
    int descriptor = family_of(to) == AF_INET ? socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP)
                                              : socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6);
    if (descriptor < 0)
        fail("cannot open a raw socket: %s", strerror(errno));
    if (connect(descriptor, (const struct sockaddr *) &to->storage, to->length) < 0)
        fail("cannot reach the address: %s", strerror(errno));
    return descriptor;
}

static uint16_t checksum(const void *bytes, size_t length, uint32_t sum) {
    const uint8_t *byte = bytes;
    for (size_t i = 0; i + 1 < length; i += 2)
        sum += (uint32_t) (byte[i] << 8 | byte[i + 1]);
    if (length % 2)
        sum += (uint32_t) (byte[length - 1] << 8);
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return htons((uint16_t) ~sum);
}

/* Sends an echo request whose packet has that many bytes, IP header included, and waits for its answer. An errno, or 0. */
static int echo_request(int descriptor, int family, size_t packet_bytes, uint16_t sequence, int millis) {
    static uint8_t packet[PACKET_BYTES], answer[PACKET_BYTES];
    size_t ip_bytes = family == AF_INET ? sizeof(struct iphdr) : sizeof(struct ip6_hdr);
    size_t length = packet_bytes - ip_bytes;
    uint16_t id = (uint16_t) getpid();
    memset(packet, 0, length);
    struct icmphdr *request = (struct icmphdr *) packet; /* ICMPv6 lays an echo out in the same way */
    request->type = family == AF_INET ? ICMP_ECHO : ICMP6_ECHO_REQUEST;
    request->un.echo.id = htons(id);
    request->un.echo.sequence = htons(sequence);
    if (family == AF_INET)
        request->checksum = checksum(packet, length, 0);
    if (send(descriptor, packet, length, 0) < 0)
        return errno;
    long deadline = micros_now() + millis * 1000L;
    while (true) {
        long left = (deadline - micros_now() + 999) / 1000;
        if (left <= 0 || !wait_for(descriptor, POLLIN, (int) left))
            return ETIMEDOUT;
        ssize_t count = recv(descriptor, answer, sizeof answer, MSG_DONTWAIT);
        if (count < 0 && errno != EAGAIN)
            return errno;
        ssize_t skipped = family == AF_INET ? (answer[0] & 0xf) * 4 : 0;
        struct icmphdr *reply = (struct icmphdr *) (answer + skipped);
        int wanted = family == AF_INET ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY;
        if (count >= skipped + (ssize_t) sizeof *reply && reply->type == wanted && ntohs(reply->un.echo.id) == id &&
            ntohs(reply->un.echo.sequence) == sequence && (size_t) (count - skipped) == length)
            return 0;
    }
}

static void ping(const char *to) {
    address_t target = address(to, 0);
    int descriptor = open_icmp(&target);
    size_t bytes = 56 + 8 + (family_of(&target) == AF_INET ? sizeof(struct iphdr) : sizeof(struct ip6_hdr));
    long begin = micros_now();
    int error = echo_request(descriptor, family_of(&target), bytes, 1, timeout_millis);
    if (error)
        fail("no echo from %s: %s", to, strerror(error));
    end(true, to, micros_now() - begin, "echo reply");
}

/* The MTU of the link by which the socket's packets leave. */
static int link_mtu(int descriptor, char name[IFNAMSIZ]) {
    address_t own = {.length = sizeof own.storage};
    struct ifaddrs *list;
    struct ifreq request = {0};
    getsockname(descriptor, (struct sockaddr *) &own.storage, &own.length);
    if (getifaddrs(&list) < 0)
        fail("cannot list the links: %s", strerror(errno));
    for (struct ifaddrs *entry = list; entry; entry = entry->ifa_next) {
        address_t held = {0};
        if (!entry->ifa_addr || entry->ifa_addr->sa_family != family_of(&own))
            continue;
        memcpy(&held.storage, entry->ifa_addr, own.length);
        if (memcmp(address_bytes(&held), address_bytes(&own), family_of(&own) == AF_INET ? 4 : 16) == 0)
            snprintf(request.ifr_name, IFNAMSIZ, "%s", entry->ifa_name);
    }
    freeifaddrs(list);
    snprintf(name, IFNAMSIZ, "%s", request.ifr_name);
    if (ioctl(descriptor, SIOCGIFMTU, &request) < 0)
        fail("cannot read the MTU of link \"%s\": %s", request.ifr_name, strerror(errno));
    return request.ifr_mtu;
}

/* The largest packet that comes back whole with "do not fragment" set; whatever the path is believed to carry. */
static void mtu(const char *to) {
    char extra[128], detail[256], name[IFNAMSIZ];
    address_t target = address(to, 0);
    int family = family_of(&target);
    int descriptor = open_icmp(&target);
    if (family == AF_INET)
        set_option(descriptor, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
    else {
        set_option(descriptor, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_PROBE);
        set_option(descriptor, IPPROTO_IPV6, IPV6_DONTFRAG, 1);
    }
    set_option(descriptor, SOL_SOCKET, SO_RCVBUF, 1 << 20);
    long begin = micros_now();
    int link = link_mtu(descriptor, name);
    int attempt = timeout_millis < MTU_ATTEMPT_MILLIS ? timeout_millis : MTU_ATTEMPT_MILLIS;
    int passes = family == AF_INET ? 68 : 88; /* known to pass, or taken to */
    int fails = (link < PACKET_BYTES - 1 ? link : PACKET_BYTES - 1) + 1;
    uint16_t sequence = 1;
    int error = echo_request(descriptor, family, (size_t) passes, sequence++, timeout_millis);
    if (error)
        fail("no echo from %s: %s", to, strerror(error));
    /* What the link says comes first: where the network is right, nothing has to be waited for. */
    for (int size = fails - 1; fails - passes > 1; size = (passes + fails) / 2) {
        if (echo_request(descriptor, family, (size_t) size, sequence++, attempt) == 0)
            passes = size;
        else
            fails = size;
    }
    snprintf(extra, sizeof extra, ",\"largest\":%d,\"link\":%d", passes, link);
    snprintf(detail, sizeof detail, "the largest packet is %d bytes, link %s says %d", passes, name, link);
    report(passes == link, to, micros_now() - begin, extra, detail);
    _exit(passes == link ? 0 : 1);
}

/* ---- what must not work */

static void bind_again(int port) {
    int descriptor = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address_t any = address(descriptor < 0 ? "0.0.0.0" : "::", (uint16_t) port);
    if (descriptor < 0)
        descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    else
        set_option(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    bool refused = bind(descriptor, (struct sockaddr *) &any.storage, any.length) < 0;
    if (refused && errno != EADDRINUSE)
        fail("port %d could not be tried: %s", port, strerror(errno));
    end(refused, "", 0, refused ? "EADDRINUSE" : "the port was free");
}

/* A frame as it left: Ethernet, IP, UDP, payload. */
typedef struct {
    uint8_t bytes[2048];
    size_t length;
    int link;
} frame_t;

/* Waits for the datagram of this socket pair's ports among the frames that leave. */
static void capture(int packet_socket, uint16_t own_port, uint16_t port, frame_t *frame) {
    long deadline = micros_now() + timeout_millis * 1000L;
    while (micros_now() < deadline) {
        struct sockaddr_ll from;
        socklen_t size = sizeof from;
        if (!wait_for(packet_socket, POLLIN, 1))
            continue;
        ssize_t length =
            recvfrom(packet_socket, frame->bytes, sizeof frame->bytes, 0, (struct sockaddr *) &from, &size);
        if (length < (ssize_t) sizeof(struct ether_header) || from.sll_pkttype != PACKET_OUTGOING)
            continue;
        bool v4 = ntohs(from.sll_protocol) == ETHERTYPE_IP;
        size_t at = sizeof(struct ether_header) + (v4 ? sizeof(struct iphdr) : sizeof(struct ip6_hdr));
        const struct udphdr *udp_header = (const struct udphdr *) (frame->bytes + at);
        if ((size_t) length < at + sizeof *udp_header || udp_header->source != own_port || udp_header->dest != port)
            continue;
        frame->length = (size_t) length;
        frame->link = from.sll_ifindex;
        return;
    }
    fail("the frame that was sent could not be seen leaving");
}

/* Puts another payload and, where given, another source into the frame, and makes its checksums right. */
static void alter(frame_t *frame, const char *payload, const address_t *source, const uint8_t *mac) {
    struct ether_header *ether = (struct ether_header *) frame->bytes;
    bool v4 = ntohs(ether->ether_type) == ETHERTYPE_IP;
    struct iphdr *ip4 = (struct iphdr *) (ether + 1);
    struct ip6_hdr *ip6 = (struct ip6_hdr *) (ether + 1);
    struct udphdr *udp_header = (struct udphdr *) (v4 ? (void *) (ip4 + 1) : (void *) (ip6 + 1));
    size_t payload_bytes = strlen(payload), udp_bytes = sizeof *udp_header + payload_bytes;
    if (mac)
        memcpy(ether->ether_shost, mac, ETH_ALEN);
    if (source)
        memcpy(v4 ? (void *) &ip4->saddr : (void *) &ip6->ip6_src, address_bytes(source), v4 ? 4 : 16);
    memcpy(udp_header + 1, payload, payload_bytes);
    udp_header->len = htons((uint16_t) udp_bytes);
    udp_header->check = 0;
    if (v4) {
        ip4->tot_len = htons((uint16_t) (sizeof *ip4 + udp_bytes));
        ip4->check = 0;
        ip4->check = checksum(ip4, sizeof *ip4, 0);
    } else
        ip6->ip6_plen = htons((uint16_t) udp_bytes);
    /* The pseudo header: both addresses, which lie side by side, the length and the protocol. */
    uint32_t sum = IPPROTO_UDP + (uint32_t) udp_bytes;
    const uint8_t *addresses = v4 ? (const uint8_t *) &ip4->saddr : (const uint8_t *) &ip6->ip6_src;
    for (int i = 0; i < (v4 ? 8 : 32); i += 2)
        sum += (uint32_t) (addresses[i] << 8 | addresses[i + 1]);
    uint16_t check = checksum(udp_header, udp_bytes, sum);
    udp_header->check = check ? check : 0xffff;
    frame->length = (size_t) ((uint8_t *) (udp_header + 1) - frame->bytes) + payload_bytes;
}

static bool ask_seen(int descriptor, const char *token, char *answer, size_t size) {
    char question[64];
    snprintf(question, sizeof question, "seen %s", token);
    if (send(descriptor, question, strlen(question), 0) < 0 || !wait_for(descriptor, POLLIN, timeout_millis))
        return false;
    ssize_t length = recv(descriptor, answer, size - 1, 0);
    if (length < 1)
        return false;
    answer[length - 1] = 0;
    return true;
}

/*
 * Asks the server once in honesty, repeats the very frame of that question with another's source and a mark in it, and
 * asks whether the mark arrived. The frames go the same way in this order, so the answer needs no waiting.
 */
static void forge(const char *to, int port, const char *source_text, const char *mac_text) {
    char token[32], payload[64], answer[512];
    uint8_t mac[ETH_ALEN];
    address_t source = {0};
    address_t target = address(to, (uint16_t) port);
    if (!source_text == !mac_text)
        usage("forge takes one of --source and --mac");
    if (source_text) {
        source = address(source_text, 0);
        if (family_of(&source) != family_of(&target))
            usage("%s and %s are of two families", source_text, to);
    } else if (sscanf(mac_text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4],
                      &mac[5]) != ETH_ALEN)
        usage("\"%s\" is no MAC address", mac_text);
    cpu_set_t one_processor; /* on one processor the kernel keeps the order of the frames */
    CPU_ZERO(&one_processor);
    CPU_SET(sched_getcpu(), &one_processor);
    sched_setaffinity(0, sizeof one_processor, &one_processor);
    int packet_socket = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ALL));
    if (packet_socket < 0)
        fail("cannot open a packet socket: %s", strerror(errno));
    int descriptor = connected(SOCK_DGRAM, &target, to);
    address_t own = {.length = sizeof own.storage};
    getsockname(descriptor, (struct sockaddr *) &own.storage, &own.length);
    uint16_t own_port = ((struct sockaddr_in *) &own.storage)->sin_port; /* at the same place in both families */
    snprintf(token, sizeof token, "%d-%ld", getpid(), micros_now());
    if (!ask_seen(descriptor, token, answer, sizeof answer))
        fail("no answer from %s to an honest packet: nothing can be told of a forged one", to);
    frame_t frame;
    capture(packet_socket, own_port, htons((uint16_t) port), &frame);
    snprintf(payload, sizeof payload, "mark %s", token);
    alter(&frame, payload, source_text ? &source : NULL, source_text ? NULL : mac);
    struct sockaddr_ll by = {.sll_family = AF_PACKET, .sll_ifindex = frame.link, .sll_halen = ETH_ALEN};
    memcpy(by.sll_addr, frame.bytes, ETH_ALEN);
    ssize_t sent =
        sendto(packet_socket, frame.bytes, frame.length, 0, (const struct sockaddr *) &by, (socklen_t) sizeof by);
    if (sent != (ssize_t) frame.length)
        fail("cannot send the forged frame: %s", strerror(errno));
    if (!ask_seen(descriptor, token, answer, sizeof answer))
        fail("the forged packet was let in: the honest one after it got no answer from %s any more", to);
    bool stopped = strcmp(answer, "never") == 0;
    end(stopped, stopped ? "" : answer, 0, stopped ? "the forged packet never arrived" : "the forged packet arrived");
}

/* ---- commands */

typedef struct {
    char *words[MOST_WORDS];
    int count;
    const char *source, *mac;
    int tcp_port, udp_port;
} command_t;

static const char *word(const command_t *command, int index, const char *what) {
    if (index >= command->count)
        usage("%s needs %s", command->words[0], what);
    return command->words[index];
}

static int port_word(const command_t *command, int index) {
    return (int) number(word(command, index, "a port"), 1, 65535, "port");
}

/* A command that asks something, writes its line and ends the process. */
__attribute__((noreturn)) static void probe(const command_t *command) {
    const char *name = command->words[0];
    if (strcmp(name, "tcp") == 0)
        tcp(word(command, 1, "an address"), port_word(command, 2));
    else if (strcmp(name, "udp") == 0)
        udp(word(command, 1, "an address"), port_word(command, 2));
    else if (strcmp(name, "ping") == 0)
        ping(word(command, 1, "an address"));
    else if (strcmp(name, "mtu") == 0)
        mtu(word(command, 1, "an address"));
    else if (strcmp(name, "bind") == 0)
        bind_again(port_word(command, 1));
    else if (strcmp(name, "forge") == 0)
        forge(word(command, 1, "an address"), port_word(command, 2), command->source, command->mac);
    else if (strcmp(name, "stream") == 0)
        stream(word(command, 1, "an address"), port_word(command, 2),
               number(word(command, 3, "a time"), 1, 3600000, "milliseconds"));
    usage("there is no command \"%s\"", name);
}

/* Takes the options from among the words; they may stand anywhere. */
static void take_options(command_t *command) {
    int kept = 0;
    for (int i = 0; i < command->count; i++) {
        char *option = command->words[i];
        if (strncmp(option, "--", 2) != 0) {
            command->words[kept++] = option;
            continue;
        }
        const char *value = i + 1 < command->count ? command->words[++i] : "";
        if (strcmp(option, "--source") == 0)
            command->source = value;
        else if (strcmp(option, "--mac") == 0)
            command->mac = value;
        else if (strcmp(option, "--tcp") == 0)
            command->tcp_port = (int) number(value, 1, 65535, option);
        else if (strcmp(option, "--udp") == 0)
            command->udp_port = (int) number(value, 1, 65535, option);
        else if (strcmp(option, "--timeout-millis") == 0)
            timeout_millis = (int) number(value, 1, 3600000, option);
        else
            usage("there is no option \"%s\"", option);
    }
    command->count = kept;
    if (kept == 0)
        usage("which command?");
}

/* Runs each line of standard input, "ID COMMAND…", in a process of its own, all of them side by side. */
__attribute__((noreturn)) static void client(void) {
    char line[LINE_BYTES];
    signal(SIGCHLD, SIG_IGN);
    while (fgets(line, sizeof line, stdin)) {
        pid_t child = fork();
        if (child < 0)
            fail("cannot start another process: %s", strerror(errno));
        if (child > 0)
            continue;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        command_t command = {0};
        request_id = strtok(line, " \n");
        for (char *part = strtok(NULL, " \n"); part && command.count < MOST_WORDS; part = strtok(NULL, " \n"))
            command.words[command.count++] = part;
        take_options(&command);
        probe(&command);
    }
    while (wait(NULL) > 0)
        ;
    _exit(0);
}

/* A pod's holder or server outlives whoever made it if detached; else it ends with the thread that started it. */
static void settle(bool detached, pid_t parent) {
    if (detached)
        setsid();
    else {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(1);
    }
}

int main(int count, char **arguments) {
    pid_t parent = getppid();
    bool detached = false;
    int at = 1;
    for (; at < count && strncmp(arguments[at], "--", 2) == 0; at++) {
        if (strcmp(arguments[at], "--detach") == 0)
            detached = true;
        else if (at + 1 < count && strcmp(arguments[at], "--netns") == 0)
            enter(arguments[++at]);
        else if (at + 1 < count && strcmp(arguments[at], "--timeout-millis") == 0)
            timeout_millis = (int) number(arguments[++at], 1, 3600000, "--timeout-millis");
        else
            usage("there is no option \"%s\", or its value is missing", arguments[at]);
    }
    if (at == count)
        usage("which command?");
    if (strcmp(arguments[at], "run") == 0) {
        if (at + 1 == count)
            usage("run needs a command");
        if (detached)
            setsid();
        sigset_t none; /* a JVM's threads block some */
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        execvp(arguments[at + 1], arguments + at + 1);
        fprintf(stderr, "flatnet-pod: cannot run %s: %s\n", arguments[at + 1], strerror(errno));
        return errno == ENOENT ? 127 : 126;
    }
    command_t command = {0};
    for (; at < count && command.count < MOST_WORDS; at++)
        command.words[command.count++] = arguments[at];
    take_options(&command);
    if (strcmp(command.words[0], "client") == 0)
        client();
    if (strcmp(command.words[0], "pause") == 0) {
        settle(detached, parent);
        report(true, "", 0, "", "pause");
        while (true)
            pause();
    }
    if (strcmp(command.words[0], "serve") == 0) {
        settle(detached, parent);
        serve(word(&command, 1, "a name"), command.tcp_port, command.udp_port);
    }
    probe(&command);
}
