/** Begun, empty yet. */
@NullMarked
package org.flatnet.model;

import org.jspecify.annotations.NullMarked;
