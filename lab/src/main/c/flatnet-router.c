/*
 * A router's word: one router advertisement (RFC 4861) on a link, by which the hosts there take the sender for their
 * default gateway.
 *
 *   flatnet-router NETNS LINK LIFETIME_SECONDS
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static _Noreturn void stop(const char *what) {
    fprintf(stderr, "flatnet-router: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void option(int descriptor, int name, int value) {
    if (setsockopt(descriptor, IPPROTO_IPV6, name, &value, sizeof value) < 0)
        stop("setsockopt");
}

int main(int count, char **words) {
    if (count != 4) {
        fputs("usage: flatnet-router NETNS LINK LIFETIME_SECONDS\n", stderr);
        return 2;
    }
    int namespace = open(words[1], O_RDONLY | O_CLOEXEC);
    if (namespace < 0 || setns(namespace, CLONE_NEWNET) < 0)
        stop(words[1]);
    unsigned int link = if_nametoindex(words[2]);
    if (link == 0)
        stop(words[2]);
    int descriptor = socket(AF_INET6, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMPV6);
    if (descriptor < 0)
        stop("socket");
    option(descriptor, IPV6_MULTICAST_IF, (int) link);
    /* hosts take no advertisement that a router could have passed on */
    option(descriptor, IPV6_MULTICAST_HOPS, 255);
    struct nd_router_advert advertisement = {
        .nd_ra_hdr = {.icmp6_type = ND_ROUTER_ADVERT},
    };
    advertisement.nd_ra_curhoplimit = 64;
    advertisement.nd_ra_router_lifetime = htons((uint16_t) atoi(words[3]));
    struct sockaddr_in6 all_nodes = {.sin6_family = AF_INET6, .sin6_scope_id = link};
    all_nodes.sin6_addr.s6_addr[0] = 0xff;
    all_nodes.sin6_addr.s6_addr[1] = 0x02;
    all_nodes.sin6_addr.s6_addr[15] = 0x01;
    if (sendto(descriptor, &advertisement, sizeof advertisement, 0, (struct sockaddr *) &all_nodes, sizeof all_nodes) < 0)
        stop("send");
    return 0;
}
