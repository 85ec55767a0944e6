package org.flatnet.reconcile;

/**
 * Something that the kernel should hold, or holds. Equal objects mean that there is nothing to do; objects of one identity
 * that differ, that the one is changed into the other.
 */
public sealed interface KernelObject
        permits LinkObject,
                SysctlObject,
                AddressObject,
                NeighbourObject,
                ForwardingObject,
                RouteObject,
                TableObject,
                SetObject,
                ChainObject,
                ElementObject {
    Identity identity();

    Kind kind();
}
