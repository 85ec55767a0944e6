/**
 * Which attachment has which address. A lease is one small file under {@code /run}, written before its link is made; the
 * kernel's links are the second witness of what is in use.
 *
 * <p>{@link org.flatnet.ipam.Ipam} is the door; all else here is a value, or hidden.
 */
@NullMarked
package org.flatnet.ipam;

import org.jspecify.annotations.NullMarked;
