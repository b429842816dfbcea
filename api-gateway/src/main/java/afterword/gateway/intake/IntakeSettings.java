// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How much the intake takes at once, and how long it tries. Source of the numbers: protocol,
/// "Accept" and "Answers".
///
/// @param bodyTimeout for a whole body to arrive, from its first byte
/// @param bodyMemory of all bodies being read or checked at this moment; checking takes about eight
///   times as much heap
/// @param batchMembers of one CloudEvents batch, at most
/// @param confirmTimeout for the broker; beyond it the answer is unknown and the spill is next
/// @param spillTimeout for the spill; with `confirmTimeout` it stays below 2 s
/// @param retryAfter told to a client whose event could not be promised
/// @param handoverEvery pause between two flushes of how publishes and spills ended; a killed
///   process takes so much of the ledger along
/// @param handoverKept how long a process that gives no sign of life is kept in the ledger after
///   all it promised has come
@ConfigurationProperties("afterword.gateway.intake")
record IntakeSettings(
        @DefaultValue("10s") Duration bodyTimeout,
        @DefaultValue("32MB") DataSize bodyMemory,
        @DefaultValue("500") int batchMembers,
        @DefaultValue("1s") Duration confirmTimeout,
        @DefaultValue("700ms") Duration spillTimeout,
        @DefaultValue("2s") Duration retryAfter,
        @DefaultValue("1s") Duration handoverEvery,
        @DefaultValue("30d") Duration handoverKept) {

    private static final Duration ANSWER = Duration.ofSeconds(2);

    IntakeSettings {
        if (batchMembers < 1) {
            throw new IllegalArgumentException("batch-members is at least 1");
        }
        if (bodyMemory.toMegabytes() < 2) {
            throw new IllegalArgumentException("body-memory holds at least two bodies of 1 MB");
        }
        if (confirmTimeout.plus(spillTimeout).compareTo(ANSWER) >= 0) {
            throw new IllegalArgumentException(
                    "confirm-timeout and spill-timeout together stay below 2 s");
        }
    }
}
