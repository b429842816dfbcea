// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.spi;

import java.util.Set;

/// An analysis written in Java: its answer is a record, from which schema and validation follow.
///
/// Found by [java.util.ServiceLoader] in the jars of the deployment's folder; needs a public class
/// with a public constructor without parameters. Implementations are immutable and thread-safe. A
/// change of what it says or computes needs a new version: a run that began under the old one ends
/// under it. How to write one: docs/analyses.md.
///
/// @param <R> the answer
public sealed interface JavaAnalysis<R extends Record> permits PromptedAnalysis, DerivedAnalysis {

    /// The key in an outcome, 1 to 64 of `[a-z0-9_-]`.
    String name();

    /// From 1.
    int version();

    /// The answer's type.
    Class<R> answer();

    /// Non-empty turns of both sides below which it is skipped.
    default int minTurns() {
        return 0;
    }

    /// Types of bots that it is for; empty: all.
    default Set<String> botTypes() {
        return Set.of();
    }

    /// Share of the conversations that it is for, above 0 to 1.
    default double sample() {
        return 1;
    }
}
