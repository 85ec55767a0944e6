package org.flatnet.cni;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The versions of the CNI specification, oldest first. All are served. */
public enum CniVersion {
    V0_1_0("0.1.0"),
    V0_2_0("0.2.0"),
    V0_3_0("0.3.0"),
    V0_3_1("0.3.1"),
    V0_4_0("0.4.0"),
    V1_0_0("1.0.0"),
    V1_1_0("1.1.0");

    /** What a configuration without {@code cniVersion} means. */
    public static final CniVersion DEFAULT = V0_1_0;

    public static final CniVersion LATEST = V1_1_0;

    private final String text;

    CniVersion(String text) {
        this.text = text;
    }

    public boolean isAtLeast(CniVersion other) {
        return compareTo(other) >= 0;
    }

    /** The version of exactly this text: {@code 1.0} is none. */
    public static Optional<CniVersion> of(String text) {
        return Arrays.stream(values())
                .filter(version -> version.text.equals(text))
                .findFirst();
    }

    /** All of them as text. */
    public static List<String> texts() {
        return Arrays.stream(values()).map(CniVersion::toString).toList();
    }

    @Override
    public String toString() {
        return text;
    }
}
