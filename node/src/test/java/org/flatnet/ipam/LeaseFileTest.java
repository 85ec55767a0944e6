package org.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachmentId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A lease's file says what was leased, or nothing. */
class LeaseFileTest {
    private static final IpAddress ADDRESS = IpAddress.parse("10.200.0.7");
    private static final AttachmentId OWNER = new AttachmentId("flatnet", "4c6f", "eth0");
    private static final byte[] FILE = LeaseFile.write(new Lease(OWNER, ADDRESS, new LeaseKeeper.Link()), "boot-1");

    static LeaseKeeper[] keepers() {
        return new LeaseKeeper[] {
            new LeaseKeeper.Link(),
            new LeaseKeeper.Delegated(),
            new LeaseKeeper.Imported(Path.of("/var/lib/cni/a folder\nwith ü/10.200.0.7")),
        };
    }

    @ParameterizedTest
    @MethodSource("keepers")
    void readsWhatItWrote(LeaseKeeper keeper) {
        Lease lease = new Lease(OWNER, ADDRESS, keeper);
        assertThat(LeaseFile.read(LeaseFile.write(lease, "boot-1"), "flatnet", ADDRESS))
                .isEqualTo(new LeaseFile.Read("boot-1", lease));
    }

    @Property
    void aFileThatWasCutShortIsNoLease(@ForAll @IntRange(max = 200) int length) {
        assertVoid(Arrays.copyOf(FILE, Math.min(length, FILE.length - 1)));
    }

    @Property
    void aFileWithAnotherByteIsNoLease(@ForAll @IntRange(max = 200) int place, @ForAll byte value) {
        byte[] changed = FILE.clone();
        int index = place % changed.length;
        changed[index] = value == changed[index] ? (byte) ~value : value;
        assertVoid(changed);
    }

    @Property
    void garbageIsNoLease(@ForAll byte[] bytes) {
        assertVoid(bytes);
    }

    private static void assertVoid(byte[] bytes) {
        assertThatThrownBy(() -> LeaseFile.read(bytes, "flatnet", ADDRESS))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank();
    }
}
