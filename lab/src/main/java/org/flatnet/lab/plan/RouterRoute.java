package org.flatnet.lab.plan;

import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;

/** An entry of the router's table: a pod range by way of its node. */
public record RouterRoute(Cidr destination, IpAddress gateway) {}
