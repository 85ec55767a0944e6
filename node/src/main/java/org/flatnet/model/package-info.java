/**
 * Values that every part shares: who an attachment belongs to, the modes, the ranges. They check themselves when they
 * are made, so that a wrong one cannot exist.
 */
@NullMarked
package org.flatnet.model;

import org.jspecify.annotations.NullMarked;
