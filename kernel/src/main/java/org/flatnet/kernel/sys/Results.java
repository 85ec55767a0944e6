package org.flatnet.kernel.sys;

/** Turns the {@code -errno} of {@link Native} into exceptions. An operation is put into words only for those. */
final class Results {
    private Results() {}

    static int check(int result, Object operation) throws KernelException {
        if (result < 0) {
            throw new KernelException(operation.toString(), -result, null);
        }
        return result;
    }

    static long check(long result, Object operation) throws KernelException {
        if (result < 0) {
            throw new KernelException(operation.toString(), (int) -result, null);
        }
        return result;
    }
}
