package org.flatnet.kernel.sys;

/**
 * What tells one namespace from another: two descriptors are of the same namespace if and only if these are equal.
 * An inode may be used again once its namespace is gone, so hold the namespace open while its identity matters.
 *
 * @param device {@code st_dev} of the namespace's file
 * @param inode {@code st_ino} of it
 */
public record NamespaceId(long device, long inode) {
    @Override
    public String toString() {
        return "net:[" + inode + "]";
    }
}
