// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.erasure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How erasures reach this service.
///
/// @param every pause between two looks at event-worker's tombstones
/// @param overlap how far each look reaches back, longer than any transaction that writes a
///   tombstone; the first look after a start reaches back to the beginning
/// @param batch events erased in one transaction
@ConfigurationProperties("afterword.analysis.erasure")
record ErasureSettings(
        @DefaultValue("2s") Duration every,
        @DefaultValue("10m") Duration overlap,
        @DefaultValue("200") int batch) {

    ErasureSettings {
        if (!every.isPositive() || !overlap.isPositive() || batch < 1) {
            throw new IllegalArgumentException(
                    "afterword.analysis.erasure: every, overlap and batch are positive");
        }
    }
}
