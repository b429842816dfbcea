// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.programme;

import afterword.chaos.check.Attempt;
import afterword.chaos.check.Departure;
import afterword.chaos.check.Injected;
import afterword.chaos.check.Injected.Touch;
import afterword.chaos.check.Outage;
import afterword.chaos.check.PaidCall;
import afterword.chaos.load.Producer;
import afterword.chaos.rig.Clock;
import afterword.chaos.rig.Instance;
import afterword.chaos.rig.Look;
import afterword.chaos.rig.Rig;
import afterword.chaos.rig.Signals;
import afterword.local.LineBroker;
import afterword.local.Service;
import afterword.servers.proxy.TcpProxy;
import afterword.servers.proxy.Trap;
import afterword.servers.proxy.Trouble;
import afterword.simulator.FaultRule;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The hand that breaks things, one at a time, and writes down what it did. For one thread.
final class Nemesis {

    private static final Duration TRAP = Duration.ofSeconds(20);
    private static final Duration FROZEN = Duration.ofSeconds(30);
    private static final Duration HELD = Duration.ofMillis(150);

    private final Rig rig;
    private final Producer producer;
    private final Clock clock;
    private final Journal journal;

    Nemesis(Rig rig, Producer producer, Clock clock, Journal journal) {
        this.rig = rig;
        this.producer = producer;
        this.clock = clock;
        this.journal = journal;
    }

    private static Touch touch(Service service) {
        return service == Service.ANALYSIS_WORKER ? Touch.CALLS : Touch.HAND_OVER;
    }

    private void note(String kind, String target, String victim, long from, Touch touch) {
        journal.faults().add(new Injected(kind, target, victim, from, clock.now(), touch));
    }

    /// `kill -9`, a pause, and a new start.
    void kill(Instance instance, Duration down) throws InterruptedException {
        var victim = instance.process();
        long from = clock.now();
        instance.kill();
        pause(down);
        instance.start();
        note(
                "kill -9 " + instance.service().module(),
                instance.name(),
                victim,
                from,
                touch(instance.service()));
    }

    /// Kills a process at a kill point.
    ///
    /// @param nth the how manieth occurrence
    /// @return whether the point was reached
    boolean killAt(KillPoint point, Instance instance, int nth) throws InterruptedException {
        var victim = instance.process();
        var proxy = point.proxy(instance);
        var died = new long[1];
        var trap =
                new Trap(
                        point.pattern(),
                        point.way(),
                        point.moment(),
                        nth,
                        () -> {
                            // what it sent too early on other ways gets through: the point of it
                            LockSupport.parkNanos(HELD.toNanos());
                            died[0] = clock.now();
                            instance.kill();
                        });
        proxy.trap(trap);
        boolean snapped = trap.await(TRAP.toMillis(), TimeUnit.MILLISECONDS);
        proxy.trap(null);
        journal.hits().add(new KillPoint.Hit(point.name(), victim, snapped ? died[0] : 0));
        if (!snapped) {
            return false;
        }
        instance.start();
        note(
                "kill at a point of " + point.service().module(),
                point.name(),
                victim,
                died[0],
                touch(point.service()));
        return true;
    }

    /// SIGSTOP, a pause, SIGCONT.
    void freeze(Instance instance, Duration time) throws InterruptedException {
        long from = clock.now();
        instance.freeze();
        try {
            pause(time);
        } finally {
            instance.thaw();
        }
        note(
                "freeze " + instance.service().module(),
                instance.name(),
                instance.process(),
                from,
                touch(instance.service()));
    }

    /// Freezes a worker and thaws it in the very moment in which others have taken its runs: its
    /// replies are there, and the new owner's calls are not over.
    void thawAtTakeOver(Instance instance, Look look) throws InterruptedException {
        long from = clock.now();
        long end = System.nanoTime() + FROZEN.toNanos();
        instance.freeze();
        try {
            pause(Duration.ofSeconds(1));
            while (look.runs(instance.pid()) > 0 && System.nanoTime() < end) {
                pause(Duration.ofMillis(50));
            }
        } finally {
            instance.thaw();
        }
        note(
                "freeze " + instance.service().module(),
                instance.name() + ", thawed at take-over",
                instance.process(),
                from,
                touch(instance.service()));
    }

    /// Kills the broker, and starts it again after a while.
    void killBroker(Duration down) throws InterruptedException {
        long from = clock.now();
        rig.servers().killBroker();
        pause(down);
        rig.servers().startBroker();
        note("kill -9 broker", "broker", "", from, Touch.HAND_OVER);
    }

    /// Restarts the broker in good order.
    void restartBroker() {
        long from = clock.now();
        rig.servers().startBroker();
        note("restart broker", "broker", "", from, Touch.HAND_OVER);
    }

    /// Freezes the broker's process.
    void freezeBroker(Duration time) throws InterruptedException {
        long from = clock.now();
        long pid = rig.servers().brokerPid();
        Signals.send("STOP", pid);
        try {
            pause(time);
        } finally {
            Signals.send("CONT", pid);
        }
        note("broker frozen", "broker", "", from, Touch.HAND_OVER);
    }

    /// Raises RabbitMQ's memory alarm: publishers are blocked. Kafka has none.
    ///
    /// @return whether there was one to be raised
    boolean alarm(Duration time) throws InterruptedException {
        if (!(rig.servers().broker() instanceof LineBroker.Rabbit(var server, _))) {
            return false;
        }
        long from = clock.now();
        server.alarm(true);
        try {
            pause(time);
        } finally {
            server.alarm(false);
        }
        note("broker alarm", "broker", "", from, Touch.HAND_OVER);
        return true;
    }

