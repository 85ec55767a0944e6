/** The caller's side of CNI: what a container runtime does with a node's plugins, in the way of the library libcni. */
@NullMarked
package org.flatnet.lab.cni;

import org.jspecify.annotations.NullMarked;
