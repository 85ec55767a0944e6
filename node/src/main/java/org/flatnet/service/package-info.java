/**
 * Services: which endpoints a packet to one of their addresses may reach, and the elements of tables that send it there.
 * Pure, as all features are.
 */
@NullMarked
package org.flatnet.service;

import org.jspecify.annotations.NullMarked;
