package org.flatnet.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What systemd-networkd would do to routes that are not its own. */
final class Networkd {
    private static final String WHAT = "systemd-networkd";
    private static final String MAIN = "networkd.conf";
    private static final String DROP_INS = "networkd.conf.d";
    private static final Set<String> NO = Set.of("no", "n", "false", "f", "off", "0");

    /** The first counts most. */
    private static final List<String> FOLDERS =
            List.of("etc/systemd", "run/systemd", "usr/local/lib/systemd", "usr/lib/systemd");

    private Networkd() {}

    static Finding look(Path root) throws IOException {
        if (!Processes.run(WHAT)) {
            return Finding.good(WHAT, "does not run");
        }
        List<IniFiles.Setting> settings = settings(root);
        if (takes(settings, "ManageForeignRoutes")) {
            return Finding.warning(
                    WHAT,
                    "runs, and takes routes of others away when it restarts; ours come back at once",
                    "put [Network] and below it ManageForeignRoutes=no into "
                            + root.resolve(FOLDERS.getFirst()).resolve(DROP_INS).resolve("flatnet.conf"));
        }
        return Finding.good(
                WHAT,
                takes(settings, "ManageForeignRoutingPolicyRules")
                        ? "leaves routes of others alone; it takes their routing rules away, but Flatnet has none"
                        : "leaves routes and rules of others alone");
    }

    /** The main file, of which there is one, and what is dropped in beside: the last word counts. */
    private static List<IniFiles.Setting> settings(Path root) throws IOException {
        List<Path> folders = FOLDERS.stream().map(root::resolve).toList();
        List<Path> files = new ArrayList<>();
        folders.stream()
                .map(folder -> folder.resolve(MAIN))
                .filter(Files::exists)
                .findFirst()
                .ifPresent(files::add);
        files.addAll(IniFiles.named(
                        folders.stream().map(folder -> folder.resolve(DROP_INS)).toList())
                .values());
        return IniFiles.read(files);
    }

    /** Unless it is told not to. */
    private static boolean takes(List<IniFiles.Setting> settings, String key) {
        boolean takes = true;
        for (IniFiles.Setting setting : settings) {
            if (setting.section().equals("Network") && setting.key().equals(key)) {
                takes = !NO.contains(setting.value().toLowerCase(Locale.ROOT));
            }
        }
        return takes;
    }
}
