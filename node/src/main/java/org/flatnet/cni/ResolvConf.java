package org.flatnet.cni;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the file that {@code ipam.resolvConf} names, for the result's name servers. */
public final class ResolvConf {
    private static final int MOST_BYTES = 64 << 10;

    private ResolvConf() {}

    /**
     * Reads a file in the form of {@code resolv.conf(5)}. As in the reference, several {@code search} and {@code options}
     * lines add up, and of several {@code domain} lines the last one counts.
     *
     * @throws CniException code 7 where the file cannot be read
     */
    public static CniDns read(Path path) throws CniException {
        try (InputStream input = Files.newInputStream(path)) {
            return parse(new String(input.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CniException(CniCode.INVALID_CONFIG, "ipam.resolvConf: " + path + " cannot be read").causedBy(e);
        }
    }

    static CniDns parse(String text) {
        List<String> nameservers = new ArrayList<>();
        List<String> search = new ArrayList<>();
        List<String> options = new ArrayList<>();
        String domain = "";
        for (String line : text.lines().toList()) {
            List<String> words = Arrays.asList(line.strip().split("\\s+"));
            if (line.startsWith("#") || line.startsWith(";") || words.size() < 2) {
                continue;
            }
            switch (words.getFirst()) {
                case "nameserver" -> nameservers.add(words.get(1));
                case "domain" -> domain = words.get(1);
                case "search" -> search.addAll(words.subList(1, words.size()));
                case "options" -> options.addAll(words.subList(1, words.size()));
                default -> {}
            }
        }
        return new CniDns(nameservers, domain, search, options);
    }
}
