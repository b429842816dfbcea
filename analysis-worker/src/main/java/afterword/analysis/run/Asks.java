// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.llm.Models;
import afterword.analysis.memory.MemoryStore;
import afterword.analysis.pacing.Lanes;
import afterword.contract.Conversation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Chooses who is asked for a part.
final class Asks {

    private final Models models;
    private final Lanes lanes;
    private final @Nullable MemoryStore memory;
    private final Formatting formatting;

    /// @param memory null where no memory service is configured
    Asks(Models models, Lanes lanes, @Nullable MemoryStore memory, Formatting formatting) {
        this.models = models;
        this.lanes = lanes;
        this.memory = memory;
        this.formatting = formatting;
    }

    /// Whether this process knows anybody whom an analysis wants to be asked. Another one may have
    /// settings that name more.
    boolean canAsk(Analysis.Prompted analysis) {
        return (analysis.memory() && memory != null)
                || !lanes.of(analysis.policy().models()).isEmpty();
    }

    /// The ask of one part.
    ///
    /// @return empty when the CPU pool has no time to format the transcript
    Optional<Ask> of(Claim claim, Analysis.Prompted analysis, Conversation conversation)
            throws InterruptedException {
        var lane = lanes.memory();
        if (analysis.memory() && memory != null && lane != null) {
            var place = new MemoryAsk.Place(memory, lane);
            return Optional.of(
                    new MemoryAsk(claim.key(), analysis, place, conversation, !claim.fresh()));
        }
        var input = analysis.input();
        return formatting
                .format(conversation, input)
                .map(whole ->
                        new ModelAsk(
                                claim.key(),
                                analysis,
                                new ModelAsk.Place(models, lanes.of(analysis.policy().models())),
                                whole,
                                halvings ->
                                        formatting.shorten(conversation, input, whole, halvings)));
    }
}
