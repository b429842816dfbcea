// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.catalog.AnswerSchema;
import afterword.analysis.catalog.ModelPolicy;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.Models;
import afterword.analysis.llm.Prompt;
import afterword.analysis.llm.Reading;
import afterword.analysis.money.Tokens;
import afterword.analysis.pacing.Lane;
import afterword.analysis.transcript.Fence;
import afterword.analysis.transcript.Transcript;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Asks a language model about a transcript.
final class ModelAsk implements Ask {

    /// Formats the transcript with a half, a quarter … of its tokens; empty when that cannot be
    /// done now.
    @FunctionalInterface
    interface Shortener {

        Optional<Transcript> by(int halvings) throws InterruptedException;
    }

    /// Who can be asked.
    ///
    /// @param lanes of the models, in the order of preference
    record Place(Models models, List<Lane> lanes) {}

    private final RunKey key;
    private final Analysis.Prompted analysis;
    private final Place place;
    private final Transcript whole;
    private final Shortener shortener;
    private final String fence;
    private final long questionBytes;

    /// @param shortener used when the model finds the whole transcript too long
    ModelAsk(
            RunKey key,
            Analysis.Prompted analysis,
            Place place,
            Transcript whole,
            Shortener shortener) {
        this.key = key;
        this.analysis = analysis;
        this.place = place;
        this.whole = whole;
        this.shortener = shortener;
        this.fence = Fence.around(whole.text());
        this.questionBytes = analysis.questionBytes(whole.text());
    }

    @Override
    public List<Lane> lanes() {
        return place.lanes();
    }

    @Override
    public ModelPolicy policy() {
        return analysis.policy();
    }

    @Override
    public AnswerSchema schema() {
        return analysis.answer();
    }

    @Override
    public Tokens most(Question question) {
        var repair = question.repair();
        long shown = repair == null ? 0 : repair.said().getBytes(StandardCharsets.UTF_8).length;
        return Tokens.ofBytes(questionBytes + shown, maxTokens(question));
    }

    /// Double the room once it was too little.
    private int maxTokens(Question question) {
        return policy().maxTokens() << Math.min(question.truncated(), 1);
    }

    @Override
    public CallEnd call(Lane lane, Question question) throws InterruptedException {
        var transcript = transcript(question.tooLong());
        return place.models()
                .at(lane.provider())
                .call(
                        new Prompt(
                                analysis.prompt().system(),
                                analysis.prompt().render(fence, transcript.text()),
                                analysis.pin().name(),
                                schema().json(),
                                maxTokens(question),
                                policy().timeout(),
                                question.repair(),
                                repeatKey(lane, question)));
    }

    /// Half of it for each time that it was too long: a second and a third attempt with the same
    /// text would be wasted.
    private Transcript transcript(int tooLong) throws InterruptedException {
        return tooLong == 0 ? whole : shortener.by(tooLong).orElse(whole);
    }

    /// The same until an attempt is used up in this visit, and never for two different bodies: a
    /// provider that knows the key may refuse those. The next visit has another fence, so another
    /// key.
    private String repeatKey(Lane lane, Question question) {
        return key.eventId()
                + "-"
                + key.generation()
                + "-"
                + analysis.pin().name()
                + "-"
                + analysis.pin().version()
                + "-"
                + question.faults()
                + "-"
                + lane.provider()
                + "-"
                + fence;
    }

    /// Private pieces come back where the answer quotes them: the result is the tenant's own. The
    /// placeholders are those of the whole transcript, also where a part of it was shown.
    @Override
    public JsonNode restore(JsonNode answer) {
        return whole.redactions().restore(answer);
    }

    @Override
    public Reading read(String provider, byte[] raw) {
        return place.models().at(provider).read(raw);
    }
}
