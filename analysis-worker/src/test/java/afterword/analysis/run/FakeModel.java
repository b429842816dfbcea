// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.LanguageModel;
import afterword.analysis.llm.Prompt;
import afterword.analysis.llm.Reading;
import afterword.analysis.llm.Replies;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A model that ends calls as a test says, by analysis, and answers well when nothing is said.
/// Thread-safe.
final class FakeModel implements LanguageModel {

    /// How one call goes.
    @FunctionalInterface
    interface Step {

        CallEnd play(Prompt prompt) throws InterruptedException;
    }

    private final String provider;
    private final Map<String, Deque<Step>> steps = new ConcurrentHashMap<>();
    private final List<Prompt> prompts = new ArrayList<>();

    /// The main model.
    FakeModel() {
        this("main");
    }

    /// @param provider `main` or `fallback`
    FakeModel(String provider) {
        this.provider = provider;
    }

    /// The next call of an analysis goes so.
    FakeModel then(String analysis, Step step) {
        steps.computeIfAbsent(analysis, _ -> new ArrayDeque<>()).add(step);
        return this;
    }

    /// The next call of an analysis breaks.
    FakeModel thenBreaks(String analysis, CallClass why) {
        return thenBreaks(analysis, why, null);
    }

    FakeModel thenBreaks(String analysis, CallClass why, @Nullable Duration retryAfter) {
        return then(analysis, _ -> new CallEnd.Broken(why, retryAfter, Duration.ofMillis(5)));
    }

    /// The next call of an analysis replies.
    FakeModel thenReplies(String analysis, byte[] body) {
        return then(analysis, _ -> new CallEnd.Replied(body, Duration.ofMillis(5)));
    }

    @Override
    public String provider() {
        return provider;
    }

    @Override
    public String model() {
        return "m";
    }

    @Override
    public CallEnd call(Prompt prompt) throws InterruptedException {
        return next(prompt).play(prompt);
    }

    private synchronized Step next(Prompt prompt) {
        prompts.add(prompt);
        var step = steps.getOrDefault(prompt.schemaName(), new ArrayDeque<>()).poll();
        var answer = Samples.reply(Samples.answer(prompt.schemaName()));
        return step == null ? _ -> new CallEnd.Replied(answer, Duration.ofMillis(5)) : step;
    }

    @Override
    public Reading read(byte[] body) {
        return Replies.read(body);
    }

    /// Prompts of an analysis so far, in order.
    synchronized List<Prompt> prompts(String analysis) {
        return prompts.stream().filter(it -> it.schemaName().equals(analysis)).toList();
    }

    /// Calls so far.
    synchronized int calls() {
        return prompts.size();
    }
}
