package org.flatnet.ipam;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachmentId;

/** A kernel that holds what a test says. All attachments are eth0 on the network flatnet. */
final class FakeWitness implements Witness {
    private final Map<AttachmentId, List<IpAddress>> links = new HashMap<>();
    private final Set<AttachmentId> calls = new HashSet<>();
    private Meanwhile meanwhile = () -> {};

    /** What goes on while the kernel is asked. */
    interface Meanwhile {
        void run() throws IOException, IpamException, InterruptedException;
    }

    static AttachmentId owner(String id) {
        return new AttachmentId("flatnet", id, "eth0");
    }

    FakeWitness link(String id, String... addresses) {
        links.put(owner(id), Stream.of(addresses).map(IpAddress::parse).toList());
        return this;
    }

    FakeWitness calls(String id) {
        calls.add(owner(id));
        return this;
    }

    FakeWitness meanwhile(Meanwhile action) {
        meanwhile = action;
        return this;
    }

    @Override
    public Set<AttachmentId> inFlight() {
        return calls;
    }

    @Override
    public Map<AttachmentId, List<IpAddress>> holdings() throws IOException {
        Map<AttachmentId, List<IpAddress>> seen = Map.copyOf(links);
        try {
            meanwhile.run();
        } catch (IpamException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return seen;
    }
}
