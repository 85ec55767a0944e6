package org.flatnet.pod;

import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.KernelException;
import org.jspecify.annotations.Nullable;

/** How a link is looked at that was just made. */
interface LinkLook {
    /** By itself, which from Linux 6.8 on makes the kernel act on its carrier at once. */
    LinkLook ALONE = RouteSocket::link;

    /** The link of this index; null if there is none. */
    @Nullable
    Link at(RouteSocket host, int index) throws KernelException;
}
