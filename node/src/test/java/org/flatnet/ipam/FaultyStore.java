package org.flatnet.ipam;

import java.io.IOException;
import java.util.Set;
import org.flatnet.kernel.net.IpAddress;

/** A folder of leases on a disk, and in a process, that fail when a test says so. */
final class FaultyStore implements LeaseStore {
    private final LeaseStore real;
    private final Fault fault;

    FaultyStore(LeaseStore real, Fault fault) {
        this.real = real;
        this.fault = fault;
    }

    /** The process is killed here. Nothing catches it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    enum Kind {
        /** The disk refuses the operation. */
        REFUSED,
        /** The process ends before it. */
        KILLED_BEFORE,
        /** The process ends after it. */
        KILLED_AFTER
    }

    /** What goes wrong next, if anything. */
    static final class Fault {
        private Kind kind = Kind.REFUSED;
        private int operationsLeft = -1;

        /** The fault comes after so many good operations. */
        void arm(Kind newKind, int goodOperations) {
            kind = newKind;
            operationsLeft = goodOperations;
        }

        void disarm() {
            operationsLeft = -1;
        }

        private void run(Operation operation) throws IOException {
            if (operationsLeft < 0 || operationsLeft-- > 0) {
                operation.run();
                return;
            }
            switch (kind) {
                case REFUSED -> throw new IOException("the disk refuses, as the test wants it");
                case KILLED_BEFORE -> throw new Killed();
                case KILLED_AFTER -> {
                    operation.run();
                    throw new Killed();
                }
            }
        }
    }

    private interface Operation {
        void run() throws IOException;
    }

    @Override
    public Contents load() throws IOException {
        return real.load();
    }

    @Override
    public Set<IpAddress> written() throws IOException {
        return real.written();
    }

    @Override
    public void write(Lease lease) throws IOException {
        fault.run(() -> real.write(lease));
    }

    @Override
    public void rest(IpAddress address) throws IOException {
        fault.run(() -> real.rest(address));
    }

    @Override
    public void free(IpAddress address) throws IOException {
        fault.run(() -> real.free(address));
    }

    @Override
    public void forget(IpAddress address) throws IOException {
        fault.run(() -> real.forget(address));
    }

    @Override
    public void rememberTurn(String setKey, IpAddress address) throws IOException {
        fault.run(() -> real.rememberTurn(setKey, address));
    }

    @Override
    public void rememberImport(String folderKey) throws IOException {
        real.rememberImport(folderKey);
    }

    @Override
    public void create() throws IOException {
        real.create();
    }
}
