// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waiting, always bounded.
final class Pause {

    private Pause() {}

    static void of(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Waits until something holds.
    ///
    /// @return whether it did before the limit
    static boolean until(Duration limit, Duration step, BooleanSupplier holds) {
        long end = System.nanoTime() + limit.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            of(step);
        }
        return true;
    }
}
