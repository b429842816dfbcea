// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.live;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Bounds of one kind of stream.
///
/// @param most readers at once in this process
/// @param mailbox messages that wait for one reader; one more, and it is dropped
/// @param heartbeat longest silence; proxies cut silent connections after 30 to 60 s
/// @param limit longest time of one connection; the reader comes back where it was
public record StreamSettings(
        @DefaultValue("200") int most,
        @DefaultValue("32") int mailbox,
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("30m") Duration limit) {

    public StreamSettings {
        if (most < 1 || mailbox < 1) {
            throw new IllegalArgumentException("most and mailbox are at least 1");
        }
        if (!heartbeat.isPositive() || !limit.isPositive()) {
            throw new IllegalArgumentException("heartbeat and limit are positive");
        }
    }
}
