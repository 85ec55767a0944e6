package org.flatnet.cni;

import java.io.IOException;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NamespaceId;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks a request, has the handler do it, and makes the answer. Whatever happens, there is an answer. */
final class CniDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(CniDispatcher.class);

    private final NamespaceId own;
    private final CniHandler handler;
    private final AttachmentLocks locks;

    CniDispatcher(NamespaceId own, CniHandler handler, AttachmentLocks locks) {
        this.own = own;
        this.handler = handler;
        this.locks = locks;
    }

    /** An answer with what observers are told of it. */
    record Answered(
            ShimAnswer answer,
            @Nullable CniCommand command,
            @Nullable CniCode code) {}

    /** Answers a request, whose descriptors are closed afterwards. */
    Answered answer(ShimRequest request) {
        try (request) {
            return new Call(request).answer();
        }
    }

    /** Answers what is no request at all. */
    static Answered refusal(CniException error) {
        LOG.warn("a request was refused: {}", error.message());
        return new Answered(ShimAnswer.failure(error, CniVersion.LATEST, "request"), null, error.code());
    }

    /** One call, and what has become known of it. */
    private final class Call {
        private final ShimRequest request;
        private @Nullable CniCommand command;
        private CniVersion version = CniVersion.LATEST;
        private String context = "request";

        Call(ShimRequest request) {
            this.request = request;
        }

        Answered answer() {
            try {
                ShimAnswer answer = perform();
                if (!answer.fits()) {
                    throw new CniException(
                            CniCode.INTERNAL, "the result is larger than " + ShimAnswer.MOST_BYTES + " bytes");
                }
                LOG.debug("{}: done", context);
                return new Answered(answer, command, null);
            } catch (CniException e) {
                return failure(e);
            } catch (IOException e) {
                return failure(FailureCodes.told(e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return failure(new CniException(CniCode.TRY_AGAIN_LATER, "the agent is being stopped").causedBy(e));
            } catch (RuntimeException | Error e) {
                LOG.error("{}: a fault of Flatnet's", context, e);
                return failure(new CniException(CniCode.INTERNAL, "internal error: " + FailureCodes.kindAndMessage(e))
                        .causedBy(e));
            }
        }

        private ShimAnswer perform() throws CniException, IOException, InterruptedException {
            if (request.variable("CNI_COMMAND").isEmpty()) {
                return ShimAnswer.about();
            }
            CniCommand known = CniEnvironment.command(request.variables());
            command = known;
            context = known.name();
            if (known == CniCommand.VERSION) {
                return ShimAnswer.success(ResultWriter.versions());
            }
            CniEnvironment environment = CniEnvironment.read(known, request.variables());
            context = (known + " " + environment.interfaceName() + " " + environment.containerId()).strip();
            checkOwnNamespace();
            ConfigSection root = ConfigSection.root(JsonReader.read(request.standardInput()));
            version = ConfigReader.version(root);
            String calledAs = request.variable(ShimRequest.CALLED_AS);
            NetworkConfig config = ConfigReader.read(root, version, known, calledAs);
            CniRequest call = new CniRequest(
                    known,
                    environment.containerId(),
                    namespace(environment),
                    environment.namespacePath(),
                    environment.interfaceName(),
                    environment.arguments(),
                    calledAs,
                    config);
            context = call.toString();
            return perform(call);
        }

        private ShimAnswer perform(CniRequest call) throws CniException, IOException, InterruptedException {
            switch (call.command()) {
                case ADD -> {
                    try (AttachmentLocks.Held _ = locks.attachment(call.attachment())) {
                        return ShimAnswer.success(ResultWriter.result(handler.add(call), version));
                    }
                }
                case DEL -> {
                    try (AttachmentLocks.Held _ = locks.attachment(call.attachment())) {
                        handler.delete(call);
                    }
                }
                case CHECK -> {
                    try (AttachmentLocks.Held _ = locks.attachment(call.attachment())) {
                        handler.check(call);
                    }
                }
                case GC -> {
                    if (call.validAttachments() != null) {
                        try (AttachmentLocks.Held _ =
                                locks.everything(call.config().name())) {
                            handler.collectGarbage(call);
                        }
                    }
                }
                case STATUS -> handler.status(call);
                case VERSION -> throw new IllegalStateException("VERSION is answered before");
            }
            return ShimAnswer.silence();
        }

        /** The executable must have been called where the agent is, or names and paths mean other things to the two. */
        private void checkOwnNamespace() throws CniException {
            NamespaceId caller = adopt("the executable's own namespace", request.ownNamespace())
                    .id();
            if (!caller.equals(own)) {
                throw new CniException(
                        CniCode.INVALID_NAMESPACE,
                        "the plugin was called in the network namespace " + caller + ": expected the agent's, which is "
                                + own);
            }
        }

        /** The container's namespace; null where it is gone, which only DEL puts up with. */
        private @Nullable NetworkNamespace namespace(CniEnvironment environment) throws CniException {
            CniCommand verb = environment.command();
            String name = "CNI_NETNS " + Shown.quoted(environment.namespacePath());
            if (!verb.concernsAttachment()) {
                return null;
            }
            if (!request.hasNamespace()) {
                if (verb == CniCommand.DEL) {
                    return null;
                }
                int errno = request.namespaceErrno();
                throw new CniException(
                        CniCode.INVALID_NAMESPACE,
                        name + (errno == 0 ? " was not passed on" : " cannot be opened: " + Errno.text(errno)));
            }
            NetworkNamespace namespace;
            try {
                namespace = adopt(name, request.namespace());
            } catch (CniException e) {
                if (verb == CniCommand.DEL) {
                    LOG.info("{}: {}; taken as gone", context, e.message());
                    return null;
                }
                throw e;
            }
            if (namespace.id().equals(own) && verb != CniCommand.CHECK && !environment.ownNamespaceAllowed()) {
                throw new CniException(
                        CniCode.INVALID_NAMESPACE,
                        name + " is the plugin's own network namespace: expected the container's");
            }
            return namespace;
        }

        private NetworkNamespace adopt(String name, org.flatnet.kernel.sys.Descriptor descriptor) throws CniException {
            try {
                return NetworkNamespace.adopt(descriptor);
            } catch (KernelException e) {
                throw new CniException(CniCode.INVALID_NAMESPACE, name + " is not a network namespace").causedBy(e);
            }
        }

        private Answered failure(CniException error) {
            CniException told = command == CniCommand.DEL ? DeleteWording.of(error) : error;
            LOG.warn("{}: code {}: {}", context, told.code().number(), told.message());
            ShimAnswer answer = ShimAnswer.failure(told, version, context);
            if (!answer.fits()) {
                answer = ShimAnswer.failure(
                        new CniException(told.code(), Shown.shortened(told.message())),
                        version,
                        Shown.shortened(context));
            }
            return new Answered(answer, command, told.code());
        }
    }
}
