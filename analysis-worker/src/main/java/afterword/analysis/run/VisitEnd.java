// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import java.util.Locale;

/// How one visit to a run ended; a metric label.
enum VisitEnd {
    PROCESSED,
    PARTIAL,
    FAILED,
    SKIPPED,
    /// It waits for a provider.
    PARKED,
    /// Somebody else owns it by now, or its event was erased.
    LOST,
    /// Interrupted, or out of time; its row is still ours and is taken up again.
    ABANDONED;

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
        return label;
    }
}
