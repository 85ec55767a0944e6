package org.flatnet.kernel.route;

/** What a rule does: {@code FR_ACT_*} of {@code linux/fib_rules.h}, 0 to 255. */
public record RuleAction(int number) {
    /** Asks the rule's table. */
    public static final RuleAction TABLE = new RuleAction(1);
    /** Goes on with the rule of another priority. */
    public static final RuleAction GOTO = new RuleAction(2);

    public static final RuleAction NOTHING = new RuleAction(3);
    public static final RuleAction BLACKHOLE = new RuleAction(6);
    public static final RuleAction UNREACHABLE = new RuleAction(7);
    public static final RuleAction PROHIBIT = new RuleAction(8);

    public RuleAction {
        if (number < 0 || number > 255) {
            throw new IllegalArgumentException("rule action " + number + ": expected 0 to 255");
        }
    }

    /** As {@code ip rule} has it. */
    @Override
    public String toString() {
        return switch (number) {
            case 1 -> "lookup";
            case 2 -> "goto";
            case 3 -> "nop";
            case 6 -> "blackhole";
            case 7 -> "unreachable";
            case 8 -> "prohibit";
            default -> Integer.toString(number);
        };
    }
}
