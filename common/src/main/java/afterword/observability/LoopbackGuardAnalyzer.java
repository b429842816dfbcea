// SPDX-License-Identifier: Apache-2.0
package afterword.observability;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Says what to do when [LoopbackGuard] refuses the start.
final class LoopbackGuardAnalyzer
        extends AbstractFailureAnalyzer<LoopbackGuard.ReachableWithoutKeys> {

    @Override
    protected FailureAnalysis analyze(
            Throwable rootFailure, LoopbackGuard.ReachableWithoutKeys cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Set AFTERWORD_API_KEYS (docs/security.md), or bind to 127.0.0.1.",
                cause);
    }
}
