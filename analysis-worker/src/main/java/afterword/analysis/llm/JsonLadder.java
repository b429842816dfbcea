// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Which JSON mode a model gets: the strictest of its profile until it refuses that, then the next.
///
/// What was learned stays for the life of the process; a restart begins at the top again.
/// Thread-safe.
final class JsonLadder {

    private final List<JsonMode> rungs;
    private final AtomicInteger at = new AtomicInteger();

    /// @param rungs at least one, the strictest first
    JsonLadder(List<JsonMode> rungs) {
        if (rungs.isEmpty()) {
            throw new IllegalArgumentException("json names at least one mode");
        }
        this.rungs = List.copyOf(rungs);
    }

    /// The mode of the next call.
    JsonMode mode() {
        return rungs.get(at.get());
    }

    /// A call in this mode was refused because of it. However many calls were on their way, the
    /// ladder is climbed down by one.
    ///
    /// @return whether a plainer mode is left, so that another call makes sense
    boolean refused(JsonMode mode) {
        int rung = rungs.indexOf(mode);
        boolean left = rung + 1 < rungs.size();
        if (left) {
            at.compareAndSet(rung, rung + 1);
        }
        return left;
    }
}
