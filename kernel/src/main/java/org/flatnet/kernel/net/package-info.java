/**
 * The values of a network: addresses, prefixes and hardware addresses of both families, as immutable and ordered values.
 * They cannot be wrong: every one is checked when it is made, and parses from and prints to the field's usual text.
 */
@NullMarked
package org.flatnet.kernel.net;

import org.jspecify.annotations.NullMarked;
