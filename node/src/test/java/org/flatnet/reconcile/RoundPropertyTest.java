package org.flatnet.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.nftables.Element;
import org.flatnet.kernel.nftables.FieldType;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.Value;

/** Whatever keys want one after the other, and whatever the kernel refuses meanwhile: in the end it holds the full plan. */
class RoundPropertyTest {
    private static final Turnstile.Pass OPEN = () -> {};
    private static final int KEYS = 6;
    private static final int STEPS = 40;

    private final Ledger ledger = new Ledger();
    private final FakeKernel kernel = new FakeKernel();
    private final Map<Key, Desired> plans = new TreeMap<>();
    private final Map<Key, Set<Identity>> pending = new HashMap<>();

    @Property(tries = 300)
    void theKernelEndsWithTheFullPlan(@ForAll long seed) {
        Random random = new Random(seed);
        RoundPropertyTest run = new RoundPropertyTest();
        for (int i = 0; i < STEPS; i++) {
            run.step(random);
        }
        run.kernel.refused.clear();
        run.kernel.breaksOff = false;
        run.apply(Map.of());
        run.apply(Map.of());
        assertThat(run.pending).isEmpty();
        assertThat(run.kernel.state).isEqualTo(fullPlan(run.plans));
        int sent = run.kernel.sent;
        run.apply(run.plans);
        assertThat(run.kernel.sent).as("a plan that is committed sends nothing").isEqualTo(sent);
    }

    /** Some keys want something else, some things are refused, and what failed before is tried again. */
    private void step(Random random) {
        kernel.refused.clear();
        for (Identity identity : kernel.state.keySet()) {
            if (random.nextInt(10) == 0) {
                kernel.refused.add(identity);
            }
        }
        Map<Key, Desired> changed = new HashMap<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            Key key = new Key("test", "key" + random.nextInt(KEYS));
            Desired plan = random.nextInt(5) == 0 ? Desired.NOTHING : plan(random);
            if (random.nextInt(4) == 0) {
                plan.objects().forEach(object -> kernel.refused.add(object.identity()));
            }
            changed.put(key, plan);
        }
        kernel.breaksOff = random.nextInt(10) == 0;
        apply(changed);
    }

    private void apply(Map<Key, Desired> changed) {
        plans.putAll(changed);
        plans.values().removeIf(Desired::isNothing);
        Round round = new Round(ledger, kernel);
        changed.forEach((key, plan) -> round.add(key, ledger.want(key, plan)));
        pending.forEach(round::add);
        round.run(() -> OPEN);
        pending.clear();
        round.failures().keySet().forEach(key -> pending.put(key, round.pending(key)));
        if (!round.doubtful().isEmpty()) {
            Set<Identity> differing = new HashSet<>();
            ledger.find(
                    round.doubtful(),
                    kernel.read(round.doubtful(), Set.of()),
                    (identity, _) -> differing.add(identity));
            differing.forEach(identity -> pending.computeIfAbsent(new Key("doubt", identity), _ -> new HashSet<>())
                    .add(identity));
        }
        checkCommitted();
    }

    /** The ledger knows what the kernel holds, and every key that has not failed has all that it wants. */
    private void checkCommitted() {
        Map<Identity, KernelObject> held = new HashMap<>();
        ledger.held().forEach(object -> held.put(object.identity(), object));
        assertThat(held).isEqualTo(kernel.state);
        Map<Identity, KernelObject> full = fullPlan(plans);
        plans.forEach((key, plan) -> {
            if (!pending.containsKey(key)) {
                for (KernelObject object : plan.objects()) {
                    if (object.equals(full.get(object.identity()))) {
                        assertThat(kernel.state).as("of %s", key).containsEntry(object.identity(), object);
                    }
                }
            }
        });
    }

    /** What the kernel should hold, by the simplest means: of each identity what the first key wants. */
    private static Map<Identity, KernelObject> fullPlan(Map<Key, Desired> plans) {
        Map<Identity, KernelObject> full = new HashMap<>();
        plans.forEach((_, plan) -> plan.objects().forEach(object -> full.putIfAbsent(object.identity(), object)));
        return full;
    }

    /** Objects that need each other, shared and contested by few keys. */
    private static Desired plan(Random random) {
        List<KernelObject> objects = new ArrayList<>();
        if (random.nextBoolean()) {
            // One device, of one kind: several keys may want it.
            objects.add(LinkObject.of(
                    "vx", 1, 8472, IpAddress.parse("10.0.1.20"), new MacAddress(2), 1450, "flatnet vxlan"));
            for (int i = random.nextInt(4); i >= 0; i--) {
                IpAddress gateway = IpAddress.parse("10.200." + i + ".0");
                objects.add(new AddressObject("vx", InterfaceAddress.host(gateway)));
                objects.add(new NeighbourObject("vx", gateway, new MacAddress(2 + random.nextInt(3))));
                objects.add(new RouteObject(Cidr.around(gateway, 24), "vx", gateway, true, null, 0));
            }
        }
        if (random.nextBoolean()) {
            NftSet set = NftSet.of(Tables.INET.set("set" + random.nextInt(2)), FieldType.INET_SERVICE);
            objects.add(Tables.object(Tables.INET));
            objects.add(new SetObject(set));
            for (int i = random.nextInt(4); i >= 0; i--) {
                Element element = Element.of(Value.ofShort(i));
                objects.add(ElementObject.of(
                        set.id(), random.nextBoolean() ? element : element.withComment("c" + random.nextInt(2))));
            }
        }
        return Desired.of(objects);
    }
}
