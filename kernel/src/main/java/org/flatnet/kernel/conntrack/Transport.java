package org.flatnet.kernel.conntrack;

/** What tells flows between the same two hosts apart. */
public sealed interface Transport {
    /** Of TCP, UDP, SCTP and the like. */
    record Ports(int source, int destination) implements Transport {
        public Ports {
            if (source < 0 || source > 0xffff || destination < 0 || destination > 0xffff) {
                throw new IllegalArgumentException("ports " + source + " and " + destination + ": expected 16 bits");
            }
        }

        @Override
        public String toString() {
            return "sport=" + source + " dport=" + destination;
        }
    }

    /** Of ICMP and ICMPv6, whose queries and answers have an identifier. */
    record Echo(int type, int code, int id) implements Transport {
        @Override
        public String toString() {
            return "type=" + type + " code=" + code + " id=" + id;
        }
    }

    /** Of protocols that have nothing of the kind. */
    record None() implements Transport {
        @Override
        public String toString() {
            return "";
        }
    }
}
