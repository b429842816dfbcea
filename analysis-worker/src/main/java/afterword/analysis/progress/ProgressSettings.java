// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.progress;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// When this process counts as stuck. Source: issue 5.
///
/// @param stuckAfter how long work may wait while nothing moves, and publications go unconfirmed
/// @param lateAfter age of an outcome that nobody was told of at which the relay counts as stalled,
///   if the broker is there
/// @param every pause between two looks at the rows
@ConfigurationProperties("afterword.analysis.progress")
record ProgressSettings(
        @DefaultValue("1m") Duration stuckAfter,
        @DefaultValue("1m") Duration lateAfter,
        @DefaultValue("10s") Duration every) {

    ProgressSettings {
        if (!stuckAfter.isPositive() || !lateAfter.isPositive() || !every.isPositive()) {
            throw new IllegalArgumentException(
                    "afterword.analysis.progress: stuck-after, late-after and every are positive");
        }
    }
}
