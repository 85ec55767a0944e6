package org.flatnet.kernel.route;

/** Gives links their names, for texts that people read. */
@FunctionalInterface
public interface LinkNames {
    /** Calls links by their index: {@code if7}, as iproute2 does with a link that it cannot find. */
    LinkNames NUMBERS = index -> "if" + index;

    String name(int index);
}
