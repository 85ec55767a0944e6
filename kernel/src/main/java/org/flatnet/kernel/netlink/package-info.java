/**
 * Netlink, the protocol in which Linux's network is configured: messages and attributes, sockets that send requests and
 * collect acknowledgements and dumps, and monitors that receive the kernel's notifications.
 */
@NullMarked
package org.flatnet.kernel.netlink;

import org.jspecify.annotations.NullMarked;
