// SPDX-License-Identifier: Apache-2.0
package afterword.events.retention;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How long what people said is kept. Source: issue 5.
///
/// @param transcripts after the end of an event; with them its metadata. At least two days, so that
///   nothing that still waits loses its input
/// @param deadBodies after a dead letter was last seen
/// @param every pause between two portions, of all processes together
/// @param batch rows of a portion, 1 to 10,000. 500 a second are 43 million a day, in transactions
///   of a few milliseconds
@ConfigurationProperties("afterword.events.retention")
record RetentionSettings(
        @DefaultValue("30d") Duration transcripts,
        @DefaultValue("30d") Duration deadBodies,
        @DefaultValue("1s") Duration every,
        @DefaultValue("500") int batch) {

    private static final Duration LEAST = Duration.ofDays(2);

    RetentionSettings {
        if (transcripts.compareTo(LEAST) < 0 || batch < 1 || batch > 10_000) {
            throw new IllegalArgumentException(
                    "transcripts is at least 2 days, batch is 1 to 10000");
        }
    }
}
