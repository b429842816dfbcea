// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run that this process owns, until somebody raises its fence.
///
/// @param fence every write carries it; 1 on the first claim
/// @param deaths owners that died while the run was alone
/// @param parts in the order of their position
record Claim(
        RunKey key, long fence, int deaths, @Nullable String traceparent, List<PartState> parts) {

    Claim {
        parts = List.copyOf(parts);
    }

    /// Whether nobody has worked on the run before.
    boolean fresh() {
        return fence == 1;
    }
}
