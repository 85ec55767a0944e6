package org.flatnet.source;

import org.flatnet.cluster.ClusterObject;
import org.flatnet.cluster.ObjectKey;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.Mapping;
import org.jspecify.annotations.Nullable;

/** Reads the objects of one kind. Pure. */
interface ObjectReader {

    /** Which object it is, as far as its metadata tell. */
    ObjectKey key(Mapping manifest) throws DocumentException;

    /** The object, all that is used of it checked; null where nothing of it is used. */
    @Nullable
    ClusterObject read(Mapping manifest) throws DocumentException;
}
