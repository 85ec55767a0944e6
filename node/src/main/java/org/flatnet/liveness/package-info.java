/** Whether the threads that an agent cannot do without still live and get on. */
@NullMarked
package org.flatnet.liveness;

import org.jspecify.annotations.NullMarked;
