/*
 * A router's word: one router advertisement (RFC 4861) on a link, by which the hosts there take the sender for their
 * default gateway, and make themselves addresses in a network of 64 bits, if one is given.
 *
 *   flatnet-router NETNS LINK LIFETIME_SECONDS [NETWORK]
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
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

/* What follows the advertisement's header: hosts may make addresses of the network (A), and reach it directly (L). */
static struct nd_opt_prefix_info prefix(const char *network, uint32_t lifetime) {
    struct nd_opt_prefix_info option = {
        .nd_opt_pi_type = ND_OPT_PREFIX_INFORMATION,
        .nd_opt_pi_len = sizeof option / 8,
        .nd_opt_pi_prefix_len = 64,
        .nd_opt_pi_flags_reserved = ND_OPT_PI_FLAG_ONLINK | ND_OPT_PI_FLAG_AUTO,
        .nd_opt_pi_valid_time = htonl(lifetime),
        .nd_opt_pi_preferred_time = htonl(lifetime),
    };
    if (inet_pton(AF_INET6, network, &option.nd_opt_pi_prefix) != 1) {
        fprintf(stderr, "flatnet-router: %s: expected an IPv6 network such as 2001:db8::\n", network);
        exit(2);
    }
    return option;
}

int main(int count, char **words) {
    if (count != 4 && count != 5) {
        fputs("usage: flatnet-router NETNS LINK LIFETIME_SECONDS [NETWORK]\n", stderr);
        return 2;
    }
    uint16_t lifetime = (uint16_t) atoi(words[3]);
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
    struct {
        struct nd_router_advert header;
        struct nd_opt_prefix_info prefix;
    } advertisement = {
        .header = {.nd_ra_hdr = {.icmp6_type = ND_ROUTER_ADVERT}},
    };
    advertisement.header.nd_ra_curhoplimit = 64;
    advertisement.header.nd_ra_router_lifetime = htons(lifetime);
    size_t length = sizeof advertisement.header;
    if (count == 5) {
        advertisement.prefix = prefix(words[4], lifetime);
        length = sizeof advertisement;
    }
    struct sockaddr_in6 all_nodes = {.sin6_family = AF_INET6, .sin6_scope_id = link};
    all_nodes.sin6_addr.s6_addr[0] = 0xff;
    all_nodes.sin6_addr.s6_addr[1] = 0x02;
    all_nodes.sin6_addr.s6_addr[15] = 0x01;
    if (sendto(descriptor, &advertisement, length, 0, (struct sockaddr *) &all_nodes, sizeof all_nodes) < 0)
        stop("send");
    return 0;
}
