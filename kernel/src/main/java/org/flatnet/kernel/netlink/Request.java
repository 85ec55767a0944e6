package org.flatnet.kernel.netlink;

import org.jspecify.annotations.Nullable;

/**
 * A message to send.
 *
 * @param type {@code nlmsg_type}
 * @param flags beside {@code NLM_F_REQUEST}, which every request has; sockets add {@code NLM_F_ACK} where they wait for one
 * @param body the fixed header and the attributes
 * @param verb what is done, for people, in errors: "create link", "add route"
 * @param subject to what; its text, "10.200.1.0/24 via 10.0.1.21", is only made where there is an error to tell
 */
@SuppressWarnings("ArrayRecordComponent") // written once and sent once: a copy would serve nobody, and none compares it
public record Request(
        int type,
        int flags,
        byte[] body,
        String verb,
        @Nullable Object subject) {
    /** {@code NLM_F_REQUEST}. */
    public static final int REQUEST = 0x1;
    /** {@code NLM_F_MULTI}. */
    public static final int MULTI = 0x2;
    /** {@code NLM_F_ACK}. */
    public static final int ACK = 0x4;
    /** {@code NLM_F_ECHO}. */
    public static final int ECHO = 0x8;
    /** {@code NLM_F_DUMP_INTR}: the dump changed while it was read. */
    public static final int DUMP_INTERRUPTED = 0x10;
    /** {@code NLM_F_REPLACE}. */
    public static final int REPLACE = 0x100;
    /** {@code NLM_F_EXCL}. */
    public static final int EXCLUSIVE = 0x200;
    /** {@code NLM_F_CREATE}. */
    public static final int CREATE = 0x400;
    /** {@code NLM_F_APPEND}. */
    public static final int APPEND = 0x800;
    /** {@code NLM_F_DUMP}: {@code NLM_F_ROOT | NLM_F_MATCH}. */
    public static final int DUMP = 0x300;

    /** A request of which the verb says all. */
    public Request(int type, int flags, byte[] body, String verb) {
        this(type, flags, body, verb, null);
    }

    /** Verb and subject: "add route 10.200.1.0/24 via 10.0.1.21". */
    public String what() {
        return subject == null ? verb : verb + " " + subject;
    }

    @Override
    public String toString() {
        return what();
    }
}
