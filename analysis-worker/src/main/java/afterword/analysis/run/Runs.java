// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Catalog;
import afterword.concurrent.Deadline;
import afterword.contract.Conversation;
import afterword.observability.EventScope;
import afterword.observability.Tracing;
import afterword.persistence.StoreGate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The runs that this process works on: how they start, and how they stop.
///
/// Each run holds a permit from before its claim until its visit is over. Thread-safe.
public final class Runs {

    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
    private static final Duration LEASE_PATIENCE = Duration.ofMinutes(10);

    private final Placement placement;
    private final Tenure tenure;
    private final RunPermits permits;
    private final Claims claims;
    private final Catalog catalog;
    private final ProcessLease lease;
    private final StoreGate store;
    private final Visit.Tools tools;
    private final Tracing tracing;
    private final Map<RunKey, Thread> running = new ConcurrentHashMap<>();

    Runs(
            Placement placement,
            Claims claims,
            ProcessLease lease,
            StoreGate store,
            Visit.Tools tools,
            Tracing tracing) {
        this.placement = placement;
        this.tenure = new Tenure(lease, claims, store);
        this.permits = placement.permits();
        this.claims = claims;
        this.catalog = tools.catalog();
        this.lease = lease;
        this.store = store;
        this.tools = tools;
        this.tracing = tracing;
    }

    /// Runs that may be worked on at once.
    public int inFlight() {
        return permits.size();
    }

    /// Takes permits for runs that are asked for; waits for the first, in turn, and a while for a
    /// provider that can be called.
    ///
    /// @return 1 to `most`; each is given to [#take] or back
    public int permits(int most) throws InterruptedException {
        return placement.take(most);
    }

    /// Claims what is asked for and starts it, as far as it is not in anybody's hands yet. Waits
    /// while the database is away.
    ///
    /// @param asked as many as there are permits in hand; they are used up or given back
    /// @param over called for each started run on its own thread, when its visit is over
    /// @return the runs that have been started; nothing is owed to the others
    public Set<RunKey> take(List<Asked> asked, Consumer<RunKey> over) throws InterruptedException {
        List<Claim> fresh = List.of();
        long since = tenure.now();
        try {
            fresh = claim(asked);
        } finally {
            permits.giveBack(asked.size() - fresh.size());
        }
        var said = conversations(fresh);
        fresh.forEach(claim ->
                start(claim, since, said.get(claim.key()), () -> over.accept(claim.key())));
        return fresh.stream().map(Claim::key).collect(Collectors.toSet());
    }

    private List<Claim> claim(List<Asked> asked) throws InterruptedException {
        while (!lease.awaitGood(Deadline.after(LEASE_PATIENCE))) {
            LOG.warn("still without a lease, nothing is claimed");
        }
        return store.pass(
                "claiming " + asked.size() + " runs", () -> claims.fresh(asked, catalog.current()));
    }

    /// One statement for all that were claimed together; a visit without it reads for itself.
    private Map<RunKey, Conversation> conversations(List<Claim> claims) {
        if (claims.isEmpty()) {
            return Map.of();
        }
        try {
            return tools.ledger().conversations(claims.stream().map(Claim::key).toList());
        } catch (InterruptedException _) {
            // stopping; the claims are ours all the same, and are started to be given up in order
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    /// What is to be noted before a claim.
    long tenure() {
        return tenure.now();
    }

    /// Starts a claimed run on a thread of its own; its permit is in hand and given back at the
    /// end.
    ///
    /// @param since [#tenure] before the claim
    void start(Claim claim, long since) {
        start(claim, since, null, () -> {});
    }

    private void start(Claim claim, long since, @Nullable Conversation known, Runnable over) {
        var thread =
                Thread.ofVirtual()
                        .name("run-" + claim.key().eventId())
                        .unstarted(() -> {
                            try {
                                work(claim, since, known);
                            } finally {
                                permits.giveBack(1);
                                over.run();
                            }
                        });
        running.put(claim.key(), thread);
        thread.start();
    }

    /// Works on a claimed run on the caller's thread.
    ///
    /// @param since [#tenure] before the claim
    void workHere(Claim claim, long since) {
        running.put(claim.key(), Thread.currentThread());
        work(claim, since, null);
    }

    private void work(Claim claim, long since, @Nullable Conversation known) {
        var id = claim.key().eventId().toString();
        var span = tracing.start("run", Tracing.Kind.INTERNAL, claim.traceparent());
        try (var _ = EventScope.open(id, span.traceparent())) {
            var end = visit(claim, since, known);
            span.put("afterword.event.id", id);
            span.put("afterword.generation", claim.key().generation());
            span.put("afterword.fence", claim.fence());
            span.put("afterword.end", end.label());
        } finally {
            span.end();
        }
    }

    private VisitEnd visit(Claim claim, long since, @Nullable Conversation known) {
        long begun = System.nanoTime();
        var visit = new Visit(tools, claim, known);
        var end = VisitEnd.ABANDONED;
        try {
            end = tenure.lasts(claim.key(), since) ? visited(visit, claim.key()) : VisitEnd.LOST;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // stopping: the row is ours until the lease goes
        } finally {
            running.remove(claim.key());
        }
        var took = Duration.ofNanos(System.nanoTime() - begun);
        tools.meters().visit(end, took);
        LOG.info(
                "visit over: {}, fence={}, end={}, parts={}, took={} ms",
                claim.key(),
                claim.fence(),
                end,
                visit,
                took.toMillis());
        return end;
    }

    private static VisitEnd visited(Visit visit, RunKey key) throws InterruptedException {
        try {
            return visit.visit();
        } catch (CancellationException _) {
            return VisitEnd.ABANDONED; // the ledger has stopped before us
        } catch (RuntimeException e) {
            // outermost frame of a run: a bug, which the next visit would meet again
            LOG.error("run given up because of a bug of ours: {}", key, e);
            return visit.giveUp();
        }
    }

    /// What is being worked on.
    Set<RunKey> running() {
        return Set.copyOf(running.keySet());
    }

    /// Interrupts the visits of runs that others have taken: a process that stood still for longer
    /// than its lease must not begin calls that are made elsewhere, or were.
    void dropLost() {
        var working = running();
        if (working.isEmpty()) {
            return;
        }
        var owned = claims.owned(working);
        working.stream()
                .filter(key -> !owned.contains(key))
                .forEach(key -> {
                    LOG.warn("run was taken over while this process stood still: {}", key);
                    var thread = running.get(key);
                    if (thread != null) {
                        thread.interrupt();
                    }
                });
    }

    /// Lets running visits end, then interrupts them; nothing may start any more.
    ///
    /// @return whether all ended by themselves
    boolean drain(Duration limit) {
        try {
            if (permits.takeAll(Deadline.after(limit))) {
                return true;
            }
            LOG.warn("runs left for take-over: {}", running.size());
            running.values().forEach(Thread::interrupt);
            boolean _ = permits.takeAll(Deadline.after(Duration.ofSeconds(5)));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
