/**
 * nftables, the kernel's packet filter: tables, chains, sets, elements, rules and their expressions as values that encode
 * and decode themselves, transactions that change many of them at once, and nft text for people. Names follow the
 * {@code nft} program and {@code linux/netfilter/nf_tables.h}.
 *
 * <pre>{@code
 * TableId table = new TableId(TableFamily.INET, "example");
 * ChainId chain = table.chain("forward");
 * Transaction change = new Transaction()
 *         .add(Table.of(table))
 *         .add(Chain.base(chain, ChainType.FILTER, Hook.FORWARD, Priority.FILTER, Policy.ACCEPT))
 *         .add(NftRule.in(chain).iifname("eth0").ipSource(cidr).counter().drop().build());
 * try (NftablesSocket nftables = NftablesSocket.open(namespace)) {
 *     nftables.apply(change).orThrow();
 * }
 * }</pre>
 */
@NullMarked
package org.flatnet.kernel.nftables;

import org.jspecify.annotations.NullMarked;
