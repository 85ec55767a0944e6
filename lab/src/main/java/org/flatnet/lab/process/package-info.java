/** The processes of a lab: programs in its pods, on its nodes and outside. */
@NullMarked
package org.flatnet.lab.process;

import org.jspecify.annotations.NullMarked;
