// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.programme;

import afterword.chaos.rig.Instance;
import afterword.local.Service;
import afterword.servers.proxy.TcpProxy;
import afterword.servers.proxy.Trap;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// A moment between two steps of a service at which it is killed, known by what is on its wire: the
/// service holds no hook for it (docs/adr: kill points on the wire).
///
/// @param name in words
/// @param service whose process dies
/// @param edge which of its ways is watched
/// @param pattern on that way
/// @param rabbitOnly whether it is AMQP that is looked for
public record KillPoint(
        String name,
        Service service,
        Edge edge,
        byte[] pattern,
        Trap.Way way,
        Trap.Moment moment,
        boolean rabbitOnly) {

    /// The ways of a process.
    enum Edge {
        DATABASE,
        BROKER,
        PROVIDER;

        /// The proxy on it.
        TcpProxy of(Instance instance) {
            return switch (this) {
                case DATABASE -> instance.ways().database();
                case BROKER -> instance.ways().broker();
                case PROVIDER -> Objects.requireNonNull(instance.ways().provider());
            };
        }
    }

    /// A kill at a kill point.
    ///
    /// @param snappedAt 0 when the point was not reached in time
    public record Hit(String point, String process, long snappedAt) {}

    // AMQP 0-9-1: class 60 (basic), methods 40 (publish) and 80 (ack); RabbitMQ's specification
    private static final String PUBLISH = "003c0028";
    private static final String ACK = "003c0050";

    /// All of them, in the order of an event's life.
    static final List<KillPoint> ALL =
            List.of(
                    amqp(
                            "gateway: before its publish arrives",
                            Service.API_GATEWAY,
                            PUBLISH,
                            Trap.Moment.BEFORE),
                    amqp(
                            "gateway: published, confirm not read",
                            Service.API_GATEWAY,
                            PUBLISH,
                            Trap.Moment.BEFORE_ANSWER),
                    sql(
                            "event-worker: received, before the insert",
                            Service.EVENT_WORKER,
                            "insert into events.event",
                            Trap.Moment.BEFORE),
                    sql(
                            "event-worker: inserted, not committed",
                            Service.EVENT_WORKER,
                            "insert into events.event",
                            Trap.Moment.BEFORE_ANSWER),
                    sql(
                            "event-worker: before a commit",
                            Service.EVENT_WORKER,
                            "COMMIT",
                            Trap.Moment.BEFORE),
                    sql(
                            "event-worker: committed, not known",
                            Service.EVENT_WORKER,
                            "COMMIT",
                            Trap.Moment.BEFORE_ANSWER),
                    amqp(
                            "event-worker: before the request is published",
                            Service.EVENT_WORKER,
                            PUBLISH,
                            Trap.Moment.BEFORE),
                    amqp(
                            "event-worker: published, confirm not read",
                            Service.EVENT_WORKER,
                            PUBLISH,
                            Trap.Moment.BEFORE_ANSWER),
                    amqp(
                            "event-worker: before an ack",
                            Service.EVENT_WORKER,
                            ACK,
                            Trap.Moment.BEFORE),
                    sql(
                            "event-worker: before an event is closed",
                            Service.EVENT_WORKER,
                            "update events.feed",
                            Trap.Moment.BEFORE),
                    sql(
                            "event-worker: numbered, not committed",
                            Service.EVENT_WORKER,
                            "update events.feed",
                            Trap.Moment.BEFORE_ANSWER),
                    sql(
                            "analysis-worker: before a claim",
                            Service.ANALYSIS_WORKER,
                            "insert into analysis.run",
                            Trap.Moment.BEFORE),
                    sql(
                            "analysis-worker: claimed, not known",
                            Service.ANALYSIS_WORKER,
                            "insert into analysis.run",
                            Trap.Moment.BEFORE_ANSWER),
                    http(
                            "analysis-worker: before a call leaves",
                            Trap.Way.OUT,
                            "POST /",
                            Trap.Moment.BEFORE),
                    http(
                            "analysis-worker: called, no reply yet",
                            Trap.Way.OUT,
                            "POST /",
                            Trap.Moment.BEFORE_ANSWER),
                    http(
                            "analysis-worker: replied, not read",
                            Trap.Way.BACK,
                            "HTTP/1.1 200",
                            Trap.Moment.BEFORE),
                    sql(
                            "analysis-worker: before a row of the journal",
                            Service.ANALYSIS_WORKER,
                            "insert into analysis.call",
                            Trap.Moment.BEFORE),
                    sql(
                            "analysis-worker: journaled, not known",
                            Service.ANALYSIS_WORKER,
                            "insert into analysis.call",
                            Trap.Moment.BEFORE_ANSWER),
                    sql(
                            "analysis-worker: before a checkpoint",
                            Service.ANALYSIS_WORKER,
                            "update analysis.part",
                            Trap.Moment.BEFORE),
                    sql(
                            "analysis-worker: checkpoint written, not known",
                            Service.ANALYSIS_WORKER,
                            "update analysis.part",
                            Trap.Moment.BEFORE_ANSWER),
                    sql(
                            "analysis-worker: before a commit",
                            Service.ANALYSIS_WORKER,
                            "COMMIT",
                            Trap.Moment.BEFORE),
                    sql(
                            "analysis-worker: committed, not known",
                            Service.ANALYSIS_WORKER,
                            "COMMIT",
                            Trap.Moment.BEFORE_ANSWER),
                    amqp(
                            "analysis-worker: before the end is published",
                            Service.ANALYSIS_WORKER,
                            PUBLISH,
                            Trap.Moment.BEFORE),
                    amqp(
                            "analysis-worker: before an ack",
                            Service.ANALYSIS_WORKER,
                            ACK,
                            Trap.Moment.BEFORE));

    private static KillPoint sql(String name, Service service, String text, Trap.Moment moment) {
        return new KillPoint(
                name, service, Edge.DATABASE, bytes(text), Trap.Way.OUT, moment, false);
    }

    private static KillPoint amqp(String name, Service service, String hex, Trap.Moment moment) {
        return new KillPoint(
                name,
                service,
                Edge.BROKER,
                HexFormat.of().parseHex(hex),
                Trap.Way.OUT,
                moment,
                true);
    }

    private static KillPoint http(String name, Trap.Way way, String text, Trap.Moment moment) {
        return new KillPoint(
                name, Service.ANALYSIS_WORKER, Edge.PROVIDER, bytes(text), way, moment, false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The proxy that is to watch.
    TcpProxy proxy(Instance instance) {
        return edge.of(instance);
    }
}
