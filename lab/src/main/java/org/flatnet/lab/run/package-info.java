/** Runs a lab: brings it up, its agents and pods with it, tries everything in it, takes it down. */
@NullMarked
package org.flatnet.lab.run;

import org.jspecify.annotations.NullMarked;
