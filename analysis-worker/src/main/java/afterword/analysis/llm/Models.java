// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import org.jspecify.annotations.Nullable;

/// The models of a deployment, each with its permits.
///
/// @param fallback null where none is configured; today nobody asks it, the strategies of an
///   analysis (failover, hedge, race) will
public record Models(Route main, @Nullable Route fallback) {

    /// One way to an answer.
    public record Route(LanguageModel model, CallPermits permits) {}
}
