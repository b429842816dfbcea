// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.outcome;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How outcomes are told.
///
/// @param relayEvery pause between two looks for outcomes that were not confirmed at once
/// @param again how long one relay leaves a row to another before it sends it itself
/// @param batch messages sent together by the relay
@ConfigurationProperties("afterword.analysis.outcome")
record OutcomeSettings(
        @DefaultValue("1s") Duration relayEvery,
        @DefaultValue("30s") Duration again,
        @DefaultValue("500") int batch) {

    OutcomeSettings {
        if (!relayEvery.isPositive() || !again.isPositive() || batch < 1) {
            throw new IllegalArgumentException(
                    "afterword.analysis.outcome: relay-every, again and batch are positive");
        }
    }
}
