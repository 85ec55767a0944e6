/** The daemon of a node: its settings, and what wires its parts together. */
@NullMarked
package org.flatnet.agent;

import org.jspecify.annotations.NullMarked;
