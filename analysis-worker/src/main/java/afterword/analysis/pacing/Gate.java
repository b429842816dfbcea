// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import afterword.analysis.llm.CallClass;
import afterword.concurrent.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands before one provider's model in this process: every call asks it, and tells it how it
/// ended.
///
/// Walk through [#enter]: a hold (the provider asked for it) and an open breaker shut it; else the
/// call waits in turn for a place among the calls in flight, whose number adapts, and for credit of
/// the limits a minute. What a call says about the provider goes to breaker and limit in
/// [Pass#end]. Thread-safe.
public final class Gate {

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /// Calls at once right after a failure is over.
    private static final int RESTART = 8;

    /// A sign of overload counts once for all calls that were in flight together.
    private static final Duration ONE_OVERLOAD = Duration.ofSeconds(1);

    /// May a call be made?
    public sealed interface Entry {

        /// Yes; the pass is to be ended.
        record Open(Pass pass) implements Entry {}

        /// Not now.
        ///
        /// @param why of the kind that the provider itself would have answered
        /// @param retryIn when it may be worth another try
        record Shut(CallClass why, Duration retryIn) implements Entry {}
    }

    /// Whose gate it is.
    ///
    /// @param inFlight calls at once at most
    public record Place(String provider, String model, int inFlight) {}

    private final Place place;
    private final Leases leases;
    private final PacingSettings settings;
    private final Consumer<Board.Hold> tell;
    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    // all guarded by lock
    private final Aimd aimd;
    private final Breaker breaker;
    private int inFlight;
    private int waiting;
    private long holdUntil;
    private boolean held;
    private CallClass shutBy = CallClass.SERVER_ERROR;
    private long opened;
    private long shutSince; // 0 while up

    /// @param tell told of holds that all workers are to know
    /// @param ticker nanoseconds, never going back
    Gate(
            Place place,
            Leases leases,
            PacingSettings settings,
            Consumer<Board.Hold> tell,
            LongSupplier ticker) {
        this.place = place;
        this.leases = leases;
        this.settings = settings;
        this.tell = tell;
        this.ticker = ticker;
        this.aimd = new Aimd(place.inFlight(), ONE_OVERLOAD.toNanos());
        this.breaker = new Breaker(settings.breaker().rules());
    }

    /// Who it is.
    public Place place() {
        return place;
    }

    /// Asks for a call; waits in turn, at most as long as the settings' patience.
    ///
    /// @param tokens that the call is thought to need
    /// @param latest when there is no point in a call any more
    public Entry enter(long tokens, Deadline latest) throws InterruptedException {
        var deadline = latest.atMost(settings.patience());
        var entry = turn(deadline);
        if (!(entry instanceof Entry.Open(var pass))) {
            return entry;
        }
        boolean paid = false;
        try {
            paid = leases.take(tokens, deadline);
        } finally {
            if (!paid) {
                pass.close();
            }
        }
        pass.thought = tokens;
        return paid ? entry : new Entry.Shut(CallClass.RATE_LIMITED, Duration.ofSeconds(1));
    }

    private Entry turn(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        waiting++;
        try {
            while (true) {
                long now = ticker.getAsLong();
                long hold = holdLeft(now);
                boolean full = inFlight >= aimd.limit();
                if (hold == 0 && !full) {
                    long ticket = breaker.pass(now);
                    if (ticket != 0) {
                        inFlight++;
                        return new Entry.Open(new Pass(ticket, inFlight));
                    }
                }
                long until = hold > 0 ? hold : breaker.patience(now);
                boolean probed = hold == 0 && probesAreOut(now);
                if ((until > deadline.nanosLeft() && hold > 0)
                        || (until > 0 && hold == 0 && !probed)
                        || deadline.passed()) {
                    return shut(Math.max(until, 1));
                }
                long nanos = Math.min(hold > 0 ? hold : Long.MAX_VALUE, deadline.nanosLeft());
                var _ = changed.awaitNanos(nanos);
            }
        } finally {
            waiting--;
            if (inFlight < aimd.limit()) {
                changed.signal(); // there is room for one more, who does the same
            }
            lock.unlock();
        }
    }

