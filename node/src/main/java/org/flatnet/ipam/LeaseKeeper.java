package org.flatnet.ipam;

import java.nio.file.Path;

/** What shows that a lease is still needed, so that one that nobody needs is found. */
public sealed interface LeaseKeeper {

    /** A link that Flatnet makes: a lease without its link, and without a call in flight, is freed. */
    record Link() implements LeaseKeeper {}

    /** Another plugin's link, which cannot be seen here: only its own release, a GC or a reboot ends the lease. */
    record Delegated() implements LeaseKeeper {}

    /**
     * As {@link Delegated}, taken over from the reference plugin host-local.
     *
     * @param file the plugin's own file of the lease, which goes when the lease goes
     */
    record Imported(Path file) implements LeaseKeeper {}
}
