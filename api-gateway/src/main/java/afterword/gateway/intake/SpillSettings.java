// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How much is spilled, and how it is relayed. All gateways share one table; each looks at it once
/// a second, so the bounds may be passed by a second's worth.
///
/// @param events kept at most; a full spill answers 503
/// @param size of all kept bodies at most
/// @param queue events waiting for a writer; a full queue refuses at once
/// @param batch events of one insert at most
/// @param relayEvery pause between two looks for rows to relay
/// @param relayBatch rows claimed at once; they are in memory together
/// @param relayAgain after which a claimed row that the broker did not confirm is due again; well
///   above a confirm's time-out, since a slow relay would otherwise be overtaken by another
/// @param lateAfter age of a spilled event at which the relay counts as stalled, if the broker is
///   there
@ConfigurationProperties("afterword.gateway.spill")
record SpillSettings(
        @DefaultValue("100000") int events,
        @DefaultValue("512MB") DataSize size,
        @DefaultValue("1024") int queue,
        @DefaultValue("128") int batch,
        @DefaultValue("1s") Duration relayEvery,
        @DefaultValue("32") int relayBatch,
        @DefaultValue("5s") Duration relayAgain,
        @DefaultValue("2m") Duration lateAfter) {

    SpillSettings {
        if (events < 1 || queue < 1 || batch < 1 || relayBatch < 1) {
            throw new IllegalArgumentException(
                    "events, queue, batch and relay-batch are at least 1");
        }
    }
}
