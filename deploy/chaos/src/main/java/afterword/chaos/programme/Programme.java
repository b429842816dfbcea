// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.programme;

import afterword.chaos.load.Producer;
import afterword.chaos.rig.Clock;
import afterword.chaos.rig.Look;
import afterword.chaos.rig.Rig;
import afterword.local.LineBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// The faults of a run in their order. The seed decides it; time decides how many there are.
public final class Programme {

    private static final Duration SETTLED = Duration.ofSeconds(60);

    private final Rig rig;
    private final Look look;
    private final Acts.Stage stage;
    private final Plan plan;
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
        this.plan = plan;
        this.stage =
                new Acts.Stage(
                        rig,
                        new Nemesis(rig, producer, clock, journal),
                        look,
                        new Random(plan.seed()));
        this.progress = progress;
        this.end = System.nanoTime() + plan.time().toNanos();
    }

    /// How much of it.
    ///
    /// @param only parts of names of acts to play; empty for all
    /// @param without parts of names of acts to leave out
    /// @param time for faults; none begins after it
    /// @param rounds of network faults and kill points
    /// @param deploys SIGTERM restarts
    /// @param away how long a store is away for the accept test
    public record Plan(
            long seed,
            List<String> only,
            List<String> without,
            Duration time,
            int rounds,
            int deploys,
            Duration away) {
        public Plan {
            only = List.copyOf(only);
            without = List.copyOf(without);
        }
    }

    /// Plays the programme.
    ///
    /// @return acts left out since the time was over
    public List<String> play() throws InterruptedException {
        boolean rabbit = rig.servers().broker() instanceof LineBroker.Rabbit;
        return play(Acts.of(plan, rabbit, stage.luck()));
    }

    private List<String> play(List<Acts.Act> acts) throws InterruptedException {
        var left = new ArrayList<String>();
        int number = 0;
        for (var act : acts) {
            number++;
            if (System.nanoTime() > end) {
                left.add(act.name());
                continue;
            }
            progress.accept("%2d/%d  %s".formatted(number, acts.size(), act.name()));
            act.action().on(stage);
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
}
