/** What is kept of a lab between commands: enough to go on with it, and to clear it away after any death. */
@NullMarked
package org.flatnet.lab.state;

import org.jspecify.annotations.NullMarked;
