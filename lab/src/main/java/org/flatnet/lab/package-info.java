/** A whole cluster on one machine, in network namespaces: what the commands of the lab do. */
@NullMarked
package org.flatnet.lab;

import org.jspecify.annotations.NullMarked;
