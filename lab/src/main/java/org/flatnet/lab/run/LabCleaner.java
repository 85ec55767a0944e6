package org.flatnet.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NamespaceId;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.process.NamespaceProcesses;
import org.flatnet.lab.state.LabHome;
import org.flatnet.lab.state.LabState;
import org.flatnet.lab.state.LabStore;
import org.flatnet.lab.state.PodRecord;

/**
 * Takes away everything of a lab, in whatever state it is: its processes, namespaces with all that is in them, files.
 * It works from what was written down before anything was made, asks nobody, and can be repeated.
 */
final class LabCleaner {
    private final LabHome home;
    private final LabStore store;

    LabCleaner(LabHome home, LabStore store) {
        this.home = home;
        this.store = store;
    }

    /** Whether there was anything to take away. */
    boolean clear(String lab) throws IOException {
        Optional<LabState> state = store.find(lab);
        boolean existed = Files.exists(home.folder(lab));
        if (state.isPresent()) {
            clearNamespaces(state.get());
            Manifests.delete(home, state.get().spec());
        }
        store.delete(lab);
        store.whileNone(new NamespaceFolder(home.namespaces())::removeIfMade);
        return existed;
    }

    private void clearNamespaces(LabState state) throws IOException {
        List<Path> files = new ArrayList<>();
        Topology.of(state.spec())
                .namespaces()
                .forEach(name -> files.add(home.namespaces().resolve(name)));
        for (PodRecord pod : state.pods()) {
            files.add(home.namespace(state.spec().name(), pod.name()));
        }
        List<NetworkNamespace> open = new ArrayList<>();
        try {
            Set<NamespaceId> ids = new HashSet<>();
            for (Path file : files) {
                open(file).ifPresent(namespace -> {
                    open.add(namespace);
                    ids.add(namespace.id());
                });
            }
            NamespaceProcesses.kill(ids);
        } finally {
            open.forEach(NetworkNamespace::close);
        }
        for (Path file : files) {
            NetworkNamespace.removeNamed(file);
        }
    }

    /** Empty for one that was never made, or of which only the file was. */
    private static Optional<NetworkNamespace> open(Path file) {
        try {
            return Optional.of(NetworkNamespace.open(file));
        } catch (KernelException e) {
            return Optional.empty();
        }
    }
}
