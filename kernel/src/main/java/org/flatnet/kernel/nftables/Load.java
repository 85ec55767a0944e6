package org.flatnet.kernel.nftables;

/** An expression that puts something of the packet, or of what the kernel knows of it, into a register. */
public sealed interface Load extends Expression
        permits CtLoad,
                FibLoad,
                HeaderLoad,
                JenkinsHash,
                MetaLoad,
                NumberGenerator,
                PayloadLoad,
                RouteLoad,
                SocketLoad {
    /** Where it puts it. */
    Register target();

    /** The same into another register. */
    Load into(Register register);
}
