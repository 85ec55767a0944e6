package org.flatnet.kernel.netlink;

import org.flatnet.kernel.sys.KernelException;

/**
 * A message of a transaction that the kernel refused.
 *
 * @param index of the request in the transaction
 * @param cause why
 * @param offset byte in the message, header included, at which the kernel found the fault; -1 where it did not say
 */
public record RefusedMessage(int index, KernelException cause, int offset) {}
