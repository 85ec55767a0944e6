/** Begun, empty yet. */
@NullMarked
package org.flatnet.lab;

import org.jspecify.annotations.NullMarked;
