package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/** Which class reads which of the kernel's expressions. */
final class ExpressionReader {
    static final int NFTA_EXPR_NAME = 1;
    static final int NFTA_EXPR_DATA = 2;

    private ExpressionReader() {}

    /**
     * @param stateOnly whether only expressions that keep state are read; with these alone no expression holds others, so
     *     that no message can nest them deeper than the stack is
     */
    static Expression read(Attributes attributes, boolean stateOnly) {
        @Nullable String name = null;
        byte[] data = {};
        while (attributes.next()) {
            switch (attributes.type()) {
                case NFTA_EXPR_NAME -> name = attributes.string();
                case NFTA_EXPR_DATA -> data = attributes.bytesValue();
                default -> {}
            }
        }
        if (name == null) {
            throw new MalformedMessageException("an expression without a name");
        }
        return read(name, data, stateOnly);
    }

    /** Reads the attributes of an expression that keeps state. */
    static Expression readState(String name, byte[] data) {
        return read(name, data, true);
    }

    private static Expression read(String name, byte[] data, boolean stateOnly) {
        try {
            Nest nest = new Nest(name, new Attributes(data));
            Expression expression = stateOnly ? state(name, nest) : known(name, nest);
            nest.end();
            return expression;
        } catch (Unsupported e) {
            return new Opaque(name, Value.of(data));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("expression " + name + ": " + e.getMessage());
        }
    }

    private static Expression state(String name, Nest nest) {
        return switch (name) {
            case ConnectionLimit.NAME -> ConnectionLimit.read(nest);
            case Counter.NAME -> Counter.read(nest);
            case Limit.NAME -> Limit.read(nest);
            case Quota.NAME -> Quota.read(nest);
            default -> throw new Unsupported("state " + name);
        };
    }

    private static Expression known(String name, Nest nest) {
        return switch (name) {
            case Bitwise.NAME -> Bitwise.read(nest);
            case ByteOrderChange.NAME -> ByteOrderChange.read(nest);
            case Compare.NAME -> Compare.read(nest);
            case ConnectionLimit.NAME -> ConnectionLimit.read(nest);
            case Counter.NAME -> Counter.read(nest);
            case CtLoad.NAME -> nest.has(CtStore.NFTA_CT_SREG) ? CtStore.read(nest) : CtLoad.read(nest);
            case Duplicate.NAME -> Duplicate.read(nest);
            case DynamicSet.NAME -> DynamicSet.read(nest);
            case FibLoad.NAME -> FibLoad.read(nest);
            case Forward.NAME -> Forward.read(nest);
            case HeaderLoad.NAME ->
                nest.has(HeaderStore.NFTA_EXTHDR_SREG) ? HeaderStore.read(nest) : HeaderLoad.read(nest);
            case Immediate.NAME -> immediate(nest);
            case JenkinsHash.NAME -> JenkinsHash.read(nest);
            case Limit.NAME -> Limit.read(nest);
            case Log.NAME -> Log.read(nest);
            case Lookup.NAME -> Lookup.read(nest);
            case Masquerade.NAME -> Masquerade.read(nest);
            case MetaLoad.NAME -> nest.has(MetaStore.NFTA_META_SREG) ? MetaStore.read(nest) : MetaLoad.read(nest);
            case Nat.NAME -> Nat.read(nest);
            case NoTrack.NAME -> new NoTrack();
            case NumberGenerator.NAME -> NumberGenerator.read(nest);
            case PayloadLoad.NAME ->
                nest.has(PayloadStore.NFTA_PAYLOAD_SREG) ? PayloadStore.read(nest) : PayloadLoad.read(nest);
            case Quota.NAME -> Quota.read(nest);
            case Range.NAME -> Range.read(nest);
            case Redirect.NAME -> Redirect.read(nest);
            case Reject.NAME -> Reject.read(nest);
            case RouteLoad.NAME -> RouteLoad.read(nest);
            case SocketLoad.NAME -> SocketLoad.read(nest);
            case UseObject.NAME ->
                nest.has(MapObject.NFTA_OBJREF_SET_NAME) ? MapObject.read(nest) : UseObject.read(nest);
            default -> throw new Unsupported("expression " + name);
        };
    }

    private static Expression immediate(Nest nest) {
        // Register 0 takes the verdict; every other takes a value.
        return nest.peek(Immediate.NFTA_IMMEDIATE_DREG) == 0 ? VerdictExpression.read(nest) : Immediate.read(nest);
    }
}
