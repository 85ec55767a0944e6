/** Packets only from whom they may come: pods with their own addresses, VXLAN packets from nodes of the cluster. */
@NullMarked
package org.flatnet.guard;

import org.jspecify.annotations.NullMarked;
