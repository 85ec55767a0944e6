package org.flatnet.liveness;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The threads that an agent cannot do without. */
public final class Vitals {
    private final LongSupplier nanoTime;
    private final List<Pulse> pulses = new CopyOnWriteArrayList<>();

    public Vitals() {
        this(System::nanoTime);
    }

    /** @param nanoTime asked by each thread at the begin of each of its turns */
    public Vitals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The signs of life of a thread that is to be watched from now on. */
    public Pulse pulse(String thread) {
        Pulse pulse = new Pulse(thread, nanoTime);
        pulses.add(pulse);
        return pulse;
    }

    /** Which of them are dead or stuck, one a line; null for none. */
    public @Nullable String trouble() {
        String all =
                pulses.stream().map(Pulse::trouble).filter(Objects::nonNull).collect(Collectors.joining("\n"));
        return all.isEmpty()
                ? null
                : all + "\nStart the agent anew: pods keep their network meanwhile. Its log says more.";
    }
}
