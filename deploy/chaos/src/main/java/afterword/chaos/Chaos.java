// SPDX-License-Identifier: Apache-2.0
package afterword.chaos;

import afterword.chaos.check.Facts;
import afterword.chaos.check.Limits;
import afterword.chaos.check.Sighting;
import afterword.chaos.check.Verdict;
import afterword.chaos.load.FeedReader;
import afterword.chaos.load.OutcomeListener;
import afterword.chaos.load.Producer;
import afterword.chaos.programme.Journal;
import afterword.chaos.programme.Programme;
import afterword.chaos.report.Run;
import afterword.chaos.rig.Clock;
import afterword.chaos.rig.LedgerFile;
import afterword.chaos.rig.Look;
import afterword.chaos.rig.Rig;
import afterword.chaos.rig.RigSettings;
import afterword.local.BrokerChoice;
import afterword.local.Service;
import afterword.servers.RabbitSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One run from the start of the servers to the verdict.
final class Chaos {

    private static final Duration FIRST_MEETING = Duration.ofMinutes(3);
    private static final Duration ON_THEIR_WAY = Duration.ofMinutes(2);

    /// Times that would make a run long are shorter than their defaults; what is promised does not
    /// depend on them.
    private static final Map<String, String> SHORTER =
            Map.of(
                    "AFTERWORD_ANALYSIS_RUN_PARK_FIRST", "2s",
                    "AFTERWORD_ANALYSIS_RUN_PARK_MOST", "10s",
                    "AFTERWORD_EVENTS_LEDGER_RING_AFTER", "60s");

    private final Options options;
    private final Consumer<String> screen;
    private final Clock clock = Clock.system();

    Chaos(Options options, Consumer<String> screen) {
        this.options = options;
        this.screen = screen;
    }

    /// Runs.
    Run call() throws InterruptedException, SQLException {
        long began = System.nanoTime();
        long at = clock.now();
        screen.accept(
                "starting %d of each service, PostgreSQL and the broker …"
                        .formatted(options.processes()));
        try (var rig = Rig.start(settings(), clock, screen);
                var journal = Journal.in(ledgers())) {
            screen.accept(
                    "up after %d s; broker: %s"
                            .formatted(seconds(began), rig.servers().broker().description()));
            var look = new Look(rig.servers());
            look.watchChanges();
            return run(rig, look, journal, at, began);
        }
    }

    private java.nio.file.Path ledgers() {
        return options.out().resolve("ledgers");
    }

    private RigSettings settings() {
        return new RigSettings(
                options.repository(),
                options.out().resolve("chaos-data"),
                ledgers(),
                broker(),
                new RigSettings.Count(
                        options.processes(), options.processes(), options.processes()),
                "lognormal(700ms,0.5,6s)",
                options.seed(),
                SHORTER);
    }

    /// RabbitMQ where one can be started without asking, else Kafka; one that was given by its
    /// address cannot be killed.
    private BrokerChoice broker() {
        if (options.broker() != BrokerChoice.AUTO) {
            return options.broker();
        }
        return switch (RabbitSource.find(screen)) {
            case RabbitSource.Local _ -> BrokerChoice.RABBITMQ;
            case RabbitSource.Docker _, RabbitSource.Given _, RabbitSource.Missing _ ->
                    BrokerChoice.KAFKA;
        };
    }

    private Run run(Rig rig, Look look, Journal journal, long at, long began)
            throws InterruptedException, SQLException {
        var gateways = rig.instances(Service.API_GATEWAY);
        var broker = rig.servers().broker();
        var plan = new Producer.Plan("s" + options.seed(), options.seed(), options.perSecond());
        try (var sightings = new LedgerFile<Sighting>(ledgers().resolve("readers.jsonl"));
                var producer =
                        new Producer(
                                gateways,
                                broker,
                                clock,
                                plan,
                                ledgers().resolve("producer.jsonl"));
                var feed = new FeedReader(gateways, clock, sightings);
                var listener = new OutcomeListener(broker, clock, sightings)) {
            listener.await(Duration.ofSeconds(60));
            awaitSpill(look);
            producer.start();
            TimeUnit.SECONDS.sleep(8);
            var left = new Programme(rig, producer, clock, journal, options.plan(), screen).play();
            screen.accept("draining …");
            boolean told = producer.stop(ON_THEIR_WAY);
            var undone = drain(look);
            TimeUnit.SECONDS.sleep(2); // readers may be a moment behind
            feed.stop();
            listener.stop();
            if (!told) {
                screen.accept("some producers were still waiting for an answer");
            }
            var facts =
                    new Facts(
                            producer.facts(),
                            look.facts(rig.processes(), undone, Set.of("feed", "outcomes")),
                            rig.provider().calls().toList(),
                            sightings.facts(),
                            journal.faults().facts(),
                            journal.departures().facts(),
                            journal.outages().facts());
            return new Run(
                    options.command(),
                    options.tier(),
                    options.seed(),
                    broker.description(),
                    at,
                    seconds(began),
                    options.perSecond(),
                    facts,
                    journal.hits().facts(),
                    left,
                    Verdict.of(facts, Limits.goals()));
        }
    }

    /// A gateway accepts before it has met its database. A fault then would find both stores away.
    private static void awaitSpill(Look look) throws InterruptedException {
        long end = System.nanoTime() + FIRST_MEETING.toNanos();
        while (look.spilled() < 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "no gateway has made its schema within %s".formatted(FIRST_MEETING));
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    /// Waits until nothing is left to do; bounded.
    private List<String> drain(Look look) throws InterruptedException, SQLException {
        long end = System.nanoTime() + options.drain().toNanos();
        var left = look.left();
        while (!left.isEmpty() && System.nanoTime() < end) {
            TimeUnit.SECONDS.sleep(1);
            left = look.left();
        }
        return left;
    }

    private static long seconds(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toSeconds();
    }
}
