package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.flatnet.cli.Launcher.Running;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Labs as people call for them: with or without root, by {@code ./flatnet}, interrupted, and killed. */
@Tag("lab")
class LauncherKernelTest {
    private static final String NAME = "by" + ProcessHandle.current().pid();

    @TempDir
    private Path folder;

    private Launcher user;

    @BeforeEach
    void copy() throws Exception {
        user = Launcher.in(folder, true);
    }

    /** What a test that failed has left; each takes down its own alone. */
    @AfterEach
    void takeDown() throws Exception {
        if (!user.left(NAME).isEmpty()) {
            new Launcher(folder, false).flatnet("lab", "down", "--name", NAME).end();
            user.flatnet("lab", "down", "--name", NAME).end();
        }
    }

    @Test
    @Tag("root")
    void aUserHasALabUntilItIsTakenDown() throws Exception {
        user.lab("up", "--name", NAME, "--pods", "1");
        assertThat(user.lab("check", "--name", NAME, "--json")).contains("\"failed\":0");
        Outcome inside = user.flatnet(
                        "lab", "exec", "--name", NAME, "worker-0", "--", "sh", "-c", "ip route; pwd; exit 7")
                .end();
        assertThat(inside.status()).isEqualTo(7);
        assertThat(inside.output()).contains("10.200.1.0/24 via 10.0.1.21", folder.toString());
        user.lab("down", "--name", NAME);
        assertThat(user.left(NAME)).isEmpty();
    }

    @Test
    void aLabThatCannotComeUpLeavesNothing() throws Exception {
        assertThat(user.flatnet("lab", "up", "--name", NAME, "--nodes", "0").end())
                .isEqualTo(new Outcome(2, "flatnet lab up: nodes 0: expected 1 to 200\nTry 'flatnet lab up --help'\n"));
        assertThat(user.left(NAME)).isEmpty();
    }

    @Test
    @Tag("root")
    void whatAKilledHolderLeavesIsNamedAndCleared() throws Exception {
        user.lab("up", "--name", NAME, "--nodes", "1", "--pods", "1");
        Running stays = user.flatnet("lab", "exec", "--name", NAME, "worker-0", "--", "sh", "-c", "echo in; sleep 60");
        assertThat(stays.process().inputReader().readLine()).isEqualTo("in");
        String holder =
                Files.readString(user.labs().resolve("." + NAME + ".holder")).split(" ", 2)[0];
        assertThat(user.start("kill", "-KILL", holder).end().status()).isZero();

        Outcome status = user.flatnet("lab", "status", "--name", NAME).end();
        assertThat(status.status()).isEqualTo(1);
        assertThat(status.output()).contains("has lost its namespaces", "./flatnet lab down --name " + NAME);
        user.lab("down", "--name", NAME);
        assertThat(user.left(NAME)).isEmpty();
        assertThat(stays.end().status()).isEqualTo(128 + 9);
    }

    @Test
    @Tag("root")
    void whatAKilledCommandLeavesIsCleared() throws Exception {
        Running whole = user.flatnet("lab", "--name", NAME, "--nodes", "1");
        TestLab.await("a pod is begun", () -> user.state(NAME).contains("pod-0-0"));
        whole.signal("KILL");
        whole.end();
        user.lab("down", "--name", NAME);
        assertThat(user.left(NAME)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "true, INT, worker-0",
        "true, TERM, pod-0-0",
        "false, INT, worker-0",
        "false, INT, pod-0-0",
        "false, TERM, pod-0-0"
    })
    void anInterruptedLabLeavesNothing(boolean ordinary, String signal, String reached) throws Exception {
        Launcher launcher = new Launcher(folder, ordinary);
        Running whole = launcher.flatnet("lab", "--name", NAME);
        TestLab.await(reached + " is begun", () -> launcher.state(NAME).contains("\"" + reached + "\""));
        whole.signal(signal);
        Outcome outcome = whole.end();
        assertThat(outcome.status()).as(outcome.output()).isEqualTo(signal.equals("INT") ? 130 : 143);
        assertThat(outcome.output()).contains("interrupted; the lab is taken down again");
        assertThat(launcher.left(NAME)).isEmpty();
    }

    @Test
    void aMachineWithoutUserNamespacesIsToldWhatToDo() throws Exception {
        Outcome outcome = user.start(
                        "unshare",
                        "--user",
                        "--map-user=1000",
                        "--keep-caps",
                        "sh",
                        "-c",
                        "echo 0 > /proc/sys/user/max_user_namespaces && exec ./flatnet lab --name " + NAME)
                .end();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.output())
                .contains("needs user namespaces", "sudo sysctl -w user.max_user_namespaces=", "run the lab as root");
    }

    /** In a sandbox with its own /run: {@code ip} would bind /run/netns over itself, and hold the lab's namespaces. */
    @Test
    @Tag("root")
    void namespacesOfOthersBesideALabHoldNothingOfIt() throws Exception {
        String script = """
                set -e
                # what labs beside this one have there came along, and goes from here alone
                umount --lazy /run/netns 2> said || true
                mount -t tmpfs tmpfs /run
                ./flatnet lab up --nodes 1 --pods 1 > said 2>&1
                ip netns add other
                grep -c /run/netns/lab-worker-0 /proc/self/mountinfo
                ./flatnet lab down > said 2>&1
                ip netns list
                ls /run/netns
                ip netns delete other
                ./flatnet lab up --nodes 1 --pods 0 > said 2>&1
                ./flatnet lab down > said 2>&1
                grep /run/netns /proc/self/mountinfo || true
                ls -A /run
                rm said
                """;
        Launcher root = new Launcher(folder, false);
        Outcome outcome = root.start("unshare", "--mount", "sh", "-c", script).end();
        assertThat(outcome).isEqualTo(new Outcome(0, "1\nother\nother\n"));
    }
}
