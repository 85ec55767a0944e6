package org.flatnet.kernel.nftables;

/** A rule as the kernel has it, with the handle by which it is replaced and deleted. */
public record InstalledRule(long handle, NftRule rule) {}
