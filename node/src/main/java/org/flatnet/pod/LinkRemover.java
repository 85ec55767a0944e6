package org.flatnet.pod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.LinkDelete;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.liveness.Pulse;
import org.flatnet.liveness.Vitals;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the links of attachments. A deletion waits for the kernel's RCU grace periods, 10 to 30 ms, however many links
 * it is for: all that are asked for while one runs go together in the next, as one group of links.
 *
 * <p>A link is deleted only if its alias says that it is the attachment's, under whatever name it is found.
 */
final class LinkRemover implements AutoCloseable {
    /** Group numbers that others use are small; one of ours is never used twice, but by chance. */
    private static final int FIRST_GROUP = 0x4000_0000;

    /** A batch begins when nobody has come for so long: a tenth of what it takes. */
    private static final long QUIET_NANOS = TimeUnit.MICROSECONDS.toNanos(2_000);

    /** However many come: as long as a batch takes. */
    private static final long MOST_GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final RouteSocket host;
    private final PodGuard guard;
    private final LinkedBlockingQueue<Removal> asked = new LinkedBlockingQueue<>();
    private final Pulse pulse;
    private final Thread thread;

    /** What somebody waits for; no attachment ends the thread. */
    private record Removal(@Nullable AttachmentId id, CompletableFuture<Optional<Exception>> done) {}

    /** Starts a thread, to be born in the namespace of the calling one. */
    LinkRemover(RouteSocket host, PodGuard guard, Vitals vitals) {
        this.host = host;
        this.guard = guard;
        this.pulse = vitals.pulse("pod-remover");
        this.thread = pulse.thread(this::serve);
        thread.start();
    }

    /**
     * Deletes the links of these attachments and waits for it. What is not there is no error.
     *
     * @throws IOException the first failure, the others as suppressed by it
     */
    void remove(List<AttachmentId> ids) throws IOException {
        List<Removal> removals = ids.stream()
                .map(id -> new Removal(id, new CompletableFuture<>()))
                .toList();
        asked.addAll(removals);
        if (!thread.isAlive()) {
            throw new IllegalStateException("the pods' network is closed");
        }
        Set<Exception> failures = new LinkedHashSet<>();
        removals.forEach(removal -> await(removal.done).ifPresent(failures::add));
        throwAll(failures);
    }

    /** Those that went in one batch failed together: each that waits is told with a trace of its own. */
    private static void throwAll(Set<Exception> failures) throws IOException {
        IOException failure = null;
        for (Exception cause : failures) {
            IOException failed = cause instanceof KernelException kernel
                    ? new KernelException(kernel.operation(), kernel.errno(), kernel.kernelMessage())
                    : new IOException(String.valueOf(cause.getMessage()), cause);
            if (failure == null) {
                failure = failed;
            } else {
                failure.addSuppressed(failed);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Also when interrupted: what has begun in the kernel is brought to its end. */
    private static Optional<Exception> await(CompletableFuture<Optional<Exception>> done) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return done.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void serve() {
        boolean open = true;
        while (open) {
            List<Removal> batch;
            try {
                batch = gather();
            } catch (InterruptedException e) {
                break;
            }
            open = batch.stream().allMatch(removal -> removal.id != null);
            batch.removeIf(removal -> removal.id == null);
            removeBatch(batch);
        }
        if (!open) {
            pulse.end();
        }
        asked.forEach(removal -> removal.done.complete(Optional.of(new IOException("the pods' network is closed"))));
    }

    /** All that come one upon the other: who misses a batch waits for two. */
    private List<Removal> gather() throws InterruptedException {
        List<Removal> batch = new ArrayList<>();
        pulse.rest();
        batch.add(asked.take());
        pulse.turn();
        long end = System.nanoTime() + MOST_GATHER_NANOS;
        while (System.nanoTime() - end < 0) {
            Removal next = asked.poll(QUIET_NANOS, TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            batch.add(next);
            asked.drainTo(batch);
        }
        return batch;
    }

    private void removeBatch(List<Removal> batch) {
        List<AttachmentId> ids = new ArrayList<>();
        for (Removal removal : batch) {
            if (removal.id != null) {
                ids.add(removal.id);
            }
        }
        try {
            removeTogether(ids);
            guard.remove(ids.stream().map(PodNames::hostLink).toList());
            batch.forEach(removal -> removal.done.complete(Optional.empty()));
        } catch (IOException | RuntimeException e) {
            batch.forEach(removal -> removal.done.complete(Optional.of(e)));
        }
    }

    private void removeTogether(List<AttachmentId> ids) throws KernelException {
        List<Link> links = find(ids);
        if (links.size() == 1) {
            throwUnlessGone(
                    host.executeAll(List.of(LinkDelete.of(links.getFirst().index()))));
        } else if (!links.isEmpty()) {
            int group = ThreadLocalRandom.current().nextInt(FIRST_GROUP, Integer.MAX_VALUE);
            List<Request> requests = new ArrayList<>();
            links.forEach(link ->
                    requests.add(LinkChange.of(link.index()).group(group).request()));
            requests.add(LinkDelete.group(group));
            throwUnlessGone(host.executeAll(requests));
        }
    }

    private static void throwUnlessGone(List<Outcome> outcomes) throws KernelException {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Failed(KernelException cause) && !cause.isNotFound()) {
                throw cause;
            }
        }
    }

    /** By name, which is quick; what is not there by its name or is somebody else's is looked for by alias. */
    private List<Link> find(List<AttachmentId> ids) throws KernelException {
        Map<String, Link> found = new HashMap<>();
        List<String> missing = new ArrayList<>();
        for (AttachmentId id : ids) {
            String alias = PodNames.alias(id);
            Link link = host.link(PodNames.hostLink(id));
            if (link != null && PodObjects.isHostLink(link, id)) {
                found.put(alias, link);
            } else {
                missing.add(alias);
            }
        }
        List<Link> links = new ArrayList<>(found.values());
        if (!missing.isEmpty()) {
            for (Link link : host.links()) {
                if (link.alias() != null && missing.contains(link.alias()) && link.kind() instanceof Veth) {
                    links.add(link);
                }
            }
        }
        return links;
    }

    @Override
    public void close() {
        asked.add(new Removal(null, new CompletableFuture<>()));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        host.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
