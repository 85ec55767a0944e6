package org.flatnet.kernel.nftables;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MessageWriter;

/**
 * What makes a chain a base chain ({@code NFTA_HOOK_*}).
 *
 * @param priority lower ones first; see {@link Priority}
 * @param policy for packets that no rule decided
 * @param devices at ingress and egress, the links whose packets it sees; else none
 */
public record BaseHook(ChainType type, Hook hook, int priority, Policy policy, List<String> devices) {
    private static final int NFTA_HOOK_HOOKNUM = 1;
    private static final int NFTA_HOOK_PRIORITY = 2;
    private static final int NFTA_HOOK_DEV = 3;
    private static final int NFTA_HOOK_DEVS = 4;
    private static final int NFTA_DEVICE_NAME = 1;

    public BaseHook {
        devices = List.copyOf(devices);
    }

    void write(MessageWriter writer, int nestType, TableFamily family) {
        writer.beginNest(nestType)
                .attributeIntNetworkOrder(NFTA_HOOK_HOOKNUM, hook.number(family))
                .attributeIntNetworkOrder(NFTA_HOOK_PRIORITY, priority);
        writeDevices(writer, devices);
        writer.endNest();
    }

    /** One link as kernels before 5.5 know it too; several as a list. */
    private static void writeDevices(MessageWriter writer, List<String> devices) {
        if (devices.size() == 1) {
            writer.attributeString(NFTA_HOOK_DEV, devices.getFirst());
        } else if (!devices.isEmpty()) {
            writer.beginNest(NFTA_HOOK_DEVS);
            devices.forEach(device -> writer.attributeString(NFTA_DEVICE_NAME, device));
            writer.endNest();
        }
    }

    static BaseHook read(TableFamily family, ChainType type, Policy policy, Attributes attributes) {
        Nest nest = new Nest("hook", attributes);
        List<String> devices = new ArrayList<>();
        if (nest.has(NFTA_HOOK_DEVS)) {
            Attributes list = nest.nested(NFTA_HOOK_DEVS);
            while (list.next()) {
                devices.add(list.string());
            }
        } else if (nest.has(NFTA_HOOK_DEV)) {
            devices.add(nest.string(NFTA_HOOK_DEV));
        }
        return new BaseHook(
                type,
                Hook.ofNumber(family, nest.number(NFTA_HOOK_HOOKNUM)),
                nest.number(NFTA_HOOK_PRIORITY),
                policy,
                devices);
    }
}
