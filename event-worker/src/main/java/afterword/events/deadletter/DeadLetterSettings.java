// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How dead letters are kept and announced.
///
/// @param keepBytes largest body that is kept whole; of a larger one only size and hash. Source:
///   RabbitMQ 4 takes messages of up to 16 MiB
/// @param relayEvery pause of the relay of announcements
/// @param replayEvery pause between two portions of a replay, of all processes together
/// @param replayBatch dead letters sent once more in one portion, 1 to 1,000; with `replayEvery`
///   the rate. 50 a second are 10,000 in 200 s, and a few percent of what an instance takes in
/// @param relayLease for how long a claimed row is not claimed again. Source: protocol, Hand-over
@ConfigurationProperties("afterword.events.dead-letter")
record DeadLetterSettings(
        @DefaultValue("16MB") DataSize keepBytes,
        @DefaultValue("5s") Duration relayEvery,
        @DefaultValue("30s") Duration relayLease,
        @DefaultValue("1s") Duration replayEvery,
        @DefaultValue("50") int replayBatch) {

    DeadLetterSettings {
        if (replayBatch < 1 || replayBatch > 1_000) {
            throw new IllegalArgumentException("replay-batch is 1 to 1000");
        }
    }
}
