// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long raw replies are kept. Source: issue 5.
///
/// @param rawReplies after they came. At least two days: a parked run reads them when it goes on
/// @param every pause between two portions
/// @param batch rows of a portion, 1 to 10,000
@ConfigurationProperties("afterword.analysis.retention")
record RetentionSettings(
        @DefaultValue("30d") Duration rawReplies,
        @DefaultValue("5s") Duration every,
        @DefaultValue("1000") int batch) {

    private static final Duration LEAST = Duration.ofDays(2);

    RetentionSettings {
        if (rawReplies.compareTo(LEAST) < 0 || batch < 1 || batch > 10_000) {
            throw new IllegalArgumentException(
                    "raw-replies is at least 2 days, batch is 1 to 10000");
        }
    }
}
