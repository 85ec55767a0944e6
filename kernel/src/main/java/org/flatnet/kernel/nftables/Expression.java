package org.flatnet.kernel.nftables;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MessageWriter;

/**
 * One step of a rule, or the state that a set keeps with each element ({@code NFTA_EXPR_*}). A rule runs its expressions
 * in order until one does not match. What the library does not know is an {@link Opaque}, which encodes as it came.
 */
public sealed interface Expression
        permits Load,
                Bitwise,
                ByteOrderChange,
                Compare,
                ConnectionLimit,
                Counter,
                CtStore,
                Duplicate,
                DynamicSet,
                Forward,
                HeaderStore,
                Immediate,
                Limit,
                Log,
                Lookup,
                MapObject,
                Masquerade,
                MetaStore,
                Nat,
                NoTrack,
                Opaque,
                PayloadStore,
                Quota,
                Range,
                Redirect,
                Reject,
                UseObject,
                VerdictExpression {

    /** The kernel's name of it. */
    String name();

    /** Writes the attributes of {@code NFTA_EXPR_DATA}. */
    void writeData(MessageWriter writer);

    /** Writes it whole, as a nest of this type. */
    default void write(MessageWriter writer, int type) {
        writer.beginNest(type).attributeString(ExpressionReader.NFTA_EXPR_NAME, name());
        writer.beginNest(ExpressionReader.NFTA_EXPR_DATA);
        writeData(writer);
        writer.endNest().endNest();
    }

    /** Writes a list of them, as a nest of this type. */
    static void writeList(MessageWriter writer, int type, List<Expression> expressions) {
        writer.beginNest(type);
        for (Expression expression : expressions) {
            expression.write(writer, Constants.NFTA_LIST_ELEM);
        }
        writer.endNest();
    }

    /** Reads the attributes of one. */
    static Expression read(Attributes attributes) {
        return ExpressionReader.read(attributes, false);
    }

    /** Reads the attributes of one that keeps state; no other may stand inside sets and elements. */
    static Expression readState(Attributes attributes) {
        return ExpressionReader.read(attributes, true);
    }

    /** Reads a list of them. */
    static List<Expression> readList(Attributes attributes) {
        List<Expression> expressions = new ArrayList<>();
        while (attributes.next()) {
            expressions.add(read(attributes.nested()));
        }
        return List.copyOf(expressions);
    }

    /** Reads a list of those that keep state. */
    static List<Expression> readStateList(Attributes attributes) {
        List<Expression> expressions = new ArrayList<>();
        while (attributes.next()) {
            expressions.add(readState(attributes.nested()));
        }
        return List.copyOf(expressions);
    }

    /** The same without what packets have changed in it: counted packets, a used quota. */
    default Expression withoutState() {
        return this;
    }
}
