// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import org.jspecify.annotations.Nullable;

/// A call that an earlier visit has journaled.
///
/// @param found null when nobody got to judge it
/// @param raw null when no reply came, or none was stored
record EarlierCall(
        String name,
        long fence,
        int number,
        String provider,
        String model,
        @Nullable CallClass found,
        byte @Nullable [] raw,
        long latencyMillis,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable Long costNanos) {

    /// Whether its reply has still to be judged: nobody has, or it was good and its owner died
    /// before the checkpoint.
    boolean worthReading() {
        return raw != null && (found == null || found == CallClass.OK);
    }

    /// Whether it was in flight when its owner died, so that it may have been paid for nothing.
    boolean unknown() {
        return raw == null && found == null;
    }
}
