/**
 * The loop that makes the kernel hold what the features want: dirty keys are planned, the plan is compared with what is
 * committed, the difference is applied in three steps, and each answer of the kernel is taken back to its key. What others
 * change of ours is seen by notifications and put right.
 */
@NullMarked
package org.flatnet.reconcile;

import org.jspecify.annotations.NullMarked;
