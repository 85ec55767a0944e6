package org.flatnet.reconcile;

/**
 * A kernel setting, by its path under {@code /proc/sys}. What it was before is recorded and comes back when nobody wants
 * it changed any more.
 *
 * @param key such as {@code net/ipv4/ip_forward}
 */
public record SysctlObject(String key, String value) implements KernelObject {
    @Override
    public Identity identity() {
        return new Identity.OfSysctl(key);
    }

    @Override
    public Kind kind() {
        return Kind.SYSCTL;
    }
}
