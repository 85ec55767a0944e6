package org.flatnet.reconcile;

import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.nftables.ChainId;
import org.flatnet.kernel.nftables.ElementKey;
import org.flatnet.kernel.nftables.SetId;
import org.flatnet.kernel.nftables.TableId;
import org.jspecify.annotations.Nullable;

/** What the kernel tells objects apart by: it can hold one of each. Links are meant by name, which outlasts an index. */
public sealed interface Identity {
    /** What kind of object it is of; for a base chain too {@link Kind#CHAIN}, as the name does not tell. */
    Kind kind();

    record OfLink(String name) implements Identity {
        @Override
        public Kind kind() {
            return Kind.LINK;
        }

        @Override
        public String toString() {
            return "link " + name;
        }
    }

    record OfSysctl(String key) implements Identity {
        @Override
        public Kind kind() {
            return Kind.SYSCTL;
        }

        @Override
        public String toString() {
            return "sysctl " + key;
        }
    }

    record OfAddress(String link, InterfaceAddress address) implements Identity {
        @Override
        public Kind kind() {
            return Kind.ADDRESS;
        }

        @Override
        public String toString() {
            return "address " + address + " on " + link;
        }
    }

    record OfNeighbour(String link, IpAddress address) implements Identity {
        @Override
        public Kind kind() {
            return Kind.NEIGHBOUR;
        }

        @Override
        public String toString() {
            return "neighbour " + address + " on " + link;
        }
    }

    record OfForwarding(String link, MacAddress mac) implements Identity {
        @Override
        public Kind kind() {
            return Kind.FORWARDING;
        }

        @Override
        public String toString() {
            return "forwarding entry " + mac + " on " + link;
        }
    }

    /** Of the main table. */
    record OfRoute(Cidr destination, int metric) implements Identity {
        @Override
        public Kind kind() {
            return Kind.ROUTE;
        }

        @Override
        public String toString() {
            return "route " + destination;
        }
    }

    record OfTable(TableId id) implements Identity {
        @Override
        public Kind kind() {
            return Kind.TABLE;
        }

        @Override
        public String toString() {
            return "table " + id;
        }
    }

    record OfSet(SetId id) implements Identity {
        @Override
        public Kind kind() {
            return Kind.SET;
        }

        @Override
        public String toString() {
            return "set " + id;
        }
    }

    record OfChain(ChainId id) implements Identity {
        @Override
        public Kind kind() {
            return Kind.CHAIN;
        }

        @Override
        public String toString() {
            return "chain " + id;
        }
    }

    /**
     * An element, or in a set of intervals with one field a whole interval.
     *
     * @param end of an interval: the first key after it; else null
     */
    record OfElement(SetId set, ElementKey key, @Nullable ElementKey end) implements Identity {
        @Override
        public Kind kind() {
            return Kind.ELEMENT;
        }

        @Override
        public String toString() {
            return "element " + key + " of " + set;
        }
    }
}
