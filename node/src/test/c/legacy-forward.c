/*
 * Makes the chain FORWARD of the filter table of iptables-legacy drop: `legacy-forward 4|6 policy|rule`. By its policy, or
 * by a last rule for everything, before a policy that accepts.
 */
/* before the kernel's, which then leave out what it has */
#include <netinet/in.h>

#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { FORWARD = NF_INET_FORWARD, DROP = -NF_DROP - 1 };

static void check(int result, const char *what) {
    if (result < 0) {
        perror(what);
        exit(1);
    }
}

int main(int count, char **words) {
    if (count != 3)
        return 2;
    int six = words[1][0] == '6';
    int by_rule = strcmp(words[2], "rule") == 0;
    int level = six ? IPPROTO_IPV6 : IPPROTO_IP;
    unsigned head = six ? sizeof(struct ip6t_entry) : sizeof(struct ipt_entry);
    unsigned whole = head + sizeof(struct xt_standard_target);
    int fd = socket(six ? AF_INET6 : AF_INET, SOCK_RAW, IPPROTO_RAW);
    check(fd, "socket");

    /* The structures of the two families are alike, but for the entries. */
    struct ipt_getinfo info = {.name = "filter"};
    socklen_t length = sizeof info;
    check(getsockopt(fd, level, IPT_SO_GET_INFO, &info, &length), "get info");
    length = sizeof(struct ipt_get_entries) + info.size;
    struct ipt_get_entries *old = calloc(1, length);
    strcpy(old->name, "filter");
    old->size = info.size;
    check(getsockopt(fd, level, IPT_SO_GET_ENTRIES, old, &length), "get entries");

    unsigned more = by_rule ? whole : 0;
    struct ipt_replace *new = calloc(1, sizeof *new + info.size + more);
    strcpy(new->name, "filter");
    new->valid_hooks = info.valid_hooks;
    new->num_entries = info.num_entries + by_rule;
    new->size = info.size + more;
    memcpy(new->hook_entry, info.hook_entry, sizeof info.hook_entry);
    memcpy(new->underflow, info.underflow, sizeof info.underflow);
    new->num_counters = info.num_entries;
    new->counters = calloc(info.num_entries, sizeof *new->counters);

    unsigned at = info.underflow[FORWARD];
    char *entries = (char *) new->entries, *from = (char *) old->entrytable;
    memcpy(entries, from, at + whole);
    memcpy(entries + at + more, from + at, info.size - at);
    ((struct xt_standard_target *) (entries + at + head))->verdict = DROP;
    if (by_rule) {
        new->underflow[FORWARD] += more;
        new->hook_entry[NF_INET_LOCAL_OUT] += more;
        new->underflow[NF_INET_LOCAL_OUT] += more;
    }
    check(setsockopt(fd, level, IPT_SO_SET_REPLACE, new, sizeof *new + new->size), "replace");
    return 0;
}
