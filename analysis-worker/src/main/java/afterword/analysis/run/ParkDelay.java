// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Wait before a parked part is tried again.
///
/// Doubles from `first` to `most`, each varied by ±20 % so that what was parked together does not
/// come back together: 5 s, 10 s, 20 s … 5 min. What the provider asks for is the least, up to
/// `most`. While a provider counts as down, its parts are due again after 20 s at most: they are
/// woken only as far as it is tried, so that being due costs nothing, and recovery is quick.
/// Source: protocol, Ends.
final class ParkDelay {

    private static final long MOST_WHILE_DOWN = 20_000; // milliseconds

    private final RunSettings.Park settings;
    private final RandomGenerator random;

    ParkDelay(RunSettings.Park settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /// The wait after a park.
    ///
    /// @param parks made before this one, from 0
    /// @param asked by the provider; null when it asked for nothing
    /// @param down whether no provider of the part may be called now
    /// @return positive, at most 1.2 × `most`
    Duration after(int parks, @Nullable Duration asked, boolean down) {
        long doubled = settings.first().toMillis() << Math.min(parks, 20);
        long most = settings.most().toMillis();
        long capped = Math.min(doubled, down ? Math.min(most, MOST_WHILE_DOWN) : most);
        long varied = (long) (capped * random.nextDouble(0.8, 1.2));
        long least = asked == null ? 0 : Math.min(asked.toMillis(), settings.most().toMillis());
        return Duration.ofMillis(Math.max(1, Math.max(varied, least)));
    }

    /// A random time for a short wait.
    ///
    /// @param most milliseconds
    /// @return 0 to `most` milliseconds
    long jitter(long most) {
        return random.nextLong(most + 1);
    }
}
