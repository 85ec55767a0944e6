package org.flatnet.kernel.nftables;

/** A part of an object that this library does not know: the whole is then kept as bytes. Never leaves the package. */
final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsupported(String message) {
        super(message, null, false, false);
    }
}
