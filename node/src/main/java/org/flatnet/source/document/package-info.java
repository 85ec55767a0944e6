/**
 * Documents as trees with places: YAML 1.2 and JSON, read into values that know their line and column, so that whatever
 * is wrong in one is reported where it stands. The trees are short-lived; nothing keeps them.
 */
@NullMarked
package org.flatnet.source.document;

import org.jspecify.annotations.NullMarked;
