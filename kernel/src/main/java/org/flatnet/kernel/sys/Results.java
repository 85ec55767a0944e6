package org.flatnet.kernel.sys;

/** Turns the {@code -errno} of {@link Native} into exceptions. */
final class Results {
    private Results() {}

    static int check(int result, String operation) throws KernelException {
        if (result < 0) {
            throw new KernelException(operation, -result, null);
        }
        return result;
    }

    static long check(long result, String operation) throws KernelException {
        if (result < 0) {
            throw new KernelException(operation, (int) -result, null);
        }
        return result;
    }
}
