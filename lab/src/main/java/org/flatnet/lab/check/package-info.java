/**
 * What a lab proves with real packets: which questions there are, worked out without touching anything, what is expected
 * of each, and what came of it.
 */
@NullMarked
package org.flatnet.lab.check;

import org.jspecify.annotations.NullMarked;
