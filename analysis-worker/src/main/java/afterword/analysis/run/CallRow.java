// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Reading;
import afterword.analysis.money.Cost;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One line of the journal about one call.
///
/// @param number counts the calls of a part under one fence
/// @param model that was asked; of an ended call the one that answered, where the reply says
/// @param found only of an ended call
/// @param raw only of a replied call
/// @param latency null of a started call
/// @param cost only of an ended call, where its model has a price
record CallRow(
        String name,
        long fence,
        int number,
        String provider,
        String model,
        Phase phase,
        @Nullable CallClass found,
        byte @Nullable [] raw,
        @Nullable Duration latency,
        Reading.Usage usage,
        @Nullable Cost cost) {

    /// What a line says.
    enum Phase {
        /// The call is about to be made.
        STARTED,
        /// A whole reply has come; nobody has read it yet.
        REPLIED,
        /// The call is over and judged.
        ENDED
    }

    static CallRow started(String name, long fence, int number, String provider, String model) {
        return new CallRow(
                name,
                fence,
                number,
                provider,
                model,
                Phase.STARTED,
                null,
                null,
                null,
                Reading.Usage.UNKNOWN,
                null);
    }

    CallRow replied(byte[] raw, Duration latency) {
        return new CallRow(
                name,
                fence,
                number,
                provider,
                model,
                Phase.REPLIED,
                null,
                raw,
                latency,
                Reading.Usage.UNKNOWN,
                null);
    }

    CallRow ended(CallClass found, Reading.Usage usage, Duration latency, @Nullable Cost cost) {
        var answered = usage.model() == null ? model : usage.model();
        return new CallRow(
                name,
                fence,
                number,
                provider,
                answered,
                Phase.ENDED,
                found,
                null,
                latency,
                usage,
                cost);
    }

    @Nullable Long latencyMillis() {
        return latency == null ? null : latency.toMillis();
    }
}
