/** What a lab is made of beneath its pods, in namespaces: the cloud with its switches and router, nodes and outside. */
@NullMarked
package org.flatnet.lab.cloud;

import org.jspecify.annotations.NullMarked;
