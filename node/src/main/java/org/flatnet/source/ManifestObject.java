package org.flatnet.source;

import org.flatnet.cluster.ClusterObject;

/**
 * An object that a text describes.
 *
 * @param line where it begins, from 1
 */
record ManifestObject(ClusterObject object, int line) {

    ManifestObject later(int lines) {
        return lines == 0 ? this : new ManifestObject(object, line + lines);
    }
}
