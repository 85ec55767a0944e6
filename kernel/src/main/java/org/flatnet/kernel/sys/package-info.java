/**
 * System calls: the few of libc that the library needs, with errno as {@link org.flatnet.kernel.sys.KernelException},
 * descriptors, sockets and network namespaces. Nothing outside this package touches native memory.
 */
@NullMarked
package org.flatnet.kernel.sys;

import org.jspecify.annotations.NullMarked;
