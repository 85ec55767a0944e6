package org.flatnet.cni;

/** The error codes that a runtime is told: the specification's, and from 100 on Flatnet's own. */
public enum CniCode {
    INCOMPATIBLE_VERSION(1),
    /** A key of the network configuration that is not served; the message names key and value. */
    UNSUPPORTED_FIELD(2),
    /** CHECK: nothing is left of the container's attachment, and nothing has to be cleaned up. */
    UNKNOWN_CONTAINER(3),
    /** A variable of the environment is missing or wrong. */
    INVALID_ENVIRONMENT(4),
    INPUT_OUTPUT(5),
    /** What came on standard input is not JSON, or not of the types that are expected. */
    DECODING(6),
    INVALID_CONFIG(7),
    /** CNI_NETNS cannot be used. */
    INVALID_NAMESPACE(8),
    /** What stands in the way passes: the runtime should ask again. */
    TRY_AGAIN_LATER(11),
    /** STATUS: no pod can be added. */
    NOT_AVAILABLE(50),
    /** STATUS: no pod can be added, and those that run may be cut off. */
    NOT_AVAILABLE_DEGRADED(51),
    /** The kernel refused a part of the work; all that had been made was undone. */
    KERNEL_REFUSED(100),
    /** ADD: the interface exists inside the container, or the node's end of its link. */
    INTERFACE_EXISTS(101),
    /** CHECK: something is not as ADD left it. */
    CHECK_FAILED(102),
    /** GC: some of what is no longer valid could not be deleted. */
    GARBAGE_LEFT(103),
    /** A fault of Flatnet's: the log has its trace. */
    INTERNAL(999);

    private final int number;

    CniCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
