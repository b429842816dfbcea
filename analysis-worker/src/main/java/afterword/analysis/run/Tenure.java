// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.persistence.StoreGate;
import java.util.List;

/// Whether a claimed run is still ours when the work on it begins.
///
/// A process that stands still between its claim and the first step of its visit, for longer than
/// its lease, finds the run taken over and finished when it goes on; the look after the lapse
/// covers only runs whose work has begun. So whoever claims notes the lapses before, and asks the
/// database once more if there has been one since. Thread-safe.
///
/// @param store waits while the database is away
record Tenure(ProcessLease lease, Claims claims, StoreGate store) {

    /// To be noted before a claim.
    long now() {
        return lease.lapses();
    }

    /// Asked once the run is among those that a lapse looks after: then one of the two sees it.
    ///
    /// @param since the note before the claim
    boolean lasts(RunKey key, long since) throws InterruptedException {
        return lease.lapses() == since
                || store.pass(
                        "asking whose a run is", () -> claims.owned(List.of(key)).contains(key));
    }
}
