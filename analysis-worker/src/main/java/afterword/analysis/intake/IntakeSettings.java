// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How requests are taken. How many at once is `afterword.analysis.run.in-flight`.
///
/// @param batchSize requests claimed by one statement at most
/// @param stopWithin how long giving back what was not started may take
@ConfigurationProperties("afterword.analysis.intake")
record IntakeSettings(@DefaultValue("64") int batchSize, @DefaultValue("5s") Duration stopWithin) {

    IntakeSettings {
        if (batchSize < 1 || stopWithin.isNegative()) {
            throw new IllegalArgumentException(
                    "afterword.analysis.intake: batch-size is at least 1, stop-within not negative");
        }
    }
}
