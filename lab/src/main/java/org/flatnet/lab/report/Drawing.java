package org.flatnet.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.lab.plan.OutsidePlan;
import org.flatnet.lab.plan.Topology;

/** Draws a lab: outside, the router, and the nodes with their pods, as many side by side as fit. */
final class Drawing {
    private static final int WIDEST = 110;
    private static final int LEAST_INSIDE = 24;
    private static final String GAP = "  ";
    private static final String STEM = "   │";

    private final LabView view;

    Drawing(LabView view) {
        this.view = view;
    }

    List<String> lines() {
        Topology topology = view.topology();
        List<String> lines = new ArrayList<>();
        List<List<String>> boxes = view.nodes().stream().map(this::box).toList();
        int inside = boxes.stream()
                .flatMap(List::stream)
                .mapToInt(Columns::width)
                .max()
                .orElse(LEAST_INSIDE);
        inside = Math.max(inside, LEAST_INSIDE);
        int perRow = Math.max(1, WIDEST / (inside + 4 + GAP.length()));
        int rowWidth = Math.min(perRow, boxes.size()) * (inside + 4 + GAP.length()) - GAP.length();
        lines.add(OutsidePlan.NAME + "  " + addresses(topology.outside().addresses()));
        lines.add(STEM);
        lines.addAll(frame(
                topology.subnets().size() == 1 ? "vpc" : "vpc, the router between the subnets",
                router(),
                Math.max(rowWidth - 4, LEAST_INSIDE),
                true));
        for (int i = 0; i < boxes.size(); i += perRow) {
            List<List<String>> row = boxes.subList(i, Math.min(i + perRow, boxes.size()));
            lines.addAll(sideBySide(row, i, inside));
        }
        return lines;
    }

    private static String addresses(List<InterfaceAddress> addresses) {
        return addresses.stream()
                .map(InterfaceAddress::address)
                .map(IpAddress::toString)
                .collect(Collectors.joining("  "));
    }

    private List<String> router() {
        Topology topology = view.topology();
        Columns columns = new Columns();
        topology.subnets()
                .forEach(subnet -> columns.add(
                        "subnet " + subnet.cidrs().stream().map(Cidr::toString).collect(Collectors.joining("  ")),
                        "router " + addresses(subnet.router())));
        List<String> lines = new ArrayList<>(columns.lines());
        lines.add("MTU " + topology.spec().mtu() + ", source/destination check "
                + switch (topology.spec().checkPlace()) {
                    case NOWHERE -> "off";
                    case NODES -> "on";
                    case ROUTER -> "on at the router, off inside a subnet";
                });
        topology.routerRoutes().forEach(route -> lines.add("route " + route.destination() + " via " + route.gateway()));
        return lines;
    }

    private List<String> box(LabView.Node node) {
        List<String> lines = new ArrayList<>();
        lines.add(node.plan().name());
        node.plan().addresses().forEach(address -> lines.add("eth0  " + address));
        node.plan().podCidrs().forEach(range -> lines.add("pods  " + range));
        Columns pods = new Columns();
        for (LabView.Pod pod : view.pods()) {
            if (pod.view().node().equals(node.plan().name())) {
                List<IpAddress> addresses = pod.view().addresses();
                for (int i = 0; i < Math.max(1, addresses.size()); i++) {
                    pods.add(
                            i == 0 ? "● " + pod.view().name() : "",
                            addresses.isEmpty() ? "" : addresses.get(i).toString());
                }
            }
        }
        lines.addAll(pods.lines());
        return lines;
    }

    /** A box around lines, its title in its upper edge, from which a stem may lead upwards. */
    private static List<String> frame(String title, List<String> content, int width, boolean stem) {
        int inside =
                Math.max(width, content.stream().mapToInt(Columns::width).max().orElse(0));
        inside = Math.max(inside, Columns.width(title) + 6);
        List<String> lines = new ArrayList<>();
        String begin = stem ? "┌──┴─ " : "┌─ ";
        String upper = begin + title + " ";
        lines.add(upper + "─".repeat(inside + 3 - Columns.width(upper)) + "┐");
        for (String line : content) {
            lines.add("│ " + Columns.padded(line, inside) + " │");
        }
        lines.add("└" + "─".repeat(inside + 2) + "┘");
        return lines;
    }

    private static List<String> sideBySide(List<List<String>> boxes, int first, int inside) {
        int height = boxes.stream().mapToInt(List::size).max().orElse(0);
        List<List<String>> framed = new ArrayList<>();
        for (List<String> box : boxes) {
            List<String> content = new ArrayList<>(box.subList(1, box.size()));
            while (content.size() < height - 1) {
                content.add("");
            }
            framed.add(frame(box.getFirst(), content, inside, first == 0));
        }
        List<String> lines = new ArrayList<>();
        if (first == 0) {
            lines.add(boxes.stream()
                    .map(_ -> Columns.padded(STEM, inside + 4))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing());
        }
        for (int i = 0; i < framed.getFirst().size(); i++) {
            int index = i;
            lines.add(framed.stream().map(box -> box.get(index)).collect(Collectors.joining(GAP)));
        }
        return lines;
    }
}
