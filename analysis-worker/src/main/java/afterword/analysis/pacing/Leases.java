// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import afterword.concurrent.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// The limits a minute of one model, for this process: leases credit in blocks and hands it out in
/// turn. Without a limit it does nothing and asks nobody. Thread-safe.
final class Leases {

    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    /// A quarter of a second's worth comes together meanwhile: one statement for each call would be
    /// the price of asking earlier.
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /// One limit.
    private record Limit(CreditStore.Account account, Credit credit) {}

    private final CreditStore store;
    private final List<Limit> limits = new ArrayList<>();
    private final ReentrantLock turn = new ReentrantLock(true);

    /// @param requestsPerMinute 0 for no limit
    /// @param tokensPerMinute 0 for no limit
    Leases(
            CreditStore store,
            String provider,
            String model,
            long requestsPerMinute,
            long tokensPerMinute) {
        this.store = store;
        add(provider, model, CreditStore.Unit.REQUESTS, requestsPerMinute);
        add(provider, model, CreditStore.Unit.TOKENS, tokensPerMinute);
    }

    private void add(String provider, String model, CreditStore.Unit unit, long perMinute) {
        if (perMinute > 0) {
            var account = new CreditStore.Account(provider, model, unit);
            limits.add(new Limit(account, new Credit(perMinute)));
        }
    }

    /// Calls a second that the limits allow all processes together; infinite without a limit on
    /// requests.
    double callsPerSecond() {
        return limits.stream()
                .filter(limit -> limit.account().unit() == CreditStore.Unit.REQUESTS)
                .mapToDouble(limit -> limit.credit().perSecond())
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    /// Takes credit for one call.
    ///
    /// @param tokens that it is thought to need
    /// @return false when there was none before the deadline
    boolean take(long tokens, Deadline deadline) throws InterruptedException {
        if (limits.isEmpty()) {
            return true;
        }
        if (!turn.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            for (int i = 0; i < limits.size(); i++) {
                if (!take(limits.get(i), tokens, deadline)) {
                    giveBack(limits.subList(0, i), tokens);
                    return false;
                }
            }
            return true;
        } finally {
            turn.unlock();
        }
    }

    private static void giveBack(List<Limit> taken, long tokens) {
        taken.forEach(limit -> limit.credit().settle(need(limit, tokens)));
    }

    private static double need(Limit limit, long tokens) {
        return switch (limit.account().unit()) {
            case REQUESTS -> 1;
            case TOKENS -> Math.max(1, tokens);
        };
    }

    private boolean take(Limit limit, long tokens, Deadline deadline) throws InterruptedException {
        double need = need(limit, tokens);
        var credit = limit.credit();
        while (!credit.take(need)) {
            if (deadline.passed()) {
                return false;
            }
            if (!lease(limit, need)) {
                double seconds = Math.min(need, credit.most()) / credit.perSecond();
                long pause = Math.max(SHORTEST_PAUSE.toNanos(), (long) (1e9 * seconds));
                pause = Math.min(LONGEST_PAUSE.toNanos(), pause);
                TimeUnit.NANOSECONDS.sleep(Math.min(pause, deadline.nanosLeft()));
            }
        }
        return true;
    }

    private boolean lease(Limit limit, double need) {
        var credit = limit.credit();
        double wanted = credit.wanted(need);
        try {
            double granted =
                    store.lease(
                            limit.account(),
                            Math.min(wanted, credit.missing(need)),
                            wanted,
                            credit.most(),
                            credit.perSecond());
            credit.leased(granted);
            return granted > 0;
        } catch (DataAccessException e) {
            LOG.warn("cannot lease credit now: {}", e.getMostSpecificCause().getMessage());
            return false;
        }
    }

    /// A call has used other tokens than it was thought to.
    ///
    /// @param thought what [#take] was told
    void settle(long thought, long used) {
        if (limits.isEmpty() || used <= 0) {
            return;
        }
        turn.lock();
        try {
            for (var limit : limits) {
                if (limit.account().unit() == CreditStore.Unit.TOKENS) {
                    limit.credit().settle((double) (Math.max(1, thought) - used));
                }
            }
        } finally {
            turn.unlock();
        }
    }

    /// Returns what is left; called at stop.
    void close() {
        turn.lock();
        try {
            for (var limit : limits) {
                double rest = limit.credit().rest();
                if (rest > 0) {
                    store.giveBack(limit.account(), rest, limit.credit().most());
                }
            }
        } catch (DataAccessException e) {
            LOG.warn("credit is not given back: {}", e.getMostSpecificCause().getMessage());
        } finally {
            turn.unlock();
        }
    }
}
