package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/**
 * An expression, or a form of one, that the library does not know. It encodes to the bytes it came from.
 *
 * @param data the attributes of {@code NFTA_EXPR_DATA}
 */
public record Opaque(String name, Value data) implements Expression {
    @Override
    public void writeData(MessageWriter writer) {
        writer.putBytes(data.bytes());
    }

    @Override
    public void write(MessageWriter writer, int type) {
        writer.beginNest(type).attributeString(ExpressionReader.NFTA_EXPR_NAME, name);
        // As one attribute, so that bytes of any length are filled up to the next multiple of four.
        writer.attributeBytes(MessageWriter.NESTED | ExpressionReader.NFTA_EXPR_DATA, data.bytes())
                .endNest();
    }
}
