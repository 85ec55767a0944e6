package org.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttachmentPlansTest {
    private static final String RANGE = "{\"subnet\": \"10.9.0.0/24\"}";

    private final AttachmentPlans plans = new AttachmentPlans(new Node());

    private record Node() implements NodeNetwork {
        @Override
        public String nodeName() {
            return "worker-0";
        }

        @Override
        public @Nullable String unavailable() {
            return null;
        }

        @Override
        public AttachMode attachMode() {
            return AttachMode.BRIDGE;
        }

        @Override
        public int podMtu() {
            return 1500;
        }

        @Override
        public List<AddressRange> podRanges() {
            return List.of(AddressRange.of(Cidr.parse("10.200.0.0/24")));
        }
    }

    @Test
    void onlyTheNodesOwnRangesAreSharedWithOtherNetworks() throws Exception {
        assertThat(plan("flatnet", "").nodesRanges()).isTrue();
        assertThat(plan("flatnet", "\"ranges\": [[" + RANGE + "]]").nodesRanges())
                .isFalse();
        assertThat(plan("flatnet", "\"runtimeConfig\": {\"ipRanges\": [[" + RANGE + "]]}")
                        .nodesRanges())
                .isFalse();
        assertThat(plan("bridge", "\"ipam\": {\"type\": \"host-local\", \"ranges\": [[" + RANGE + "]]}")
                        .nodesRanges())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flatnet", "bridge"})
    void eachSetOfTheRuntimeGivesOneAddress(String type) throws Exception {
        String ranges = "\"ranges\": [[{\"subnet\": \"10.8.0.0/24\"}]]";
        String own = type.equals("bridge") ? "\"ipam\": {\"type\": \"host-local\", " + ranges + "}" : ranges;
        assertThat(plan(type, own + ", \"runtimeConfig\": {\"ipRanges\": [[" + RANGE + "]]}")
                        .ranges())
                .hasSize(2);
    }

    private AttachmentPlans.Plan plan(String type, String keys) throws CniException {
        NetworkConfig config = Configs.add(NetworkConfig.class, type, keys);
        return plans.of(
                new CniRequest(CniCommand.DEL, "c1", null, "", "eth0", CniEnvironment.arguments(""), type, config));
    }
}
