package org.flatnet.cni;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.pod.PodAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the previous result says of the container's interface. Later plugins of the chain may have added to that result;
 * what is not of this interface is theirs.
 *
 * @param mtu in bytes; 0 where it is not told, as before version 1.1.0
 * @param mac null where it is not told, as by an address plugin
 */
record PreviousAttachment(
        List<PodAddress> podAddresses, int mtu, @Nullable MacAddress mac) {

    static PreviousAttachment of(CniRequest request) throws CniException {
        CniResult result = request.config().previousResult();
        if (result == null) {
            throw new CniException(CniCode.INVALID_CONFIG, "CHECK needs prevResult: expected the result of the ADD");
        }
        int index = interfaceIndex(result, request.interfaceName());
        List<PodAddress> addresses = new ArrayList<>();
        for (CniResult.Address address : result.addresses()) {
            if (address.interfaceIndex() == null || address.interfaceIndex() == index) {
                addresses.add(new PodAddress(address.address(), address.gateway()));
            }
        }
        CniResult.Interface own = index < 0 ? null : result.interfaces().get(index);
        return new PreviousAttachment(
                addresses,
                own == null ? 0 : own.mtu(),
                own == null || own.mac().isEmpty() ? null : MacAddress.parse(own.mac()));
    }

    private static int interfaceIndex(CniResult result, String name) {
        for (int i = 0; i < result.interfaces().size(); i++) {
            CniResult.Interface one = result.interfaces().get(i);
            if (one.name().equals(name) && !one.sandbox().isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    List<InterfaceAddress> addresses() {
        return podAddresses.stream().map(PodAddress::address).toList();
    }
}
