// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import afterword.analysis.llm.CallClass;
import java.time.Duration;
import java.util.List;

/// Where workers tell each other that a provider wants to be left alone. Thread-safe.
interface Board {

    /// One provider's wish.
    ///
    /// @param left of it, positive
    record Hold(String provider, String model, Duration left, CallClass why) {}

    /// Tells all workers; a longer hold stays.
    void tell(Hold hold);

    /// The holds that are not over.
    List<Hold> read();
}
