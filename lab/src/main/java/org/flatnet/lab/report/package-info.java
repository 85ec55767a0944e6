/** What a lab tells: for people as a story with a drawing and a line of evidence a check, for programs as JSON. Pure. */
@NullMarked
package org.flatnet.lab.report;

import org.jspecify.annotations.NullMarked;
