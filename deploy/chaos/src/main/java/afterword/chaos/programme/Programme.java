// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.programme;

import afterword.chaos.load.Producer;
import afterword.chaos.proxy.TcpProxy;
import afterword.chaos.proxy.Trouble;
import afterword.chaos.rig.Clock;
import afterword.chaos.rig.Instance;
import afterword.chaos.rig.Look;
import afterword.chaos.rig.Rig;
import afterword.local.LineBroker;
import afterword.local.Service;
import afterword.simulator.FaultRule;
import afterword.simulator.WireFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;

/// The faults of a run in their order. The seed decides it; time decides how many there are.
public final class Programme {

    private static final Duration SETTLED = Duration.ofSeconds(60);

    private final Rig rig;
    private final Look look;
    private final Nemesis nemesis;
    private final Plan plan;
    private final Random luck;
    private final Consumer<String> progress;
    private final long end;

    /// @param progress told of each act
    public Programme(
            Rig rig,
            Producer producer,
            Clock clock,
            Journal journal,
            Plan plan,
            Consumer<String> progress) {
        this.rig = rig;
        this.look = new Look(rig.servers());
        this.nemesis = new Nemesis(rig, producer, clock, journal);
        this.plan = plan;
        this.luck = new Random(plan.seed());
        this.progress = progress;
        this.end = System.nanoTime() + plan.time().toNanos();
    }

    /// How much of it.
    ///
    /// @param only parts of names of acts to play; empty for all
    /// @param time for faults; none begins after it
    /// @param rounds of network faults and kill points
    /// @param deploys SIGTERM restarts
    /// @param away how long a store is away for the accept test
    public record Plan(
            long seed, List<String> only, Duration time, int rounds, int deploys, Duration away) {
        public Plan {
            only = List.copyOf(only);
        }
    }

    /// Something that is done to the line.
    @FunctionalInterface
    interface Action {
        void run() throws InterruptedException;
    }

    /// A named action.
    record Act(String name, Action action) {}

    /// Plays the programme.
    ///
    /// @return acts left out since the time was over
    public List<String> play() throws InterruptedException {
        var acts = new ArrayList<Act>();
        acts.addAll(crashes());
        acts.addAll(outages());
        for (int round = 0; round < plan.rounds(); round++) {
            var more = new ArrayList<>(networks());
            more.addAll(killPoints());
            if (round > 0) {
                more.addAll(crashes());
            }
            Collections.shuffle(more, luck);
            acts.addAll(more);
        }
        acts.addAll(Math.min(acts.size(), 6), deploys(plan.deploys()));
        return play(
                acts.stream()
                        .filter(act ->
                                plan.only().isEmpty()
                                        || plan.only().stream().anyMatch(act.name()::contains))
                        .toList());
    }

    private List<String> play(List<Act> acts) throws InterruptedException {
        var left = new ArrayList<String>();
        int number = 0;
        for (var act : acts) {
            number++;
            if (System.nanoTime() > end) {
                left.add(act.name());
                continue;
            }
            progress.accept("%2d/%d  %s".formatted(number, acts.size(), act.name()));
            act.action().run();
            settle();
        }
        return left;
    }

    /// Waits until the line has worked off what the fault left behind, so that the next one meets a
    /// healthy line; bounded.
    private void settle() throws InterruptedException {
        long limit = System.nanoTime() + SETTLED.toNanos();
        long calm = 60;
        Nemesis.pause(Duration.ofSeconds(2));
        while (System.nanoTime() < limit) {
            long waiting = look.waiting();
            if (waiting >= 0 && waiting < calm && look.spilled() == 0) {
                return;
            }
            Nemesis.pause(Duration.ofMillis(500));
        }
    }

    private Instance one(Service service) {
        var all = rig.instances(service);
        return all.get(luck.nextInt(all.size()));
    }

