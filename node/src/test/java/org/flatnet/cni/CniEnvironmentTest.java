package org.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The environment of a call: what each command needs, and what its variables may say. */
class CniEnvironmentTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ADD     | CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME,CNI_PATH",
                "CHECK   | CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME,CNI_PATH",
                "DEL     | CNI_CONTAINERID,CNI_IFNAME,CNI_PATH",
                "GC      | CNI_PATH",
                "STATUS  | CNI_PATH",
            })
    void allThatIsMissingIsSaidAtOnce(CniCommand command, String missing) {
        refused(() -> CniEnvironment.read(command, Map.of()))
                .withMessage("required env variables [" + missing + "] missing");
    }

    @ParameterizedTest
    @EnumSource(
            value = CniCommand.class,
            names = {"ADD", "CHECK", "DEL", "GC", "STATUS"})
    void eachRequiredVariableIsMissedAlone(CniCommand command) {
        for (String name : command.requiredVariables()) {
            Map<String, String> variables = variables();
            variables.put(name, "");
            refused(() -> CniEnvironment.read(command, variables))
                    .withMessage("required env variables [" + name + "] missing");
        }
    }

    @Test
    void deleteDoesWithoutNamespace() throws Exception {
        Map<String, String> variables = variables();
        variables.remove("CNI_NETNS");
        assertThat(CniEnvironment.read(CniCommand.DEL, variables).namespacePath())
                .isEmpty();
    }

    @Test
    void versionNeedsNothing() throws Exception {
        assertThat(CniEnvironment.read(CniCommand.VERSION, Map.of()).command()).isEqualTo(CniCommand.VERSION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "add", "UPDATE", " ADD"})
    void unknownCommandsAreRefused(String command) {
        refused(() -> CniEnvironment.command(Map.of("CNI_COMMAND", command)))
                .withMessage("unknown CNI_COMMAND: " + command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-a", "_a", ".a", "a b", "a/b", "a\n", "ä", "a:b", "../x"})
    void containerIdsThatAreNotAllowedAreRefused(String id) {
        Map<String, String> variables = variables();
        variables.put("CNI_CONTAINERID", id);
        refused(() -> CniEnvironment.read(CniCommand.ADD, variables)).withMessageStartingWith("CNI_CONTAINERID: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "A_b.c-9", "a--", "a.."})
    void containerIdsThatAreAllowedAreTaken(String id) throws Exception {
        Map<String, String> variables = variables();
        variables.put("CNI_CONTAINERID", id);
        assertThat(CniEnvironment.read(CniCommand.ADD, variables).containerId()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a/b", "a:b", "a b", "a\tb", "sixteen-letters!", "äääääääää"})
    void interfaceNamesThatNoLinkCanHaveAreRefused(String name) {
        Map<String, String> variables = variables();
        variables.put("CNI_IFNAME", name);
        refused(() -> CniEnvironment.read(CniCommand.DEL, variables)).withMessageStartingWith("CNI_IFNAME: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"e", "fifteen-letters", "eth0.100", "..."})
    void interfaceNamesThatALinkCanHaveAreTaken(String name) throws Exception {
        Map<String, String> variables = variables();
        variables.put("CNI_IFNAME", name);
        assertThat(CniEnvironment.read(CniCommand.DEL, variables).interfaceName())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "true, true", "TRUE, true", "0, false", "false, false", "yes, false", "'', false"})
    void theOverrideOfTheOwnNamespaceIsRead(String value, boolean allowed) throws Exception {
        Map<String, String> variables = variables();
        variables.put("CNI_NETNS_OVERRIDE", value);
        assertThat(CniEnvironment.read(CniCommand.ADD, variables).ownNamespaceAllowed())
                .isEqualTo(allowed);
    }

    @Test
    void argumentsAreRead() throws Exception {
        CniArguments arguments = CniEnvironment.arguments(
                "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=web-0;IP=10.200.0.9/24;MAC=02:00:00:00:00:09;x=");
        assertThat(arguments.podNamespace()).isEqualTo("default");
        assertThat(arguments.podName()).isEqualTo("web-0");
        assertThat(arguments.addresses()).containsExactly(IpAddress.parse("10.200.0.9"));
        assertThat(arguments.mac()).isEqualTo(MacAddress.parse("02:00:00:00:00:09"));
        assertThat(arguments.values()).containsEntry("x", "");
    }

    @Test
    void noArgumentsAreNone() throws Exception {
        assertThat(CniEnvironment.arguments("")).isEqualTo(new CniArguments(Map.of(), List.of(), null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "K8S_POD_NAME              | invalid pair \"K8S_POD_NAME\"",
                "K8S_POD_NAME=a=b          | invalid pair \"K8S_POD_NAME=a=b\"",
                "K8S_POD_NAME=a;           | invalid pair \"\"",
                ";                         | invalid pair \"\"",
                "x=1                       | unknown args x",
                "k8s_pod_name=a            | unknown args k8s_pod_name",
                "IgnoreUnknown=0;y=1;x=1   | unknown args x, y",
                "IgnoreUnknown=maybe;x=1   | IgnoreUnknown is \"maybe\"",
                "ignoreunknown=1           | unknown args ignoreunknown",
                "IP=10.200.0.256           | 10.200.0.256",
                "MAC=02:00                 | 02:00",
                "MAC=01:00:00:00:00:00     | names a group",
            })
    void argumentsThatAreWrongAreRefused(String text, String why) {
        refused(() -> CniEnvironment.arguments(text))
                .withMessageStartingWith("CNI_ARGS: ")
                .withMessageContaining(why);
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        variables.put("CNI_CONTAINERID", "c1");
        variables.put("CNI_NETNS", "/run/netns/c1");
        variables.put("CNI_IFNAME", "eth0");
        variables.put("CNI_PATH", "/opt/cni/bin");
        return variables;
    }

    private static ThrowableAssertAlternative<CniException> refused(ThrowingCallable call) {
        return assertThatExceptionOfType(CniException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.code()).isEqualTo(CniCode.INVALID_ENVIRONMENT));
    }
}
