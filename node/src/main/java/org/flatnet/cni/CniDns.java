package org.flatnet.cni;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a container's resolver should use, as configurations and results carry it. Nothing in it is checked. */
public record CniDns(List<String> nameservers, String domain, List<String> search, List<String> options) {
    public static final CniDns NONE = new CniDns(List.of(), "", List.of(), List.of());

    public CniDns {
        nameservers = List.copyOf(nameservers);
        search = List.copyOf(search);
        options = List.copyOf(options);
    }

    /** What the runtime says for one container, who names no domain, in place of this. */
    CniDns overriddenBy(@Nullable CniDns runtime) {
        return runtime == null ? this : new CniDns(runtime.nameservers, domain, runtime.search, runtime.options);
    }

    public boolean isEmpty() {
        return equals(NONE);
    }
}
