/**
 * The Container Network Interface, specification 1.1.0: requests with their environment and network configuration,
 * results and errors in all seven versions, and the socket that the CNI executable forwards a runtime's calls to. What a
 * call does is a {@link org.flatnet.cni.CniHandler}'s.
 */
@NullMarked
package org.flatnet.cni;

import org.jspecify.annotations.NullMarked;
