package org.flatnet.pod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts pods' links right that somebody renamed or set down, and the ways to routed pods. */
final class LinkRepair {
    private static final Logger LOG = LoggerFactory.getLogger(LinkRepair.class);

    private final Lanes lanes;
    private final Places places;

    LinkRepair(Lanes lanes, Places places) {
        this.lanes = lanes;
        this.places = places;
    }

    /** Puts the links right that should have this name. */
    HostKeeper.Repair repair(String hostLink) throws IOException {
        HostKeeper.Repair repair = HostKeeper.Repair.NOT_NEEDED;
        for (Place place : places.all()) {
            if (!place.hostLink().equals(hostLink)) {
                continue;
            }
            if (place.index() == 0) {
                return HostKeeper.Repair.TOO_EARLY;
            }
            try (Lanes.Lease lease = lanes.take()) {
                if (repair(lease.lane().host(), place)) {
                    repair = HostKeeper.Repair.DONE;
                }
            }
        }
        return repair;
    }

    /** Puts all links right that can be; whether there was something to do, and it was done. */
    boolean repairAll(RouteSocket host) {
        boolean repaired = false;
        for (Place place : places.all()) {
            try {
                repaired |= repair(host, place);
            } catch (KernelException e) {
                LOG.error("the link {} cannot be put right: {}", place.hostLink(), e.getMessage());
            }
        }
        return repaired;
    }

    /** The guard knows a link by its name: one that keeps a strange name is not set up. */
    private static boolean repair(RouteSocket host, Place place) throws KernelException {
        Link link = host.link(place.index());
        if (link == null || !(link.kind() instanceof Veth)) {
            return false;
        }
        List<String> done = new ArrayList<>();
        if (!place.alias().equals(link.alias())) {
            host.execute(LinkChange.of(link.index()).alias(place.alias()).request());
            done.add("has its alias back");
        }
        if (link.mtu() != place.mtu()) {
            host.execute(LinkChange.of(link.index()).mtu(place.mtu()).request());
            done.add("has its MTU back, which was " + link.mtu());
        }
        if (!link.name().equals(place.hostLink())) {
            if (!rename(host, link, place.hostLink())) {
                return false;
            }
            done.add("has its name back, which was " + link.name());
        }
        if (!link.isUp()) {
            host.execute(LinkChange.of(link.index()).up().request());
            done.add("is up again");
        }
        if (place.way() != null && lead(host, link.index(), place.way())) {
            done.add("leads to its pod again");
        }
        if (!done.isEmpty()) {
            LOG.warn("the link {} had been changed by someone: it {}", place.hostLink(), String.join(", ", done));
        }
        return !done.isEmpty();
    }

    private static boolean rename(RouteSocket host, Link link, String name) throws KernelException {
        try {
            host.execute(LinkChange.of(link.index()).rename(name).request());
            return true;
        } catch (KernelException e) {
            if (!e.isBusy() && !e.isNotFound()) {
                throw e;
            }
            LOG.warn(
                    "the link {} was renamed {} by someone and cannot be named back: {}",
                    name,
                    link.name(),
                    e.getMessage());
            return false;
        }
    }

    /** Whether there was something to do. */
    private static boolean lead(RouteSocket host, int link, Way way) throws KernelException {
        List<Request> missing = way.missing(host, link);
        for (Outcome outcome : host.executeAll(missing)) {
            if (outcome instanceof Outcome.Failed(KernelException cause) && !isOvertaken(cause)) {
                throw cause;
            }
        }
        return !missing.isEmpty();
    }

    /** The link is gone meanwhile, which is the end of it, or was set down, of which the keeper is told. */
    private static boolean isOvertaken(KernelException cause) {
        return cause.isNotFound() || cause.isExists() || cause.is(Errno.ENETDOWN);
    }
}
