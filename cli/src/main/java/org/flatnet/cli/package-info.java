/** Begun, empty yet. */
@NullMarked
package org.flatnet.cli;

import org.jspecify.annotations.NullMarked;
