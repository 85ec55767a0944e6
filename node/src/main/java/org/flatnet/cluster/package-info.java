/**
 * The immutable picture of the cluster: what features plan from. A new picture shares what did not change with the one
 * before, and a {@link org.flatnet.cluster.ClusterChange} says what did.
 */
@NullMarked
package org.flatnet.cluster;

import org.jspecify.annotations.NullMarked;
