package org.flatnet.pod;

import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;

/** Which hardware address an address is reached by. */
record Station(IpAddress address, MacAddress mac) {}
