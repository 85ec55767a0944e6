package org.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.sys.Descriptor;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.UnixConnection;
import org.flatnet.liveness.Vitals;
import org.flatnet.model.AttachmentId;
import org.flatnet.pod.PodException;
import org.flatnet.pod.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server over its real socket, with real descriptors: what it passes on, what it refuses, and that it lives on. */
@Tag("kernel")
class CniServerKernelTest {
    private static final String CONFIG = "{\"cniVersion\": \"1.1.0\", \"name\": \"flatnet\", \"type\": \"flatnet\"}";
    private static final String CHECKED =
            "{\"cniVersion\": \"1.1.0\", \"name\": \"flatnet\", \"prevResult\": {\"cniVersion\": \"1.1.0\"}}";
    private static final CniServer.Limits LIMITS = new CniServer.Limits(8, 5_000, 60_000, 20_000);

    @TempDir
    private Path root;

    private final ScriptedHandler handler = new ScriptedHandler();
    private final List<String> observed = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong nanoTime = new AtomicLong();
    private final Vitals vitals = new Vitals(nanoTime::get);
    private Path socket;
    private NetworkNamespace own;
    private NetworkNamespace pod;
    private CniServer server;
    private ShimClient client;

    @BeforeEach
    void start() throws IOException {
        socket = root.resolve("run/flatnet/cni.sock");
        own = NetworkNamespace.current();
        pod = NetworkNamespace.create();
        client = new ShimClient(socket, own);
        server = serve(LIMITS);
    }

    private CniServer serve(CniServer.Limits limits) throws IOException {
        CniObserver observer = (command, code, nanos) -> observed.add(command + " " + code + " " + (nanos > 0));
        return CniServer.start(socket, own.id(), handler, observer, vitals, limits);
    }

    @AfterEach
    void stop() {
        server.close();
        pod.close();
        own.close();
    }

