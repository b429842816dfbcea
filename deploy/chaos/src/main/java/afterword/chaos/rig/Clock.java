// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.rig;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// The clock of all ledgers: µs since 1970. The database's is the same machine's.
public record Clock(InstantSource source) {

    /// The machine's clock.
    public static Clock system() {
        return new Clock(InstantSource.system());
    }

    /// Now.
    public long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, source.instant());
    }
}
