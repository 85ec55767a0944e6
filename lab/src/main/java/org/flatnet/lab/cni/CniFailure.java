package org.flatnet.lab.cni;

import java.io.IOException;

/** A plugin answered with an error, or not in a way that CNI allows. */
public final class CniFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /** For plugins that failed without a CNI error. */
    public static final int NO_CODE = 0;

    private final int code;

    /**
     * @param what plugin and command, for people
     * @param code CNI's error code, or {@link #NO_CODE}
     * @param text what the plugin says of it
     */
    public CniFailure(String what, int code, String text) {
        super(what + ": " + (code == NO_CODE ? "" : "error " + code + ": ") + text);
        this.code = code;
    }

    public int code() {
        return code;
    }
}
