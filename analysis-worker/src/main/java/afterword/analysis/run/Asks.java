// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.llm.Models;
import afterword.analysis.memory.MemoryStore;
import afterword.contract.Conversation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Chooses who is asked for a part.
final class Asks {

    private final Models models;
    private final @Nullable MemoryStore memory;
    private final Formatting formatting;

    /// @param memory null where no memory service is configured
    Asks(Models models, @Nullable MemoryStore memory, Formatting formatting) {
        this.models = models;
        this.memory = memory;
        this.formatting = formatting;
    }

    /// The ask of one part.
    ///
    /// @return empty when the CPU pool has no time to format the transcript
    Optional<Ask> of(Claim claim, Analysis.Prompted analysis, Conversation conversation)
            throws InterruptedException {
        if (analysis.memory() && memory != null) {
            return Optional.of(
                    new MemoryAsk(claim.key(), analysis, memory, conversation, !claim.fresh()));
        }
        var input = analysis.input();
        return formatting
                .format(conversation, input)
                .map(whole ->
                        new ModelAsk(
                                claim.key(),
                                analysis,
                                models.main(),
                                whole,
                                halvings ->
                                        formatting.shorten(conversation, input, whole, halvings)));
    }
}
