package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/** What a register holds or a map gives: bytes, or a verdict ({@code NFTA_DATA_*}). */
public sealed interface Data permits Value, Verdict {
    /** Writes {@code struct nft_data} as a nest of this type. */
    default void write(MessageWriter writer, int type) {
        writer.beginNest(type);
        switch (this) {
            case Value value -> writer.attributeBytes(Constants.NFTA_DATA_VALUE, value.bytes());
            case Verdict verdict -> verdict.write(writer);
        }
        writer.endNest();
    }

    /** Reads the attributes of {@code struct nft_data}. */
    static Data read(Attributes attributes) {
        @Nullable Data data = null;
        while (attributes.next()) {
            data = switch (attributes.type()) {
                case Constants.NFTA_DATA_VALUE -> Value.of(attributes.bytesValue());
                case Constants.NFTA_DATA_VERDICT -> Verdict.read(attributes.nested());
                default -> throw new Unsupported("data attribute " + attributes.type());
            };
        }
        if (data == null) {
            throw new MalformedMessageException("data that is neither a value nor a verdict");
        }
        return data;
    }
}
