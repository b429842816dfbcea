// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How finished conversations are taken in.
///
/// @param batchSize messages handed over at once at most, 1 to 10,000. A multi-row insert of 1,000
///   rows takes 6 ms; a few hundred already make the commit's share small
/// @param batchBytes bytes stored in one transaction at most, but for a single message: some
///   hundreds of usual conversations. Bounds the memory that hostile sizes take: a batch costs
///   about ten times its bytes while it is stored
/// @param inFlight messages held unsettled at most; two batches, so that the next one is there when
///   one is stored
/// @param inFlightBytes bytes of bodies held unsettled at most, but for a single message: 64 groups
///   of 256 kB, the largest that gateways send, and 16 bodies of 1 MiB
/// @param deaths how often a message may die with the process while it is worked on alone. Source:
///   protocol, Hand-over
/// @param hungAfter after which reading a portion counts as hung, and the process ends: a thousand
///   times what a MB of conversations takes
/// @param suspectsKept after this time without a new start a suspect is forgotten
/// @param deafAfter when messages wait in the queue and none was settled for so long, the process
///   is unhealthy
/// @param stopWithin how long a batch may take to end at a stop
@ConfigurationProperties("afterword.events.intake")
record IntakeSettings(
        @DefaultValue("128") int batchSize,
        @DefaultValue("1MB") DataSize batchBytes,
        @DefaultValue("256") int inFlight,
        @DefaultValue("16MB") DataSize inFlightBytes,
        @DefaultValue("3") int deaths,
        @DefaultValue("30s") Duration hungAfter,
        @DefaultValue("7d") Duration suspectsKept,
        @DefaultValue("1m") Duration deafAfter,
        @DefaultValue("10s") Duration stopWithin) {

    IntakeSettings {
        if (batchSize < 1 || batchSize > 10_000 || inFlight < batchSize || deaths < 1) {
            throw new IllegalArgumentException(
                    "batch-size is 1 to 10000, in-flight at least batch-size, deaths at least 1");
        }
    }
}
