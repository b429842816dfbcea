// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.gateway.live.StreamSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Streams of an event's progress.
///
/// @param stream bounds of each
/// @param pollMin shortest pause between two looks for all streams
/// @param pollMax longest pause; a look waits four times as long as the last one took
@ConfigurationProperties("afterword.gateway.progress")
record ProgressSettings(
        @DefaultValue StreamSettings stream,
        @DefaultValue("50ms") Duration pollMin,
        @DefaultValue("1s") Duration pollMax) {

    ProgressSettings {
        if (!pollMin.isPositive() || pollMin.compareTo(pollMax) > 0) {
            throw new IllegalArgumentException("0 < poll-min ≤ poll-max");
        }
    }
}
