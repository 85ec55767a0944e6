package org.flatnet.agent;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.flatnet.fabric.FabricFeature;

/** Whether NetworkManager would take Flatnet's links for its own: by its files, as it may not be there to be asked. */
final class NetworkManager {
    private static final String WHAT = "NetworkManager";
    private static final String UNMANAGED = "interface-name:fn*;interface-name:flatnet*";
    private static final Set<String> NO = Set.of("0", "no", "false", "off");

    private NetworkManager() {}

    /** A link, as a list of devices may name it. */
    private record Device(String name, String type) {}

    /** One of each kind that Flatnet makes. */
    private static final List<Device> OURS = List.of(
            new Device("fn0123456789ab", "veth"),
            new Device("flatnet0", "bridge"),
            new Device(FabricFeature.DEVICE, "vxlan"));

    static Finding look(Path root) throws IOException {
        if (!Processes.run(WHAT)) {
            return Finding.good(WHAT, "does not run");
        }
        List<IniFiles.Setting> settings = settings(root);
        List<String> managed = OURS.stream()
                .filter(device -> isManaged(device, settings))
                .map(Device::type)
                .toList();
        return managed.isEmpty()
                ? Finding.good(WHAT, "runs, and leaves Flatnet's links alone")
                : Finding.warning(
                        WHAT,
                        "runs, and none of its files says that Flatnet's links (" + String.join(", ", managed)
                                + ") are not its own: it may take addresses and routes off them",
                        "put [keyfile] and below it unmanaged-devices=" + UNMANAGED + " into "
                                + root.resolve("etc/NetworkManager/conf.d/flatnet.conf")
                                + ", and reload it: systemctl reload NetworkManager");
    }

    /** In the order in which it reads them. A file hides those of the same name in the folders before. */
    private static List<IniFiles.Setting> settings(Path root) throws IOException {
        Path local = root.resolve("etc/NetworkManager/conf.d");
        Path volatileOnes = root.resolve("run/NetworkManager/conf.d");
        Path vendors = root.resolve("usr/lib/NetworkManager/conf.d");
        Map<String, Path> seen = IniFiles.named(List.of(local, volatileOnes, vendors));
        List<Path> files = new ArrayList<>();
        for (Path folder : List.of(vendors, volatileOnes)) {
            seen.values().stream().filter(file -> file.startsWith(folder)).forEach(files::add);
        }
        files.add(root.resolve("etc/NetworkManager/NetworkManager.conf"));
        seen.values().stream().filter(file -> file.startsWith(local)).forEach(files::add);
        return IniFiles.read(files);
    }

    private static boolean isManaged(Device device, List<IniFiles.Setting> settings) {
        String unmanaged = "";
        Map<String, Map<String, String>> devices = new LinkedHashMap<>();
        for (IniFiles.Setting setting : settings) {
            if (setting.section().equals("keyfile")) {
                unmanaged = switch (setting.key()) {
                    case "unmanaged-devices" -> setting.value();
                    case "unmanaged-devices+" -> unmanaged + ";" + setting.value();
                    default -> unmanaged;
                };
            } else if (setting.section().startsWith("device")) {
                devices.computeIfAbsent(setting.section(), _ -> new LinkedHashMap<>())
                        .put(setting.key(), setting.value());
            }
        }
        return !isListed(device, unmanaged)
                && devices.values().stream().noneMatch(section -> isExcluded(device, section));
    }

    private static boolean isExcluded(Device device, Map<String, String> section) {
        return NO.contains(section.getOrDefault("managed", "1").toLowerCase(Locale.ROOT))
                && isListed(device, section.getOrDefault("match-device", "*"));
    }

    /** Whether a list such as {@code interface-name:fn*;except:type:veth} means the device. */
    private static boolean isListed(Device device, String list) {
        boolean listed = false;
        for (String entry : list.split("[;,]", -1)) {
            String item = entry.strip();
            boolean except = item.startsWith("except:");
            if (matches(device, except ? item.substring("except:".length()) : item)) {
                if (except) {
                    return false;
                }
                listed = true;
            }
        }
        return listed;
    }

    private static boolean matches(Device device, String item) {
        int colon = item.indexOf(':');
        String value = item.substring(colon + 1);
        return switch (colon < 0 ? item : item.substring(0, colon)) {
            case "*" -> true;
            case "interface-name" ->
                value.startsWith("=")
                        ? value.substring(1).equals(device.name())
                        : FileSystems.getDefault()
                                .getPathMatcher("glob:" + value)
                                .matches(Path.of(device.name()));
            case "type", "driver" -> value.equals(device.type());
            default -> false;
        };
    }
}
