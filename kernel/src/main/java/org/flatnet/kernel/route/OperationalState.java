package org.flatnet.kernel.route;

/** Whether a link works (RFC 2863): {@code IF_OPER_*} of {@code linux/if.h}. */
public enum OperationalState {
    UNKNOWN(0),
    NOT_PRESENT(1),
    DOWN(2),
    LOWER_LAYER_DOWN(3),
    TESTING(4),
    DORMANT(5),
    UP(6);

    private final int number;

    OperationalState(int number) {
        this.number = number;
    }

    static OperationalState ofNumber(int number) {
        for (OperationalState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        return UNKNOWN;
    }
}
