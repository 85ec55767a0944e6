package org.flatnet.kernel.nftables;

/** A constant that the kernel knows by a number. */
interface Numbered {
    int number();
}
