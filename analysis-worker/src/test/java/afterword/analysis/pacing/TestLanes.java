// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import afterword.analysis.Settings;
import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Models;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Lanes for tests, and what they do with the shared store.
public final class TestLanes {

    /// Counts statements and lends without end.
    static final class FreeCredit implements CreditStore {

        final AtomicInteger leases = new AtomicInteger();
        final Map<Account, Double> given = new ConcurrentHashMap<>();

        @Override
        public double lease(
                Account account, double need, double want, double most, double perSecond) {
            leases.incrementAndGet();
            return Math.max(need, want);
        }

        @Override
        public void giveBack(Account account, double rest, double most) {
            given.merge(account, rest, Double::sum);
        }
    }

    /// Holds that were to be told to others.
    public static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private TestLanes() {}

    /// Patient settings, but for what a test says.
    public static PacingSettings settings(Map<String, Object> properties) {
        return Settings.read(PacingSettings.class, properties);
    }

    /// Lanes of models, with budgets of the test's choice.
    ///
    /// @param retries calls that may be made again
    /// @param hedges calls that may be doubled
    public static Lanes of(Models models, PacingSettings settings, int retries, int hedges) {
        return lanes(
                models,
                settings,
                System::nanoTime,
                new Budget(0, 100, retries),
                new Budget(0, 100, hedges));
    }

    /// Lanes of models with the budgets of the settings, on a clock of the test's.
    ///
    /// @param ticker nanoseconds, never going back
    public static Lanes of(Models models, PacingSettings settings, LongSupplier ticker) {
        return lanes(
                models,
                settings,
                ticker,
                new Budget(settings.extra().retries(), 5, 5),
                new Budget(settings.extra().hedges(), 5, 0));
    }

    private static Lanes lanes(
            Models models,
            PacingSettings settings,
            LongSupplier ticker,
            Budget retries,
            Budget hedges) {
        var all = new ArrayList<Lane>();
        models.routes().forEach(route -> all.add(lane(route, settings, ticker)));
        int usual = models.usual().size();
        return new Lanes(
                all.subList(0, usual), all.subList(usual, all.size()), null, retries, hedges);
    }

    private static Lane lane(Models.Route route, PacingSettings settings, LongSupplier ticker) {
        var place =
                new Gate.Place(route.model().provider(), route.model().model(), route.inFlight());
        return lane(place, settings, ticker);
    }

    /// One lane.
    public static Lane lane(String provider, String model, int inFlight, PacingSettings settings) {
        return lane(new Gate.Place(provider, model, inFlight), settings, System::nanoTime);
    }

    /// One lane on a clock of the test's.
    ///
    /// @param ticker nanoseconds, never going back
    public static Lane lane(
            String provider,
            String model,
            int inFlight,
            PacingSettings settings,
            LongSupplier ticker) {
        return lane(new Gate.Place(provider, model, inFlight), settings, ticker);
    }

    private static Lane lane(Gate.Place place, PacingSettings settings, LongSupplier ticker) {
        return new Lane(
                new Gate(
                        place,
                        new Leases(new FreeCredit(), place.provider(), place.model(), 0, 0),
                        settings,
                        hold -> TOLD.add(hold.provider() + " " + hold.why()),
                        ticker));
    }

    /// Shuts a lane for a while.
    public static void hold(Lane lane, Duration time) {
        lane.gate().hold(time, CallClass.RATE_LIMITED);
    }

    /// One lane, the memory's.
    public static Lanes withMemory(Lanes lanes, @Nullable Lane memory) {
        return new Lanes(lanes.models(), lanes.more(), memory, lanes.retries(), lanes.hedges());
    }
}