    /// Kills the database's postmaster, and starts it again after a while.
    void killDatabase(Duration down) throws InterruptedException {
        long from = clock.now();
        rig.servers().postgres().kill();
        pause(down);
        rig.servers().postgres().restart();
        note("kill -9 database", "database", "", from, Touch.CALLS);
    }

    /// Restarts the database in good order.
    void restartDatabase() {
        long from = clock.now();
        rig.servers().postgres().restart();
        note("restart database", "database", "", from, Touch.CALLS);
    }

    /// Ends all connections of the services at once, as an administrator would.
    void dropSessions() {
        long from = clock.now();
        rig.servers()
                .postgres()
                .execute(
                        "postgres",
                        "select pg_terminate_backend(pid) from pg_stat_activity where usename like 'afterword%'");
        note("database drops all sessions", "database", "", from, Touch.CALLS);
    }

    /// Trouble on one way of a process.
    void trouble(Instance instance, TcpProxy way, Trouble trouble, Duration time)
            throws InterruptedException {
        long from = clock.now();
        way.trouble(trouble);
        try {
            pause(time);
        } finally {
            way.heal();
        }
        var edge = way.name().substring(instance.name().length() + 1);
        boolean calls = instance.service() == Service.ANALYSIS_WORKER;
        note(
                trouble.label() + ", " + instance.service().module() + " to " + edge,
                way.name(),
                instance.process(),
                from,
                calls ? Touch.CALLS : Touch.HAND_OVER);
    }

    /// Resets all connections of a way every second.
    void resetStorm(Instance instance, TcpProxy way, int times) throws InterruptedException {
        long from = clock.now();
        for (int time = 0; time < times; time++) {
            way.resetAll();
            pause(Duration.ofSeconds(1));
        }
        boolean calls = instance.service() == Service.ANALYSIS_WORKER;
        note(
                "resets each second, "
                        + instance.service().module()
                        + " to "
                        + way.name().substring(instance.name().length() + 1),
                way.name(),
                instance.process(),
                from,
                calls ? Touch.CALLS : Touch.HAND_OVER);
    }

    /// The provider misbehaves by itself.
    void provider(String kind, Duration time, FaultRule... rules) throws InterruptedException {
        long from = clock.now();
        rig.provider().simulator().faults(rules);
        try {
            pause(time);
        } finally {
            rig.provider().simulator().faults();
        }
        note("provider: " + kind, "provider", "", from, Touch.CALLS);
    }

    /// Nobody listens at the provider's address.
    void providerAway(Duration time) throws InterruptedException {
        long from = clock.now();
        rig.provider().simulator().refuse(time);
        pause(time);
        note("provider: away", "provider", "", from, Touch.CALLS);
    }

    /// A deploy of one process: SIGTERM, its end, a new start.
    void deploy(Instance instance) {
        var victim = instance.process();
        long asked = clock.now();
        var flying = rig.provider().open(victim).map(PaidCall::number).collect(Collectors.toSet());
        instance.stop();
        long exited = clock.now();
        long longest =
                rig.provider()
                        .calls()
                        .filter(call -> flying.contains(call.number()))
                        .mapToLong(call -> (call.endedAt() == 0 ? exited : call.endedAt()) - asked)
                        .max()
                        .orElse(0);
        instance.start();
        journal.departures()
                .add(new Departure(victim, asked, exited, longest, unanswered(victim, asked)));
        note(
                "deploy " + instance.service().module(),
                instance.name(),
                victim,
                asked,
                Touch.NOTHING);
    }

    /// Requests that were on their way to a gateway when it was asked to end, and got no answer.
    private int unanswered(String process, long asked) {
        return (int)
                producer.tries().stream()
                        .filter(attempt -> attempt.door().equals(process))
                        .filter(attempt -> attempt.sentAt() < asked)
                        .filter(attempt -> attempt.answeredAt() >= asked)
                        .filter(attempt -> attempt.status() == 0)
                        .count();
    }

    /// The broker is away for long, and accepting goes on.
    void brokerOutage(Duration time) throws InterruptedException {
        long from = clock.now();
        rig.servers().killBroker();
        pause(time);
        outage("broker", from);
        rig.servers().startBroker();
        note("broker away for long", "broker", "", from, Touch.HAND_OVER);
    }

    /// The same with the database.
    void databaseOutage(Duration time) throws InterruptedException {
        long from = clock.now();
        rig.servers().postgres().kill();
        pause(time);
        outage("database", from);
        rig.servers().postgres().restart();
        note("database away for long", "database", "", from, Touch.CALLS);
    }

    /// Each conversation's first try by REST counts, if it was sent and answered while the store
    /// was away.
    private void outage(String store, long from) {
        long to = clock.now();
        var known = new HashSet<String>();
        Predicate<Attempt> first = attempt -> known.add(attempt.key());
        List<Attempt> during =
                producer.tries().stream()
                        .filter(attempt -> !attempt.door().equals("queue"))
                        .filter(first)
                        .filter(attempt -> attempt.sentAt() >= from && attempt.answeredAt() <= to)
                        .filter(attempt -> attempt.answer() != Attempt.Answer.REFUSED)
                        .toList();
        journal.outages()
                .add(
                        new Outage(
                                store,
                                from,
                                to,
                                during.size(),
                                (int)
                                        during.stream()
                                                .filter(attempt ->
                                                        attempt.answer() == Attempt.Answer.ACCEPTED)
                                                .count(),
                                during.stream()
                                        .mapToLong(
                                                attempt -> attempt.answeredAt() - attempt.sentAt())
                                        .max()
                                        .orElse(0)));
    }

    static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
