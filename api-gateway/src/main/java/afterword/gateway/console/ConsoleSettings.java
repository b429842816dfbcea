// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import afterword.gateway.live.StreamSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What the console may use.
///
/// @param stream bounds of each viewer's stream
/// @param statements at once, so few that looking never takes the connections of accepting and
///   reading
/// @param patience how long a statement waits for its turn
/// @param pace shortest pause between two looks at the same page, for all its viewers together
@ConfigurationProperties("afterword.gateway.console")
record ConsoleSettings(
        @DefaultValue StreamSettings stream,
        @DefaultValue("2") int statements,
        @DefaultValue("2s") Duration patience,
        @DefaultValue("1s") Duration pace) {

    ConsoleSettings {
        if (statements < 1) {
            throw new IllegalArgumentException("statements is at least 1");
        }
        if (!pace.isPositive()) {
            throw new IllegalArgumentException("pace is positive");
        }
    }
}
