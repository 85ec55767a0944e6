package org.flatnet.cni;

import java.util.List;

/** What a container's resolver should use, as configurations and results carry it. Nothing in it is checked. */
public record CniDns(List<String> nameservers, String domain, List<String> search, List<String> options) {
    public static final CniDns NONE = new CniDns(List.of(), "", List.of(), List.of());

    public CniDns {
        nameservers = List.copyOf(nameservers);
        search = List.copyOf(search);
        options = List.copyOf(options);
    }

    public boolean isEmpty() {
        return equals(NONE);
    }
}
