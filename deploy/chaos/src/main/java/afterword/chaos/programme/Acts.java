// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.programme;

import afterword.chaos.rig.Instance;
import afterword.chaos.rig.Look;
import afterword.chaos.rig.Rig;
import afterword.local.Service;
import afterword.servers.proxy.TcpProxy;
import afterword.servers.proxy.Trouble;
import afterword.simulator.FaultRule;
import afterword.simulator.WireFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// What is done to the line, in the order that a seed gives. Nothing here touches a line: an act
/// does, when it is played on a [Stage].
final class Acts {

    private final Programme.Plan plan;
    private final boolean rabbit;

    private Acts(Programme.Plan plan, boolean rabbit) {
        this.plan = plan;
        this.rabbit = rabbit;
    }

    /// What an act is played on.
    ///
    /// @param luck chooses the process that is hit
    record Stage(Rig rig, Nemesis nemesis, Look look, Random luck) {

        private Instance one(Service service) {
            var all = rig.instances(service);
            return all.get(luck.nextInt(all.size()));
        }

        private TcpProxy anyWay(Instance instance) {
            var ways = instance.ways().all();
            return ways.get(luck.nextInt(ways.size()));
        }
    }

    /// Something that is done to the line.
    @FunctionalInterface
    interface Action {
        void on(Stage stage) throws InterruptedException;
    }

    /// A named action.
    record Act(String name, Action action) {}

    /// The acts of a plan in their order: crashes and deploys, the stores away, then rounds of
    /// everything.
    ///
    /// @param rabbit whether the broker is one whose frames can be looked into
    /// @throws IllegalArgumentException when a name that is asked for is of no act
    static List<Act> of(Programme.Plan plan, boolean rabbit, Random luck) {
        var all = new Acts(plan, rabbit).all(luck);
        for (var part : plan.only()) {
            if (all.stream().noneMatch(act -> act.name().contains(part))) {
                throw new IllegalArgumentException("no act has a name with \"" + part + "\" in it");
            }
        }
        return all.stream()
                .filter(act -> plan.only().isEmpty() || named(act, plan.only()))
                .filter(act -> !named(act, plan.without()))
                .toList();
    }

    private static boolean named(Act act, List<String> parts) {
        return parts.stream().anyMatch(act.name()::contains);
    }

    private List<Act> all(Random luck) {
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
        acts.addAll(Math.min(acts.size(), 6), deploys());
        return acts;
    }

    private List<Act> crashes() {
        return List.of(
                act(
                        "kill -9 analysis-worker",
                        stage ->
                                stage.nemesis()
                                        .kill(stage.one(Service.ANALYSIS_WORKER), seconds(6))),
                act(
                        "kill -9 event-worker",
                        stage -> stage.nemesis().kill(stage.one(Service.EVENT_WORKER), seconds(1))),
                act(
                        "kill -9 gateway",
                        stage -> stage.nemesis().kill(stage.one(Service.API_GATEWAY), seconds(1))),
                act("kill -9 broker", stage -> stage.nemesis().killBroker(seconds(3))),
                act("kill -9 database", stage -> stage.nemesis().killDatabase(seconds(3))),
                act(
                        "freeze analysis-worker",
                        stage ->
                                stage.nemesis()
                                        .freeze(stage.one(Service.ANALYSIS_WORKER), seconds(25))),
                act(
                        "thaw analysis-worker at take-over",
                        stage ->
                                stage.nemesis()
                                        .thawAtTakeOver(
                                                stage.one(Service.ANALYSIS_WORKER), stage.look())),
                act(
                        "freeze event-worker",
                        stage ->
                                stage.nemesis()
                                        .freeze(stage.one(Service.EVENT_WORKER), seconds(12))),
                act(
                        "freeze gateway",
                        stage ->
                                stage.nemesis().freeze(stage.one(Service.API_GATEWAY), seconds(5))),
                act("restart broker", stage -> stage.nemesis().restartBroker()),
                act("restart database", stage -> stage.nemesis().restartDatabase()),
                act("freeze broker", stage -> stage.nemesis().freezeBroker(seconds(10))),
                act("drop sessions", stage -> stage.nemesis().dropSessions()),
                act("memory alarm", stage -> stage.nemesis().alarm(seconds(10))));
    }

    private List<Act> outages() {
        return List.of(
                act("outage of the broker", stage -> stage.nemesis().brokerOutage(plan.away())),
                act(
                        "outage of the database",
                        stage -> stage.nemesis().databaseOutage(plan.away())));
    }

    private List<Act> deploys() {
        var acts = new ArrayList<Act>();
        var services = Service.values();
        for (int number = 0; number < plan.deploys(); number++) {
            var service = services[number % services.length];
            acts.add(
                    act(
                            "deploy " + service.module(),
                            stage -> stage.nemesis().deploy(stage.one(service))));
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
                            stage -> {
                                var instance = stage.one(service);
                                stage.nemesis().resetStorm(instance, stage.anyWay(instance), 5);
                            }));
        }
        acts.add(provider("500", FaultRule.status(500, "").rate(0.7)));
        acts.add(provider("429", FaultRule.status(429, "1").rate(0.7)));
        acts.add(provider("resets", FaultRule.of(WireFault.RESET_BEFORE).rate(0.5)));
        acts.add(provider("cut replies", FaultRule.of(WireFault.CUT).rate(0.5)));
        acts.add(act("provider away", stage -> stage.nemesis().providerAway(seconds(8))));
        return acts;
    }

    private Act provider(String kind, FaultRule rule) {
        return act("provider " + kind, stage -> stage.nemesis().provider(kind, seconds(8), rule));
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
                        stage -> {
                            var instance = stage.one(service);
                            stage.nemesis()
                                    .trouble(instance, edge.of(instance), trouble, seconds(6));
                        }));
    }

    private List<Act> killPoints() {
        return KillPoint.ALL.stream()
                .filter(point -> rabbit || !point.rabbitOnly())
                .map(point ->
                        act(
                                "kill at: " + point.name(),
                                stage ->
                                        stage.nemesis()
                                                .killAt(
                                                        point,
                                                        stage.one(point.service()),
                                                        1 + stage.luck().nextInt(15))))
                .toList();
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Act act(String name, Action action) {
        return new Act(name, action);
    }
}
