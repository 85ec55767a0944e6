/*
 * The second floor: what the kernel's own work for a pod costs, with nothing around it. A static program that is called as
 * a CNI plugin, reads nothing but its environment, and sends what Flatnet's agent sends: the veth with each end in its
 * final namespace, its bridge port, the pod's address, link and routes, each side in one batch. No lease, no checks, no
 * JSON, no agent. The bridge, "floorbridge", is there already. DEL takes the link away.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static char batch[8192];
static size_t used;
static int messages;
static struct nlmsghdr *message;

static void begin(uint16_t type, uint16_t flags, const void *header, size_t bytes)
{
    message = (struct nlmsghdr *)(batch + used);
    *message = (struct nlmsghdr){.nlmsg_type = type, .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags), .nlmsg_seq = (uint32_t)++messages};
    memcpy(NLMSG_DATA(message), header, bytes);
    used += NLMSG_HDRLEN + NLMSG_ALIGN(bytes);
}

static struct rtattr *add(uint16_t type, const void *value, size_t bytes)
{
    struct rtattr *attribute = (struct rtattr *)(batch + used);
    *attribute = (struct rtattr){.rta_type = type, .rta_len = (uint16_t)RTA_LENGTH(bytes)};
    memcpy(RTA_DATA(attribute), value, bytes);
    used += RTA_SPACE(bytes);
    return attribute;
}

static struct rtattr *open_nest(uint16_t type) { return add(type | NLA_F_NESTED, "", 0); }
static void close_nest(struct rtattr *nest) { nest->rta_len = (uint16_t)(batch + used - (char *)nest); }
static void finish(void) { message->nlmsg_len = (uint32_t)(batch + used - (char *)message); }
static void add_number(uint16_t type, uint32_t value) { add(type, &value, sizeof value); }

static int socket_here(void) { return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE); }

/* Sends the batch and takes its acknowledgements. */
static void commit(int channel)
{
    static char answer[16384];
    if (send(channel, batch, used, 0) < 0)
        exit(2);
    for (int left = messages; left > 0;) {
        ssize_t got = recv(channel, answer, sizeof answer, 0);
        for (struct nlmsghdr *at = (struct nlmsghdr *)answer; got > 0 && NLMSG_OK(at, got); at = NLMSG_NEXT(at, got), left--) {
            int error = ((struct nlmsgerr *)NLMSG_DATA(at))->error;
            if (error != 0) {
                fprintf(stderr, "message %u of %d: %s\n", at->nlmsg_seq, messages, strerror(-error));
                exit(3);
            }
        }
    }
    used = 0;
    messages = 0;
}

static void add_route(uint8_t scope, const uint32_t *to, const uint32_t *gateway, uint32_t link)
{
    struct rtmsg route = {.rtm_family = AF_INET, .rtm_dst_len = to == NULL ? 0 : 32, .rtm_table = RT_TABLE_MAIN, .rtm_protocol = 70,
                          .rtm_scope = scope, .rtm_type = RTN_UNICAST};
    begin(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &route, sizeof route);
    if (to != NULL)
        add(RTA_DST, to, sizeof *to);
    if (gateway != NULL)
        add(RTA_GATEWAY, gateway, sizeof *gateway);
    add_number(RTA_OIF, link);
    finish();
}

int main(void)
{
    const char *command = getenv("CNI_COMMAND"), *container = getenv("CNI_CONTAINERID"), *path = getenv("CNI_NETNS");
    char link[IFNAMSIZ];
    uint32_t number = (uint32_t)strtoul(strrchr(container, '-') + 1, NULL, 10);
    snprintf(link, sizeof link, "floor%u", number);
    int node = socket_here();
    struct ifinfomsg any = {0};
    if (strcmp(command, "DEL") == 0) {
        begin(RTM_DELLINK, 0, &any, sizeof any);
        add(IFLA_IFNAME, link, strlen(link) + 1);
        finish();
        commit(node);
        return 0;
    }

    int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), target = open(path, O_RDONLY | O_CLOEXEC);
    if (own < 0 || target < 0 || setns(target, CLONE_NEWNET) < 0)
        return 4;
    int pod = socket_here();
    if (setns(own, CLONE_NEWNET) < 0)
        return 4;

    /* the node's side */
    const unsigned char mac[] = {2, 0, 1, (unsigned char)(number >> 16), (unsigned char)(number >> 8), (unsigned char)number};
    unsigned char other[6];
    memcpy(other, mac, sizeof other);
    other[2] = 2;
    begin(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &any, sizeof any);
    add(IFLA_IFNAME, link, strlen(link) + 1);
    add(IFLA_ADDRESS, mac, sizeof mac);
    add_number(IFLA_MASTER, if_nametoindex("floorbridge"));
    struct rtattr *info = open_nest(IFLA_LINKINFO);
    add(IFLA_INFO_KIND, "veth", 4);
    struct rtattr *data = open_nest(IFLA_INFO_DATA), *peer = add(VETH_INFO_PEER | NLA_F_NESTED, &any, sizeof any);
    add(IFLA_IFNAME, "eth0", 5);
    add(IFLA_ADDRESS, other, sizeof other);
    add_number(IFLA_NET_NS_FD, (uint32_t)target);
    close_nest(peer);
    close_nest(data);
    close_nest(info);
    finish();
    struct ifinfomsg up = {.ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    begin(RTM_SETLINK, 0, &up, sizeof up);
    add(IFLA_IFNAME, link, strlen(link) + 1);
    finish();
    struct ifinfomsg port = {.ifi_family = AF_BRIDGE};
    commit(node);
    port.ifi_index = (int)if_nametoindex(link);
    begin(RTM_SETLINK, 0, &port, sizeof port);
    struct rtattr *options = open_nest(IFLA_PROTINFO);
    add(IFLA_BRPORT_ISOLATED, "\1", 1);
    close_nest(options);
    finish();
    commit(node);

    /* the pod's side; its link is the first that is not the loopback */
    if (setns(target, CLONE_NEWNET) < 0)
        return 4;
    uint32_t index = if_nametoindex("eth0"), gateway = htonl(0x0adc0001), address = htonl(0x0adc0002 + number % 60000);
    struct ifaddrmsg own_address = {.ifa_family = AF_INET, .ifa_prefixlen = 32, .ifa_index = index};
    begin(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &own_address, sizeof own_address);
    add(IFA_LOCAL, &address, sizeof address);
    add(IFA_ADDRESS, &address, sizeof address);
    finish();
    up.ifi_index = (int)index;
    begin(RTM_SETLINK, 0, &up, sizeof up);
    finish();
    add_route(RT_SCOPE_LINK, &gateway, NULL, index);
    add_route(RT_SCOPE_UNIVERSE, NULL, &gateway, index);
    commit(pod);
    return 0;
}
