package org.flatnet.kernel.nftables;

import org.flatnet.kernel.net.IpFamily;

/** Something of a packet that rules compare and look up. */
public sealed interface Field permits PayloadField, MetaField, CtField, NumberField {
    /** The mark that the packet carries. */
    Field MARK = new MetaField(MetaKey.MARK);
    /** {@code skb->priority}. */
    Field PRIORITY = new MetaField(MetaKey.PRIORITY);

    Field IIFNAME = new MetaField(MetaKey.IIFNAME);
    Field OIFNAME = new MetaField(MetaKey.OIFNAME);
    /** The transport protocol, after IPv6 extension headers too. */
    Field PROTOCOL = new MetaField(MetaKey.L4PROTO);
    /** The Ethernet type. */
    Field ETHER_TYPE = new MetaField(MetaKey.PROTOCOL);

    Field CT_MARK = new CtField(CtKey.MARK, null);
    Field CT_STATE = new CtField(CtKey.STATE, null);
    Field CT_STATUS = new CtField(CtKey.STATUS, null);

    /** Type of the values. */
    FieldType type();

    /** What the packet must be before the field can be read. */
    Guard guard();

    /** Reads it into a register. */
    Load load(Register target);

    /** As nft writes it. */
    String text();

    /** The packet's source address. */
    static Field source(IpFamily family) {
        return family == IpFamily.IPV4 ? PayloadField.IP_SADDR : PayloadField.IP6_SADDR;
    }

    /** The packet's destination address. */
    static Field destination(IpFamily family) {
        return family == IpFamily.IPV4 ? PayloadField.IP_DADDR : PayloadField.IP6_DADDR;
    }

    /** A random number below a modulus. */
    static Field random(int modulus) {
        return new NumberField(true, modulus, 0);
    }
}
