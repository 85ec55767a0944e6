/** What the CNI executable does, seen from the agent's end of the socket and from its caller's. */
@NullMarked
package org.flatnet.shim;

import org.jspecify.annotations.NullMarked;
