/**
 * Where the picture of the cluster comes from. A {@link org.flatnet.source.Source} tells of each change, and of what is
 * wrong with what it reads; what is wrong never takes away what was right before.
 */
@NullMarked
package org.flatnet.source;

import org.jspecify.annotations.NullMarked;
