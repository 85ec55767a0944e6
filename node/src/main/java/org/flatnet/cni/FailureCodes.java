package org.flatnet.cni;

import java.io.IOException;
import org.flatnet.ipam.AddressRefusedException;
import org.flatnet.ipam.AddressTakenException;
import org.flatnet.ipam.AddressesExhaustedException;
import org.flatnet.ipam.AlreadyLeasedException;
import org.flatnet.ipam.IpamException;
import org.flatnet.ipam.LeaseStoreException;
import org.flatnet.ipam.NotReconciledException;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.pod.PodException;

/** What the runtime is told of the failures of those who know nothing of CNI. */
final class FailureCodes {
    private FailureCodes() {}

    /** What the pod network says is for people; of an unexpected failure the kind is half of what it says. */
    static CniException told(IOException failure) {
        CniException told = switch (failure) {
            case PodException pod -> new CniException(code(pod), String.valueOf(pod.getMessage()));
            case KernelException kernel ->
                new CniException(CniCode.KERNEL_REFUSED, String.valueOf(kernel.getMessage()));
            case IOException other -> new CniException(CniCode.INPUT_OUTPUT, kindAndMessage(other));
        };
        return told.causedBy(failure);
    }

    private static CniCode code(PodException failure) {
        return switch (failure.kind()) {
            case EXISTS -> CniCode.INTERFACE_EXISTS;
            case CONFLICT -> CniCode.INVALID_CONFIG;
            case DISTURBED -> CniCode.TRY_AGAIN_LATER;
        };
    }

    static CniException told(IpamException failure) {
        CniCode code = switch (failure) {
            case AddressesExhaustedException _, NotReconciledException _, AddressTakenException _ ->
                CniCode.TRY_AGAIN_LATER;
            case AddressRefusedException _ -> CniCode.INVALID_CONFIG;
            case AlreadyLeasedException _ -> CniCode.INTERFACE_EXISTS;
            case LeaseStoreException store -> store.diskFull() ? CniCode.TRY_AGAIN_LATER : CniCode.INPUT_OUTPUT;
        };
        return new CniException(code, failure.message()).causedBy(failure);
    }

    static String kindAndMessage(Throwable failure) {
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
