package org.flatnet.lab.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.lab.plan.Families;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.model.AttachMode;
import org.flatnet.model.FabricMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a lab is read back as it was, however many change it at once. */
class LabStoreTest {
    @TempDir
    private Path root;

    private LabHome home() {
        return new LabHome(root, root.resolve("flatnet-pod"), root.resolve("netns"));
    }

    @Test
    void aStateIsReadBackAsItWas() throws Exception {
        LabSpec spec = new LabSpec(
                "other",
                5,
                3,
                FabricMode.CROSS_SUBNET,
                2,
                AttachMode.ROUTED,
                Families.DUAL,
                1400,
                false,
                Path.of("/manifests"));
        PodRecord pod = new PodRecord(
                "web",
                "worker-1",
                "ab12",
                List.of(IpAddress.parse("10.200.1.2"), IpAddress.parse("fd00::2")),
                "02:00:00:00:00:01");
        LabState state = LabState.begin(spec).with(pod).withAgent("worker-1", 42);
        LabStore store = new LabStore(home());
        store.create(state);
        assertThat(store.find("other")).contains(state);
        assertThat(store.names()).containsExactly("other");
        assertThat(StateFormat.read(StateFormat.write(LabState.begin(LabSpec.named("lab")))))
                .isEqualTo(LabState.begin(LabSpec.named("lab")));
    }

    @Test
    void aNameIsGivenOnce() throws Exception {
        LabStore store = new LabStore(home());
        store.create(LabState.begin(LabSpec.named("lab")));
        assertThatThrownBy(() -> store.create(LabState.begin(LabSpec.named("lab"))))
                .isInstanceOf(LabExistsException.class)
                .hasMessageContaining("./flatnet lab down --name lab");
        assertThatThrownBy(() -> store.require("none")).hasMessageContaining("there are lab");
    }

    @Test
    void noChangeIsLost() throws Exception {
        new LabStore(home()).create(LabState.begin(LabSpec.named("lab")));
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            List<Future<LabState>> changes = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                PodRecord pod = new PodRecord("pod-" + i, "worker-0", "id" + i, List.of(), "");
                changes.add(executor.submit(() -> new LabStore(home()).update("lab", state -> state.with(pod))));
            }
            for (Future<LabState> change : changes) {
                change.get();
            }
        }
        assertThat(new LabStore(home()).require("lab").pods()).hasSize(40);
    }

    @Test
    void deletionLeavesNothing() throws Exception {
        LabStore store = new LabStore(home());
        store.create(LabState.begin(LabSpec.named("lab")));
        Files.createDirectories(home().folder("lab").resolve("worker-0/run/flatnet"));
        Files.writeString(home().folder("lab").resolve("worker-0/agent.log"), "text");
        store.delete("lab");
        assertThat(home().folder("lab")).doesNotExist();
        assertThat(store.find("lab")).isEmpty();
        store.delete("lab");
    }

    @Test
    void aBrokenStateIsSaid() throws Exception {
        LabStore store = new LabStore(home());
        store.create(LabState.begin(LabSpec.named("lab")));
        Files.writeString(home().stateFile("lab"), "{}");
        assertThatThrownBy(() -> store.find("lab"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lab.json cannot be read");
    }
}
