package org.flatnet.cni;

/** A command fails, and this is what the runtime is told of it. */
public final class CniException extends Exception {
    private static final long serialVersionUID = 1L;

    private final CniCode code;
    private final String details;

    /**
     * An error that its message says all of.
     *
     * @param message what is wrong, where, and what was expected
     */
    public CniException(CniCode code, String message) {
        this(code, message, "");
    }

    /**
     * An error of which there is more to say.
     *
     * @param message what is wrong, where, and what was expected
     * @param details more for the people who look into it; may be empty
     */
    public CniException(CniCode code, String message, String details) {
        super(message);
        this.code = code;
        this.details = details;
    }

    /** A key of the configuration, or a value of it, that is not served. */
    public static CniException unsupported(String key, String value, String expected) {
        return new CniException(
                CniCode.UNSUPPORTED_FIELD,
                "unsupported field in the network configuration: " + key + " = " + value + ": " + expected);
    }

    /** Adds what caused it, for the log. */
    public CniException causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    public CniCode code() {
        return code;
    }

    /** More for the people who look into it; empty where there is no more. */
    public String details() {
        return details;
    }

    /** The message, never null. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
