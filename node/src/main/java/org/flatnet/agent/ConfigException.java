package org.flatnet.agent;

import java.util.List;

/** Settings that cannot be used; says everything that is wrong with them, not only the first thing. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param problems what is wrong and what was expected, each with the file and line or the flag */
    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
