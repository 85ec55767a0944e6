package org.flatnet.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flatnet.lab.state.LabHome;

/** A home for the labs of a test, apart from every other's: its namespaces have names in a folder of its own. */
public final class LabFolder {
    private LabFolder() {}

    public static LabHome in(Path folder) throws IOException, InterruptedException {
        return new LabHome(folder, TestProgram.built().executable(), Files.createDirectories(folder.resolve("netns")));
    }
}
