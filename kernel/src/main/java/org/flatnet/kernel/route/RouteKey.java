package org.flatnet.kernel.route;

import org.flatnet.kernel.net.Cidr;
import org.jspecify.annotations.Nullable;

/** What tells routes of a namespace apart. */
public record RouteKey(
        int table, Cidr destination, @Nullable Cidr source, int typeOfService, long priority) {}
