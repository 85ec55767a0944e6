package org.flatnet.reconcile;

import java.util.regex.Pattern;
import org.flatnet.kernel.route.Link;
import org.flatnet.model.Marks;

/** Which links are whose. */
final class OwnLinks {
    private static final String VXLAN_NAME = "flatnet-vxlan";
    private static final String BRIDGE_NAME = "flatnet0";
    private static final Pattern POD_LINK = Pattern.compile("fn[0-9a-f]{12}");

    private OwnLinks() {}

    /** The node's end of a pod's link, or the bridge of those: the attachments' affair, with all that is on it. */
    static boolean isOfAttachments(String name) {
        return name.equals(BRIDGE_NAME) || POD_LINK.matcher(name).matches();
    }

    /** A link that a feature made. */
    static boolean isOfFeatures(Link link) {
        return link.name().equals(VXLAN_NAME) || Marks.VXLAN_ALIAS.equals(link.alias());
    }

    /** The same by name alone, where no more is known. */
    static boolean isOfFeatures(String name) {
        return name.equals(VXLAN_NAME);
    }

    /** Somebody else's. */
    static boolean isForeign(Link link) {
        boolean marked = link.alias() != null && link.alias().startsWith(Marks.ALIAS_PREFIX);
        return !marked && !isOfAttachments(link.name()) && !isOfFeatures(link);
    }

    /** A link whose settings are our own from the beginning, so that there is no earlier value to come back. */
    static boolean isOurs(String name) {
        return name.equals(VXLAN_NAME) || isOfAttachments(name);
    }
}