    @Test
    void addIsPassedOnAndItsResultComesBack() throws Exception {
        handler.script = request -> {
            assertThat(request.requireNamespace().id()).isEqualTo(pod.id());
            return new CniResult(
                    List.of(new CniResult.Interface("eth0", "", 1500, request.namespacePath())),
                    List.of(new CniResult.Address(InterfaceAddress.parse("10.200.0.7/24"), null, 0)),
                    List.of(),
                    CniDns.NONE);
        };
        assertThat(client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG))
                .isEqualTo(new ShimClient.Answer(
                        0,
                        "{\"cniVersion\":\"1.1.0\",\"interfaces\":[{\"name\":\"eth0\",\"mtu\":1500,"
                                + "\"sandbox\":\"/run/netns/c1\"}],"
                                + "\"ips\":[{\"interface\":0,\"address\":\"10.200.0.7/24\"}],\"dns\":{}}",
                        ""));
        CniRequest request = handler.requests.getFirst();
        assertThat(request.attachment()).isEqualTo(new AttachmentId("flatnet", "c1", "eth0"));
        assertThat(request.calledAs()).isEqualTo("flatnet");
        assertThat(request.config()).isInstanceOf(FlatnetConfig.class);
        // A namespace that is held open outlives its pod: it is closed before the runtime hears of the result.
        assertThat(request.requireNamespace().descriptor().isOpen()).isFalse();
        assertThat(observed).containsExactly("ADD null true");
    }

    @Test
    void theSocketIsTheOwnersAloneAndTheMarkerIsThere() throws Exception {
        assertThat(permissions(socket)).isEqualTo("rw-------");
        assertThat(permissions(socket.resolveSibling(""))).isEqualTo("rwx------");
        assertThat(socket.resolveSibling("served")).exists();
    }

    @ParameterizedTest
    @EnumSource(
            value = CniCommand.class,
            names = {"DEL", "CHECK", "STATUS", "GC"})
    void theOtherCommandsSucceedInSilence(CniCommand command) throws Exception {
        String config =
                command == CniCommand.GC ? CONFIG.replace("}", ", \"cni.dev/valid-attachments\": null}") : CHECKED;
        NetworkNamespace namespace = command.concernsAttachment() ? pod : null;
        assertThat(client.call(command, "flatnet", "c1", namespace, config))
                .isEqualTo(new ShimClient.Answer(0, "", ""));
        assertThat(handler.requests)
                .singleElement()
                .satisfies(request -> assertThat(request.command()).isEqualTo(command));
    }

    @Test
    void versionAndAboutNeedNoHandler() throws Exception {
        ShimClient.Answer versions = client.call(Map.of("CNI_COMMAND", "VERSION"), null, "");
        assertThat(versions.exitCode()).isZero();
        assertThat(versions.output()).contains("\"supportedVersions\":[\"0.1.0\"");
        ShimClient.Answer about = client.call(Map.of("FLATNET_CALLED_AS", "flatnet"), null, "");
        assertThat(about.exitCode()).isZero();
        assertThat(about.output()).isEmpty();
        assertThat(about.error()).startsWith("flatnet: a CNI plugin");
        assertThat(handler.requests).isEmpty();
    }

    @Test
    void garbageIsCollectedOnlyWhereTheRuntimeSaysWhatIsValid() throws Exception {
        assertThat(client.call(CniCommand.GC, "flatnet", "", null, CONFIG).exitCode())
                .isZero();
        assertThat(handler.requests).isEmpty();
        String none = CONFIG.replace("}", ", \"cni.dev/valid-attachments\": []}");
        assertThat(client.call(CniCommand.GC, "flatnet", "", null, none).exitCode())
                .isZero();
        assertThat(handler.requests)
                .singleElement()
                .satisfies(request -> assertThat(request.validAttachments()).isEqualTo(Set.of()));
    }

    @Test
    void errorsAreOfTheConfigurationsVersion() throws Exception {
        handler.script = _ -> {
            throw new CniException(CniCode.TRY_AGAIN_LATER, "no address is left", "in 10.200.0.0/24");
        };
        ShimClient.Answer answer = client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG.replace("1.1.0", "0.3.1"));
        assertThat(answer)
                .isEqualTo(new ShimClient.Answer(
                        1,
                        "{\"cniVersion\":\"0.3.1\",\"code\":11,\"msg\":\"no address is left\","
                                + "\"details\":\"in 10.200.0.0/24\"}",
                        "flatnet: ADD eth0 of c1 on flatnet: no address is left\n"));
        assertThat(observed).containsExactly("ADD TRY_AGAIN_LATER true");
    }

    @Test
    void everyFailureOfTheHandlerIsTold() throws Exception {
        assertThat(codeWhen(new KernelException("create link fn0", Errno.ENOBUFS, null)))
                .isEqualTo(100);
        assertThat(codeWhen(new IOException("disk"))).isEqualTo(5);
        assertThat(codeWhen(new IllegalStateException("bug"))).isEqualTo(999);
        assertThat(codeWhen(new StackOverflowError())).isEqualTo(999);
        assertThat(codeWhen(new AssertionError("bug"))).isEqualTo(999);
        handler.script = _ -> CniResult.EMPTY;
        assertThat(client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code())
                .isZero();
    }

    @Test
    void whatThePodNetworkSaysIsToldAsItIs() throws Exception {
        handler.script = _ -> {
            throw PodException.disturbed("the bridge was deleted while it was being made");
        };
        assertThat(client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).output())
                .contains("\"code\":11,\"msg\":\"the bridge was deleted while it was being made\"");
    }

    private int codeWhen(Throwable failure) throws KernelException {
        handler.script = _ -> {
            switch (failure) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalArgumentException(failure);
            }
        };
        return client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code();
    }

    @Test
    void aFailedDeleteSaysNothingThatRuntimesTakeForSuccess() throws Exception {
        for (Exception failure : List.of(
                new KernelException("delete link fn0", Errno.ENOENT, "link Not Found"),
                new IOException("not found: No such file or directory"),
                new IllegalStateException("x not found"),
                new CniException(CniCode.INPUT_OUTPUT, "address not found", "no such file or directory"))) {
            handler.script = _ -> {
                switch (failure) {
                    case IOException e -> throw e;
                    case CniException e -> throw e;
                    case RuntimeException e -> throw e;
                    default -> throw new IllegalArgumentException(failure);
                }
            };
            ShimClient.Answer answer = client.call(CniCommand.DEL, "flatnet", "c1", null, CONFIG);
            assertThat(answer.exitCode()).isOne();
            assertThat(answer.output()).contains("missing");
            assertThat(answer.output() + answer.error())
                    .doesNotContainIgnoringCase("not found")
                    .doesNotContainIgnoringCase("no such file or directory");
        }
    }

    @Test
    void aResultThatIsTooLargeIsAnError() throws Exception {
        handler.script = _ -> new CniResult(
                List.of(new CniResult.Interface("x".repeat(2 << 20), "", 0, "")), List.of(), List.of(), CniDns.NONE);
        assertThat(client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code())
                .isEqualTo(999);
        handler.script = _ -> {
            throw new CniException(CniCode.INPUT_OUTPUT, "x".repeat(2 << 20));
        };
        assertThat(client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code())
                .isEqualTo(5);
    }

    @Test
    void aCallFromAnotherNetworkNamespaceIsRefused() throws Exception {
        ShimClient elsewhere = new ShimClient(socket, pod);
        for (CniCommand command : List.of(CniCommand.ADD, CniCommand.DEL, CniCommand.STATUS)) {
            ShimClient.Answer answer = elsewhere.call(command, "flatnet", "c1", pod, CONFIG);
            assertThat(answer.code()).as(answer.output()).isEqualTo(8);
        }
        assertThat(handler.requests).isEmpty();
    }

    @Test
    void theOwnNamespaceIsNoContainers() throws Exception {
        for (CniCommand command : List.of(CniCommand.ADD, CniCommand.DEL)) {
            ShimClient.Answer answer = client.call(command, "flatnet", "c1", own, CONFIG);
            assertThat(answer.code()).isEqualTo(8);
            assertThat(answer.output()).contains("own network namespace");
        }
        assertThat(handler.requests).isEmpty();
        Map<String, String> variables = attachmentVariables(CniCommand.ADD);
        variables.put("CNI_NETNS_OVERRIDE", "true");
        assertThat(client.call(variables, own, CONFIG).code()).isZero();
    }

    @Test
    void whatCannotBeOpenedIsGoneForDeleteOnly() throws Exception {
        for (CniCommand command : List.of(CniCommand.ADD, CniCommand.CHECK)) {
            byte[] request = request(attachmentVariables(command), 1000 + Errno.ENOENT, CHECKED);
            ShimClient.Answer answer = client.send(request, List.of(own.descriptor()));
            assertThat(answer.code()).isEqualTo(8);
            assertThat(answer.output()).contains("/run/netns/c1").contains("No such file");
        }
        byte[] request = request(attachmentVariables(CniCommand.DEL), 1000 + Errno.ENOENT, CONFIG);
        assertThat(client.send(request, List.of(own.descriptor())).code()).isZero();
        assertThat(handler.requests)
                .singleElement()
                .satisfies(call -> assertThat(call.namespace()).isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/proc/self/ns/mnt", "/proc/self/ns/uts", "/"})
    void otherKindsOfDescriptorAreRefused(String path) throws Exception {
        long before = openFiles();
        try (Descriptor other = Descriptor.openForReading(Path.of(path))) {
            byte[] add = request(attachmentVariables(CniCommand.ADD), 1, CONFIG);
            assertThat(client.send(add, List.of(other, pod.descriptor())).code())
                    .isEqualTo(8);
            assertThat(client.send(add, List.of(own.descriptor(), other)).code())
                    .isEqualTo(8);
            assertThat(handler.requests).isEmpty();
            // A path that is no namespace any more is what an unmounted one leaves behind.
            byte[] delete = request(attachmentVariables(CniCommand.DEL), 1, CONFIG);
            assertThat(client.send(delete, List.of(own.descriptor(), other)).code())
                    .isZero();
            assertThat(handler.requests)
                    .singleElement()
                    .satisfies(call -> assertThat(call.namespace()).isNull());
        }
        assertThat(openFiles()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 2", "0, 3", "0, 10", "1, 0", "1, 1", "1, 3", "1, 200", "1002, 0", "1002, 2"})
    void anotherNumberOfDescriptorsIsRefused(int state, int count) throws Exception {
        long before = openFiles();
        byte[] request = request(attachmentVariables(CniCommand.DEL), state, CONFIG);
        ShimClient.Answer answer = client.send(request, Collections.nCopies(count, own.descriptor()));
        assertThat(answer.code()).as(answer.output()).isEqualTo(8);
        assertThat(answer.output()).contains("descriptors");
        assertThat(handler.requests).isEmpty();
        assertThat(openFiles()).isEqualTo(before);
    }

    @Test
    void descriptorsThatComeLaterAreRefused() throws Exception {
        long before = openFiles();
        byte[] request = request(attachmentVariables(CniCommand.ADD), 1, CONFIG);
        try (UnixConnection connection = UnixConnection.connect(socket)) {
            connection.send(Arrays.copyOf(request, 10), List.of(own.descriptor()));
            connection.send(Arrays.copyOfRange(request, 10, request.length), List.of(pod.descriptor()));
            assertThat(ShimClient.answer(connection).code()).isEqualTo(8);
        }
        assertThat(handler.requests).isEmpty();
        assertThat(openFiles()).isEqualTo(before);
    }

    @Test
    void aRequestMayComeInPieces() throws Exception {
        String large = CONFIG.replace("}", ", \"args\": {\"filler\": [" + "\"abcdefgh\", ".repeat(50_000) + "0]}}");
        byte[] request = request(attachmentVariables(CniCommand.ADD), 1, large);
        try (UnixConnection connection = UnixConnection.connect(socket)) {
            connection.send(Arrays.copyOf(request, 1), List.of(own.descriptor(), pod.descriptor()));
            connection.send(Arrays.copyOfRange(request, 1, 19));
            connection.send(Arrays.copyOfRange(request, 19, request.length));
            assertThat(ShimClient.answer(connection).code()).isZero();
        }
    }

    @Test
    void aRequestThatIsLongerThanItSaysLeavesNothingOpen() throws Exception {
        long before = openFiles();
        byte[] request = request(attachmentVariables(CniCommand.ADD), 1, CONFIG);
        byte[] longer = Arrays.copyOf(request, request.length + 1);
        ShimClient.Answer answer = client.send(longer, List.of(own.descriptor(), pod.descriptor()));
        assertThat(answer.code()).isEqualTo(5);
        assertThat(answer.output()).contains("longer than it says");
        assertThat(openFiles()).isEqualTo(before);
    }

    @Test
    void aRequestThatEndsEarlyHarmsNobody() throws Exception {
        byte[] request = request(attachmentVariables(CniCommand.ADD), 1, CONFIG);
        long before = openFiles();
        for (int length : new int[] {1, 7, 19, 20, 21, request.length - 1}) {
            try (UnixConnection connection = UnixConnection.connect(socket)) {
                connection.send(Arrays.copyOf(request, length), List.of(own.descriptor(), pod.descriptor()));
            }
        }
        UnixConnection.connect(socket).close();
        server.close();
        assertThat(handler.requests).isEmpty();
        server = serve(LIMITS);
        assertThat(openFiles()).isEqualTo(before);
        assertThat(client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code())
                .isZero();
    }

    @Test
    void aRequestThatIsNotWholeInTimeIsRefused() throws Exception {
        server.close();
        server = serve(new CniServer.Limits(8, 50, 60_000, 20_000));
        byte[] request = request(attachmentVariables(CniCommand.ADD), 1, CONFIG);
        for (int length : new int[] {5, 25, request.length - 1}) {
            byte[] part = Arrays.copyOf(request, length);
            ShimClient.Answer answer = client.send(part, List.of(own.descriptor(), pod.descriptor()));
            assertThat(answer.code()).isEqualTo(5);
            assertThat(answer.output()).contains("not whole in time");
        }
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
        byte[] head = Arrays.copyOf(request(Map.of(), 0, new byte[10 << 20]), 20);
        ShimClient.Answer answer = client.send(head, List.of(own.descriptor()));
        assertThat(answer.code()).isEqualTo(5);
        assertThat(answer.output()).contains("10485760 bytes: expected at most 1048576");
        byte[] environment = Arrays.copyOf(request(Map.of("CNI_ARGS", "x".repeat(70_000)), 0, new byte[0]), 20);
        assertThat(client.send(environment, List.of(own.descriptor())).output())
                .contains("environment has")
                .contains("at most 65536");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 200 OK\r\n\r\n    ", "FLATNET2............", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
            })
    void otherProtocolsAreRefused(String text) throws Exception {
        ShimClient.Answer answer = client.send(text.getBytes(StandardCharsets.UTF_8), List.of(own.descriptor()));
        assertThat(answer.code()).isEqualTo(5);
        assertThat(answer.output()).contains("FLATNET1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CNI_COMMAND", "=x\0", "CNI_COMMAND\0", "CNI_COMMAND=ADD\0CNI_IFNAME=eth0"})
    void anEnvironmentThatIsNoneIsRefused(String environment) throws Exception {
        byte[] request = request(Map.of("x", "y"), 0, "{}");
        byte[] bytes = environment.getBytes(StandardCharsets.UTF_8);
        java.nio.ByteBuffer changed = java.nio.ByteBuffer.allocate(20 + bytes.length);
        changed.put(request, 0, 8).putInt(bytes.length).putInt(0).putInt(0).put(bytes);
        ShimClient.Answer answer = client.send(changed.array(), List.of(own.descriptor()));
        assertThat(answer.code()).as(answer.output()).isEqualTo(5);
    }

    @Test
    void silentCallersDoNotKeepOthersWaiting() throws Exception {
        List<UnixConnection> silent = new ArrayList<>();
        try {
            for (int i = 0; i < LIMITS.connections() - 1; i++) {
                silent.add(UnixConnection.connect(socket));
            }
            assertThat(client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code())
                    .isZero();
        } finally {
            silent.forEach(UnixConnection::close);
        }
    }

    @Test
    void callersBeyondTheLimitAreServedWhenTheirTurnComes() throws Exception {
        server.close();
        server = serve(new CniServer.Limits(2, 50, 60_000, 20_000));
        List<UnixConnection> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                silent.add(UnixConnection.connect(socket));
            }
            assertThat(client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code())
                    .isZero();
        } finally {
            silent.forEach(UnixConnection::close);
        }
    }

    /** The other user has to be there, as it is not in a user namespace that has one alone. */
    @Test
    @Tag("root")
    void anotherUserIsNotServed() throws Exception {
        // What file modes keep out already is let in here, so that the check of the peer alone stands in the way.
        for (Path path = socket; !path.equals(root.getParent()); path = path.resolveSibling("")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        String script =
                "use IO::Socket::UNIX; $SIG{PIPE} = 'IGNORE'; my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die \"connect: $!\";"
                        + "print $s pack('a8NNNa*', 'FLATNET1', 20, 0, 0, \"CNI_COMMAND=VERSION\\0\"); $s->flush;"
                        + "my $n = sysread($s, my $answer, 100); print defined $n ? \"answer of $n bytes\" : \"no answer\";";
        assertThat(run("perl", "-e", script, socket.toString())).isEqualTo("answer of 100 bytes");
        assertThat(run("setpriv", "--reuid", "65534", "--clear-groups", "perl", "-e", script, socket.toString()))
                .isIn("answer of 0 bytes", "no answer");
        assertThat(handler.requests).isEmpty();
    }

    @Test
    void deleteWaitsForTheAddOfItsAttachment() throws Exception {
        CountDownLatch added = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        handler.script = request -> {
            if (request.command() == CniCommand.ADD && request.containerId().equals("c1")) {
                added.countDown();
                await(go);
            }
            order.add(request.command() + " " + request.containerId());
            return CniResult.EMPTY;
        };
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<Integer> add = threads.submit(() ->
                    client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code());
            added.await();
            Future<Integer> delete = threads.submit(() ->
                    client.call(CniCommand.DEL, "flatnet", "c1", null, CONFIG).code());
            assertThat(client.call(CniCommand.ADD, "flatnet", "c2", pod, CONFIG).code())
                    .isZero();
            go.countDown();
            assertThat(add.get()).isZero();
            assertThat(delete.get()).isZero();
        }
        assertThat(order).containsExactly("ADD c2", "ADD c1", "DEL c1");
    }

    @Test
    void closingWaitsForTheCallsThatRun() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        handler.script = _ -> {
            entered.countDown();
            await(go);
            return CniResult.EMPTY;
        };
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<Integer> add = threads.submit(() ->
                    client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code());
            entered.await();
            Future<?> closed = threads.submit(server::close);
            go.countDown();
            assertThat(add.get()).isZero();
            closed.get();
        }
        server = serve(LIMITS);
        handler.script = _ -> CniResult.EMPTY;
        assertThat(client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code())
                .isZero();
    }

    @Test
    void aServerThatAcceptsNobodyIsToldOf() throws Exception {
        server.close();
        server = serve(new CniServer.Limits(1, 5_000, 60_000, 20_000));
        assertThat(vitals.trouble()).isNull();
        CountDownLatch go = new CountDownLatch(1);
        handler.script = _ -> {
            await(go);
            return CniResult.EMPTY;
        };
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<Integer> add = threads.submit(() ->
                    client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code());
            Waiting.until("the accepting thread to be missed", () -> {
                nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(200));
                return vitals.trouble() != null;
            });
            assertThat(vitals.trouble()).startsWith("the thread cni-accept is stuck: at one turn for ");
            go.countDown();
            assertThat(add.get()).isZero();
        }
        Waiting.until("the accepting thread to wait again", () -> vitals.trouble() == null);
    }

    @Test
    void manyCallsAtOnceAreAllAnswered() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(30)) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String container = "c" + i % 50;
                CniCommand command = i % 3 == 0 ? CniCommand.DEL : CniCommand.ADD;
                answers.add(threads.submit(() ->
                        client.call(command, "flatnet", container, pod, CONFIG).code()));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isZero();
            }
        }
        assertThat(handler.requests).hasSize(200);
    }

    @Test
    void brokenRequestsNeverStopTheServer() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long before = openFiles();
        for (int i = 0; i < 500; i++) {
            byte[] request = request(attachmentVariables(CniCommand.ADD), random.nextInt(2), CONFIG);
            for (int n = random.nextInt(6); n > 0; n--) {
                request[random.nextInt(random.nextBoolean() ? 20 : request.length)] = (byte) random.nextInt();
            }
            byte[] sent = Arrays.copyOf(request, 1 + random.nextInt(request.length));
            try (UnixConnection connection = UnixConnection.connect(socket)) {
                connection.send(sent, List.of(own.descriptor(), pod.descriptor()));
            }
        }
        assertThat(client.call(CniCommand.ADD, "flatnet", "c1", pod, CONFIG).code())
                .as("after requests of seed " + seed)
                .isZero();
        server.close();
        server = serve(LIMITS);
        assertThat(openFiles()).as("open files after requests of seed " + seed).isEqualTo(before);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> attachmentVariables(CniCommand command) {
        Map<String, String> variables = ShimClient.variables(command, "flatnet");
        variables.put("CNI_CONTAINERID", "c1");
        variables.put("CNI_IFNAME", "eth0");
        variables.put("CNI_NETNS", "/run/netns/c1");
        return variables;
    }

    private static byte[] request(Map<String, String> variables, int state, String config) {
        return ShimClient.request(variables, state, config.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] request(Map<String, String> variables, int state, byte[] config) {
        return ShimClient.request(variables, state, config);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** Those that a leak could be of: archives of classes are opened whenever a class is first needed. */
    private static long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.filter(file -> {
                        try {
                            return !Files.readSymbolicLink(file).toString().endsWith(".jar");
                        } catch (IOException _) {
                            return false; // the one that listed the folder
                        }
                    })
                    .count();
        }
    }
}