    /// Somebody is finding out whether the provider is back; that is worth waiting for.
    private boolean probesAreOut(long now) {
        return switch (breaker.state()) {
            case CLOSED -> false;
            case OPEN -> breaker.probing(now);
            case HALF_OPEN -> true;
        };
    }

    private Entry.Shut shut(long nanos) {
        boolean closed = breaker.state() == Breaker.State.CLOSED && !held;
        return new Entry.Shut(closed ? CallClass.RATE_LIMITED : shutBy, Duration.ofNanos(nanos));
    }

    private long holdLeft(long now) {
        if (held && holdUntil - now <= 0) {
            held = false;
        }
        return held ? holdUntil - now : 0;
    }

    /// The provider is to be left alone; a longer hold stays.
    void hold(Duration time, CallClass why) {
        var most = time.compareTo(settings.holdMost()) > 0 ? settings.holdMost() : time;
        lock.lock();
        try {
            long now = ticker.getAsLong();
            long until = now + most.toNanos();
            if (holdLeft(now) == 0 || until - holdUntil > 0) {
                held = true;
                holdUntil = until;
                shutBy = why;
            }
        } finally {
            lock.unlock();
        }
    }

    /// How long it is shut; zero when a call may be tried.
    public Duration shutFor() {
        lock.lock();
        try {
            long now = ticker.getAsLong();
            long hold = holdLeft(now);
            return Duration.ofNanos(hold > 0 ? hold : breaker.patience(now));
        } finally {
            lock.unlock();
        }
    }

    /// Whether a call that enters now has a prospect of getting through within the settings'
    /// patience.
    public boolean worthEntering() {
        lock.lock();
        try {
            long now = ticker.getAsLong();
            long hold = holdLeft(now);
            return hold > 0
                    ? hold <= settings.patience().toNanos()
                    : breaker.patience(now) == 0 || probesAreOut(now);
        } finally {
            lock.unlock();
        }
    }

    /// Whether calls go their normal way: neither a hold nor trouble.
    public boolean healthy() {
        lock.lock();
        try {
            return holdLeft(ticker.getAsLong()) == 0 && breaker.state() == Breaker.State.CLOSED;
        } finally {
            lock.unlock();
        }
    }

    /// What it last took for the cause of being shut.
    public CallClass shutBy() {
        lock.lock();
        try {
            return shutBy;
        } finally {
            lock.unlock();
        }
    }

    /// Calls that may sensibly be under way or waiting here at once.
    public int room() {
        lock.lock();
        try {
            long now = ticker.getAsLong();
            if (holdLeft(now) > 0) {
                return 0;
            }
            double paced = leases.callsPerSecond() * settings.patience().toMillis() / 2000;
            return switch (breaker.state()) {
                case CLOSED -> (int) Math.max(1, Math.min(aimd.limit(), paced));
                case HALF_OPEN -> settings.breaker().goodRow();
                case OPEN -> breaker.patience(now) == 0 ? 1 : 0;
            };
        } finally {
            lock.unlock();
        }
    }

    /// A pass that was given; ended exactly once.
    public final class Pass implements AutoCloseable {

        private final long ticket;
        private final int together;
        private long thought; // written once, before the pass is handed out
        private boolean over; // by the caller's thread only

        private Pass(long ticket, int together) {
            this.ticket = ticket;
            this.together = together;
        }

        /// The call has ended.
        ///
        /// @param retryAfter what the provider asked for; null when it asked for nothing
        /// @param tokens used, as far as the reply says; 0 when it does not
        public void end(CallClass found, @Nullable Duration retryAfter, long tokens) {
            if (!over) {
                over = true;
                leases.settle(thought, tokens);
                ended(this, found, retryAfter);
            }
        }

        /// Ends a call that says nothing about the provider, unless it has ended already.
        @Override
        public void close() {
            end(CallClass.CANCELLED, null, 0);
        }
    }

