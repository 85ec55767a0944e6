/**
 * A pod's attachment to its node: the veth with the node's side and the inside of the pod, planned by pure functions and
 * made, undone, compared and found again in the kernel.
 */
@NullMarked
package org.flatnet.pod;

import org.jspecify.annotations.NullMarked;
