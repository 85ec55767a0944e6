/**
 * Pod to pod across nodes: routes to the ranges of the other nodes, native where a peer is a neighbour, by VXLAN where it
 * is not.
 */
@NullMarked
package org.flatnet.fabric;

import org.jspecify.annotations.NullMarked;
