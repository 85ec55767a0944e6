package org.flatnet.cni;

import java.util.List;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.KernelException;

/** The container's own loopback link, which a new namespace has, but down. */
final class Loopback {
    private static final String NAME = "lo";
    private static final String NO_MAC = "00:00:00:00:00:00";

    private Loopback() {}

    /** Sets it up. */
    static CniResult up(CniRequest request) throws KernelException {
        try (RouteSocket inside = RouteSocket.open(request.requireNamespace())) {
            inside.execute(LinkChange.of(NAME).up().request());
        }
        CniResult previous = request.config().previousResult();
        return previous != null ? previous : result(request);
    }

    private static CniResult result(CniRequest request) {
        CniResult.Interface link = new CniResult.Interface(NAME, NO_MAC, 0, request.namespacePath());
        List<CniResult.Address> addresses = List.of(
                new CniResult.Address(InterfaceAddress.parse("127.0.0.1/8"), null, 0),
                new CniResult.Address(InterfaceAddress.parse("::1/128"), null, 0));
        return new CniResult(List.of(link), addresses, List.of(), CniDns.NONE);
    }

    static void check(CniRequest request) throws CniException, KernelException {
        try (RouteSocket inside = RouteSocket.open(request.requireNamespace())) {
            Link link = inside.link(NAME);
            if (link == null || !link.isUp()) {
                throw new CniException(
                        CniCode.CHECK_FAILED, "the loopback link of " + request.containerId() + " is down");
            }
        }
    }
}
