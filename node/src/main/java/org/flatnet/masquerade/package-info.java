/** Packets from pods to outside the pod network leave with the node's address. */
@NullMarked
package org.flatnet.masquerade;

import org.jspecify.annotations.NullMarked;
