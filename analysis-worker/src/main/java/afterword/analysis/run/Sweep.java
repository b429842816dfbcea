// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.concurrent.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings to this process what no message brings: runs of dead owners, parked runs that are due,
/// and runs that are ours by their row only.
///
/// Every turn takes no more than it has permits for. Runs that may have killed their owner go
/// through a lane of their own, which first waits until nothing else is in flight here: poison is
/// told from its company by dying alone.
final class Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private static final Duration PERMIT_PATIENCE = Duration.ofMillis(250);
    private static final Duration LANE_PATIENCE = Duration.ofMinutes(10);
    private static final int LOST_AFTER_SECONDS = 5;
    private static final int BURY_EVERY = 600; // turns

    /// Parts of one run that wait together, about: as many are looked at for each run to be woken.
    static final int PARTS_OF_A_RUN = 4;

    private final RunPermits permits;
    private final Placement placement;
    private final Claims claims;
    private final DeathWatch watch;
    private final ProcessLease lease;
    private final Runs runs;
    private final RunMeters meters;
    private final AtomicBoolean laneOpen = new AtomicBoolean();
    private volatile DeathWatch.Dead dead =
            DeathWatch.Dead.NOBODY; // written by turns, read by lane
    private volatile boolean stopping; // written by stop, read by the lane
    private int turns;

    Sweep(
            Placement placement,
            Claims claims,
            DeathWatch watch,
            ProcessLease lease,
            Runs runs,
            RunMeters meters) {
        this.permits = placement.permits();
        this.placement = placement;
        this.claims = claims;
        this.watch = watch;
        this.lease = lease;
        this.runs = runs;
        this.meters = meters;
    }

    /// One look around.
    ///
    /// @return whether there was more than permits
    boolean turn() throws InterruptedException {
        if (!lease.good()) {
            return false; // whoever cannot show that it lives takes nothing
        }
        dead = watch.look(lease.steady());
        if (turns++ % BURY_EVERY == 0) {
            watch.bury();
        }
        openLane();
        long since = runs.tenure();
        int room = permits.take(permits.size(), Deadline.after(PERMIT_PATIENCE));
        int left = room;
        try {
            left -= started("released", since, claims.takeOver(dead, left));
            left -= started("woken", since, left == 0 ? List.of() : woken(left));
            left -= started("adopted", since, left == 0 ? List.of() : adopted(left));
        } finally {
            permits.giveBack(left);
        }
        return room > 0 && left == 0;
    }

    /// No more than can be placed: while every provider is down, parked runs sleep on, but for the
    /// one that tries.
    private List<Claim> woken(int left) {
        int most = placement.room(left);
        if (most == 0) {
            return List.of();
        }
        var places = placement.wakeable(PARTS_OF_A_RUN * most);
        return places.isEmpty() ? claims.wake(most) : claims.wake(most, places);
    }

    private List<Claim> adopted(int limit) {
        return claims.adopt(runs.running(), LOST_AFTER_SECONDS, limit);
    }

    private int started(String way, long since, List<Claim> taken) {
        if (!taken.isEmpty()) {
            LOG.info("runs taken: way={}, runs={}", way, taken.size());
            meters.taken(way, taken.size());
            taken.forEach(claim -> runs.start(claim, since));
        }
        return taken.size();
    }

    private void openLane() {
        if (!stopping && claims.anySuspect(dead) && laneOpen.compareAndSet(false, true)) {
            Thread.ofVirtual().name("suspects").start(this::lane);
        }
    }

    /// Works on suspects one by one, with nothing else in flight in this process.
    private void lane() {
        try {
            if (permits.takeAll(Deadline.after(LANE_PATIENCE))) {
                try {
                    while (!stopping && lease.good() && next()) {}
                } finally {
                    permits.giveBackAll();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // outermost frame of the thread: the next turn opens the lane again
            LOG.warn("suspects left for later", e);
        } finally {
            laneOpen.set(false);
        }
    }

    private boolean next() {
        long since = runs.tenure();
        var suspects = claims.takeSuspect(dead);
        for (var suspect : suspects) {
            LOG.warn(
                    "run goes on alone, its owner died: {}, deaths alone={}",
                    suspect.key(),
                    suspect.deaths());
            meters.taken("suspect", 1);
            runs.workHere(suspect, since);
        }
        return !suspects.isEmpty();
    }

    /// Takes no more suspects.
    void stop() {
        stopping = true;
    }
}
