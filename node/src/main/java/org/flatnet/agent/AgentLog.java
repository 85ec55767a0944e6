package org.flatnet.agent;

import java.util.List;
import org.flatnet.reconcile.Drift;
import org.flatnet.reconcile.Key;
import org.flatnet.reconcile.Observer;
import org.flatnet.reconcile.Self;
import org.flatnet.reconcile.Status;
import org.flatnet.reconcile.Uplink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the metrics what the loop does. */
final class AgentLog implements Observer {
    private static final Logger LOG = LoggerFactory.getLogger("reconcile");

    private final Telemetry telemetry;

    AgentLog(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public void failed(Key key, Status.Failure failure) {
        if (failure.times() == 1) {
            LOG.warn("{}: {}; it is tried again", key, failure.reason());
        } else {
            LOG.debug("{}: {} (time {})", key, failure.reason(), failure.times());
        }
    }

    @Override
    public void recovered(Key key) {
        LOG.info("{}: all is as it should be again", key);
    }

    @Override
    public void drifted(Drift drift) {
        telemetry.drifted(drift.kind().toString());
        switch (drift.what()) {
            case GONE -> LOG.warn("{} was taken away by someone; it is put back", drift.identity());
            case ALTERED -> LOG.warn("{} was changed by someone; it is put right", drift.identity());
            case ADDED -> LOG.warn("{} bears our mark but is not ours; it is taken away", drift.identity());
        }
    }

    @Override
    public void troubled(Exception trouble) {
        LOG.error("the kernel could not be read or changed; everything is checked again", trouble);
    }

    @Override
    public void selfChanged(Self self) {
        List<String> uplinks = self.uplinks().stream().map(AgentLog::text).toList();
        LOG.info("uplinks: {}", uplinks.isEmpty() ? "none" : String.join(", ", uplinks));
    }

    private static String text(Uplink uplink) {
        return uplink.name() + " " + uplink.addresses() + " MTU " + uplink.mtu();
    }
}