    private List<Act> crashes() {
        return List.of(
                act(
                        "kill -9 analysis-worker",
                        () -> nemesis.kill(one(Service.ANALYSIS_WORKER), seconds(6))),
                act(
                        "kill -9 event-worker",
                        () -> nemesis.kill(one(Service.EVENT_WORKER), seconds(1))),
                act("kill -9 gateway", () -> nemesis.kill(one(Service.API_GATEWAY), seconds(1))),
                act("kill -9 broker", () -> nemesis.killBroker(seconds(3))),
                act("kill -9 database", () -> nemesis.killDatabase(seconds(3))),
                act(
                        "freeze analysis-worker",
                        () -> nemesis.freeze(one(Service.ANALYSIS_WORKER), seconds(25))),
                act(
                        "thaw analysis-worker at take-over",
                        () -> nemesis.thawAtTakeOver(one(Service.ANALYSIS_WORKER), look)),
                act(
                        "freeze event-worker",
                        () -> nemesis.freeze(one(Service.EVENT_WORKER), seconds(12))),
                act("restart broker", nemesis::restartBroker),
                act("freeze broker", () -> nemesis.freezeBroker(seconds(10))),
                act("drop sessions", nemesis::dropSessions),
                act("memory alarm", () -> nemesis.alarm(seconds(10))));
    }

    private List<Act> outages() {
        return List.of(
                act("outage of the broker", () -> nemesis.brokerOutage(plan.away())),
                act("outage of the database", () -> nemesis.databaseOutage(plan.away())));
    }

    private List<Act> deploys(int many) {
        var acts = new ArrayList<Act>();
        var services = Service.values();
        for (int number = 0; number < many; number++) {
            var service = services[number % services.length];
            acts.add(act("deploy " + service.module(), () -> nemesis.deploy(one(service))));
        }
        return acts;
    }

    private List<Act> networks() {
        var acts = new ArrayList<Act>();
        for (var service : Service.values()) {
            for (var trouble : troubles()) {
                for (var edge : KillPoint.Edge.values()) {
                    acts.addAll(edge(service, edge, trouble));
                }
            }
            acts.add(
                    act(
                            "resets, " + service.module(),
                            () -> {
                                var instance = one(service);
                                nemesis.resetStorm(instance, anyWay(instance), 5);
                            }));
        }
        acts.add(provider("500", FaultRule.status(500, "").rate(0.7)));
        acts.add(provider("429", FaultRule.status(429, "1").rate(0.7)));
        acts.add(provider("resets", FaultRule.of(WireFault.RESET_BEFORE).rate(0.5)));
        acts.add(provider("cut replies", FaultRule.of(WireFault.CUT).rate(0.5)));
        acts.add(act("provider away", () -> nemesis.providerAway(seconds(8))));
        return acts;
    }

    private Act provider(String kind, FaultRule rule) {
        return act("provider " + kind, () -> nemesis.provider(kind, seconds(8), rule));
    }

    private static List<Trouble> troubles() {
        return List.of(
                new Trouble.BlackHole(),
                new Trouble.HalfOpen(),
                new Trouble.Refuse(),
                new Trouble.Reset(),
                new Trouble.Latency(Duration.ofMillis(80), Duration.ofMillis(120)),
                new Trouble.CutAfter(20_000),
                new Trouble.Drip(2_000));
    }

    private List<Act> edge(Service service, KillPoint.Edge edge, Trouble trouble) {
        if (edge == KillPoint.Edge.PROVIDER && service != Service.ANALYSIS_WORKER) {
            return List.of();
        }
        return List.of(
                act(
                        "%s, %s to %s"
                                .formatted(
                                        trouble.label(),
                                        service.module(),
                                        edge.name().toLowerCase(Locale.ROOT)),
                        () -> {
                            var instance = one(service);
                            nemesis.trouble(instance, edge.of(instance), trouble, seconds(6));
                        }));
    }

    private TcpProxy anyWay(Instance instance) {
        var ways = instance.ways().all();
        return ways.get(luck.nextInt(ways.size()));
    }

    private List<Act> killPoints() {
        boolean rabbit = rig.servers().broker() instanceof LineBroker.Rabbit;
        return KillPoint.ALL.stream()
                .filter(point -> rabbit || !point.rabbitOnly())
                .map(point ->
                        act(
                                "kill at: " + point.name(),
                                () ->
                                        nemesis.killAt(
                                                point, one(point.service()), 1 + luck.nextInt(15))))
                .toList();
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Act act(String name, Action action) {
        return new Act(name, Objects.requireNonNull(action));
    }
}
