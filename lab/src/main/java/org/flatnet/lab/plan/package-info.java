/**
 * What a lab will be, worked out before anything is made: names, addresses, ranges, routes and checks of every part.
 * Pure: the same wish gives the same plan.
 */
@NullMarked
package org.flatnet.lab.plan;

import org.jspecify.annotations.NullMarked;
