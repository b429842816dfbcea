// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.trial;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.LanguageModel;
import afterword.analysis.llm.Models;
import afterword.analysis.llm.Prompt;
import afterword.analysis.llm.Reading;
import afterword.analysis.money.Prices;
import afterword.analysis.money.Tokens;
import afterword.analysis.transcript.Fence;
import afterword.analysis.transcript.TokenEncoding;
import afterword.analysis.transcript.Transcript;
import afterword.analysis.transcript.TranscriptFormatter;
import afterword.contract.Conversation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Asks a model about conversations as the worker does: the same formatting, redaction, prompt,
/// schema and prices, but one call each and no repeats, so that an author sees what the model says.
///
/// Thread-safe.
final class Trial {

    private final Models models;
    private final Prices prices;
    private final Map<String, Analysis> catalog;

    /// @param catalog analyses that a derived one may need, by name
    Trial(Models models, Prices prices, List<Analysis> catalog) {
        this.models = models;
        this.prices = prices;
        var byName = new HashMap<String, Analysis>();
        catalog.forEach(analysis -> byName.put(analysis.pin().name(), analysis));
        this.catalog = Map.copyOf(byName);
    }

    /// The model that an analysis asks first.
    LanguageModel model(Analysis.Prompted analysis) {
        var names = analysis.policy().models();
        return models.at(names.isEmpty() ? models.usual().getFirst() : names.getFirst());
    }

    /// What an analysis comes to for one conversation.
    Tried of(Analysis analysis, Conversation conversation) throws InterruptedException {
        var id = conversation.conversationId();
        int turns = conversation.turns().size();
        if (turns == 0 || analysis.skip().skips(conversation)) {
            return new Tried.Skipped(id, turns);
        }
        return switch (analysis) {
            case Analysis.Prompted it -> asked(it, conversation);
            case Analysis.Derived it -> derived(it, conversation);
            case Analysis.Elsewhere _ ->
                    throw new IllegalStateException("refused when it was read");
        };
    }

    private Tried derived(Analysis.Derived analysis, Conversation conversation)
            throws InterruptedException {
        var inputs = new HashMap<String, JsonNode>();
        var spent = Tried.Spent.NOTHING;
        for (var name : analysis.from()) {
            var input = catalog.get(name);
            if (input == null) {
                throw new IllegalArgumentException("there is no analysis " + name);
            }
            switch (of(input, conversation)) {
                case Tried.Answered(_, _, var result, var ofInput) -> {
                    inputs.put(name, result);
                    spent = spent.plus(ofInput);
                }
                case Tried.Failed(var id, var turns, var why, _, var ofInput) -> {
                    return new Tried.Failed(id, turns, why, "input " + name, spent.plus(ofInput));
                }
                case Tried.TooDear(var id, var turns, var most, var ofInput) -> {
                    return new Tried.TooDear(id, turns, most, spent.plus(ofInput));
                }
                case Tried.Skipped skipped -> {
                    return skipped;
                }
                case Tried.Unreadable unreadable -> {
                    return unreadable;
                }
            }
        }
        return new Tried.Answered(
                conversation.conversationId(),
                conversation.turns().size(),
                analysis.formula().compute(conversation, inputs),
                spent);
    }

    private Tried asked(Analysis.Prompted analysis, Conversation conversation)
            throws InterruptedException {
        var transcript =
                TranscriptFormatter.format(
                        conversation, analysis.input(), TokenEncoding.O200K_BASE);
        var prompt = prompt(analysis, transcript);
        var most =
                Tokens.ofBytes(
                        analysis.questionBytes(transcript.text()), analysis.policy().maxTokens());
        var id = conversation.conversationId();
        int turns = conversation.turns().size();
        var model = model(analysis);
        long nanos = prices.most(model.provider(), model.model(), most);
        var limit = analysis.policy().limitNanos();
        if (limit != null && nanos > limit) {
            return new Tried.TooDear(id, turns, nanos, Tried.Spent.NOTHING);
        }
        return switch (model.call(prompt)) {
            case CallEnd.Broken(var why, _, var latency) -> {
                var cost =
                        prices.cost(
                                model.provider(), model.model(), why, Reading.Usage.UNKNOWN, most);
                var spent = new Tried.Spent(latency, 0, 0, cost == null ? null : cost.nanos());
                yield new Tried.Failed(id, turns, why, "", spent);
            }
            case CallEnd.Replied(var raw, var latency, _) -> {
                var reading = model.read(raw);
                var judged = judged(analysis, transcript, reading);
                var cost =
                        prices.cost(
                                model.provider(),
                                model.model(),
                                judged.found(),
                                reading.usage(),
                                most);
                var spent =
                        new Tried.Spent(
                                latency,
                                known(reading.usage().inputTokens()),
                                known(reading.usage().outputTokens()),
                                cost == null ? null : cost.nanos());
                yield judged.result() == null
                        ? new Tried.Failed(id, turns, judged.found(), judged.detail(), spent)
                        : new Tried.Answered(id, turns, judged.result(), spent);
            }
        };
    }

    private static long known(@Nullable Long tokens) {
        return tokens == null ? 0 : tokens;
    }

    private static Prompt prompt(Analysis.Prompted analysis, Transcript transcript) {
        var fence = Fence.around(transcript.text());
        return new Prompt(
                analysis.prompt().system(),
                analysis.prompt().render(fence, transcript.text()),
                analysis.pin().name(),
                analysis.answer().json(),
                analysis.policy().maxTokens(),
                analysis.policy().timeout(),
                null,
                "trial-" + fence);
    }

    private record Judged(CallClass found, @Nullable JsonNode result, String detail) {}

    private static Judged judged(
            Analysis.Prompted analysis, Transcript transcript, Reading reading) {
        return switch (reading) {
            case Reading.Answer(var json, _) -> {
                var violations = analysis.answer().violations(json);
                yield violations.isEmpty()
                        ? new Judged(
                                CallClass.OK,
                                transcript.redactions().restore(analysis.answer().counted(json)),
                                "")
                        : new Judged(CallClass.INVALID, null, String.join(", ", violations));
            }
            case Reading.Unusable unusable -> new Judged(unusable.why(), null, "");
        };
    }
}
