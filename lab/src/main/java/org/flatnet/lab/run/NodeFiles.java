package org.flatnet.lab.run;

import java.nio.file.Path;

/**
 * The files of one node.
 *
 * @param root its root folder
 * @param manifests the folder of manifests that its agent watches
 */
public record NodeFiles(Path root, Path manifests) {}