    private void ended(Pass pass, CallClass found, @Nullable Duration retryAfter) {
        var sign = Sign.of(found, retryAfter != null);
        if (retryAfter != null && sign.holds()) {
            hold(retryAfter, found);
            if (retryAfter.compareTo(settings.patience()) > 0) {
                tell.accept(new Board.Hold(place.provider(), place.model(), retryAfter, found));
            }
        }
        lock.lock();
        try {
            inFlight--;
            long now = ticker.getAsLong();
            if (sign.overload()) {
                aimd.overload(now);
            } else if (Boolean.TRUE.equals(sign.good())) {
                aimd.good(pass.together);
            }
            boolean turned = breaker.end(pass.ticket, sign.good(), now);
            if (turned) {
                turned(found, now);
            }
            wake(turned);
        } finally {
            lock.unlock();
        }
    }

    /// One place has become free: one of those that wait is woken, and passes the word on while
    /// there is room. All are woken only where their answer may have changed: thousands may wait,
    /// and each that is woken takes the lock.
    private void wake(boolean turned) {
        if (turned || breaker.state() != Breaker.State.CLOSED) {
            changed.signalAll();
        } else {
            changed.signal();
        }
    }

    private void turned(CallClass found, long now) {
        switch (breaker.state()) {
            case OPEN -> {
                if (shutSince == 0) {
                    shutSince = now;
                    LOG.warn(
                            "provider counts as down: provider={}, model={}, last={}; calls wait",
                            place.provider(),
                            place.model(),
                            found);
                }
                shutBy = found;
                opened++;
            }
            case HALF_OPEN -> {}
            case CLOSED -> {
                aimd.restart(RESTART);
                LOG.info(
                        "provider is up again: provider={}, model={}, after={} ms",
                        place.provider(),
                        place.model(),
                        TimeUnit.NANOSECONDS.toMillis(now - shutSince));
                shutSince = 0;
            }
        }
    }

    /// Gives back what was leased.
    void close() {
        leases.close();
    }

    /// Calls in flight now; a gauge.
    public int inFlight() {
        return read(() -> inFlight);
    }

    /// Calls that wait for their turn; a gauge.
    int waiting() {
        return read(() -> waiting);
    }

    /// Calls at once that are let through now; a gauge.
    int limit() {
        return read(aimd::limit);
    }

    /// 0 closed, 1 half open, 2 open; a gauge.
    int breakerState() {
        return read(() ->
                switch (breaker.state()) {
                    case CLOSED -> 0;
                    case HALF_OPEN -> 1;
                    case OPEN -> 2;
                });
    }

    /// What an operator is shown of it.
    ///
    /// @param why it is down; null while the breaker is closed
    /// @param down for how long; null while the breaker is closed
    /// @param again when the next call may pass; null where one may now
    record State(
            Breaker.State breaker,
            @Nullable CallClass why,
            @Nullable Duration down,
            @Nullable Duration again,
            int inFlight,
            int waiting,
            int limit) {}

    State state() {
        lock.lock();
        try {
            long now = ticker.getAsLong();
            boolean down = shutSince != 0;
            long patience = breaker.patience(now);
            return new State(
                    breaker.state(),
                    down ? shutBy : null,
                    down ? Duration.ofNanos(now - shutSince) : null,
                    patience == 0 ? null : Duration.ofNanos(patience),
                    inFlight,
                    waiting,
                    aimd.limit());
        } finally {
            lock.unlock();
        }
    }

    /// Seconds of a hold that are left; a gauge.
    int holdSeconds() {
        return read(() -> (int) TimeUnit.NANOSECONDS.toSeconds(holdLeft(ticker.getAsLong())));
    }

    /// How often the breaker has opened; a counter.
    long opened() {
        lock.lock();
        try {
            return opened;
        } finally {
            lock.unlock();
        }
    }

    private int read(IntSupplier field) {
        lock.lock();
        try {
            return field.getAsInt();
        } finally {
            lock.unlock();
        }
    }
}
