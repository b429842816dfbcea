// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.transcript.InputPolicy;
import afterword.analysis.transcript.Tokenizer;
import afterword.analysis.transcript.Transcript;
import afterword.analysis.transcript.TranscriptFormatter;
import afterword.concurrent.CpuPool;
import afterword.concurrent.Deadline;
import afterword.concurrent.End;
import afterword.contract.Conversation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Formats transcripts on the CPU pool.
final class Formatting {

    private static final Logger LOG = LoggerFactory.getLogger(Formatting.class);

    /// A formatting takes milliseconds; beyond this the pool is swamped, and the run waits for a
    /// better time.
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final CpuPool pool;
    private final Tokenizer tokenizer;

    /// @param tokenizer of the model
    Formatting(CpuPool pool, Tokenizer tokenizer) {
        this.pool = pool;
        this.tokenizer = tokenizer;
    }

    /// Formats a conversation as an analysis wants it.
    ///
    /// @return empty when the pool has no time for it
    /// @throws IllegalStateException when the formatter has a bug
    Optional<Transcript> format(Conversation conversation, InputPolicy policy)
            throws InterruptedException {
        return compute(() -> TranscriptFormatter.format(conversation, policy, tokenizer));
    }

    /// Formats a conversation that a model found too long once more, shorter.
    ///
    /// @param whole what was too long
    /// @param halvings 1 for half of its tokens, 2 for a quarter
    /// @return empty when the pool has no time for it
    Optional<Transcript> shorten(
            Conversation conversation, InputPolicy policy, Transcript whole, int halvings)
            throws InterruptedException {
        return compute(() -> {
            int tokens = tokenizer.count(whole.text()) >> halvings;
            return TranscriptFormatter.format(conversation, policy.within(tokens), tokenizer);
        });
    }

    private Optional<Transcript> compute(Callable<Transcript> work) throws InterruptedException {
        End<Transcript> end;
        try {
            end = pool.call(work, Deadline.after(LIMIT));
        } catch (RejectedExecutionException _) {
            LOG.warn("CPU pool is full or closed: {}", pool.counts());
            return Optional.empty();
        }
        return switch (end) {
            case End.Succeeded(var transcript, _) -> Optional.of(transcript);
            case End.Failed(var bug, _) ->
                    throw new IllegalStateException("the formatter failed", bug);
            case End.TimedOut<Transcript> _, End.Cancelled<Transcript> _ -> Optional.empty();
        };
    }
}
