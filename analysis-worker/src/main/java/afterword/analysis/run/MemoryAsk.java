// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.catalog.AnswerSchema;
import afterword.analysis.catalog.ModelPolicy;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.Reading;
import afterword.analysis.memory.MemoryRequest;
import afterword.analysis.memory.MemoryStore;
import afterword.analysis.money.Tokens;
import afterword.analysis.pacing.Lane;
import afterword.contract.Conversation;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Hands a conversation to the memory service. A repeat looks first for what an earlier try has
/// left there, so that nothing is remembered twice.
final class MemoryAsk implements Ask {

    /// Who is asked.
    record Place(MemoryStore store, Lane lane) {}

    private final RunKey key;
    private final Analysis.Prompted analysis;
    private final Place place;
    private final MemoryRequest request;
    private final boolean repeated;

    /// @param repeated whether an earlier visit may have called already
    MemoryAsk(
            RunKey key,
            Analysis.Prompted analysis,
            Place place,
            Conversation conversation,
            boolean repeated) {
        this.key = key;
        this.analysis = analysis;
        this.place = place;
        this.request =
                new MemoryRequest(
                        key.tenant(), key.eventId(), conversation, analysis.policy().timeout());
        this.repeated = repeated;
    }

    @Override
    public List<Lane> lanes() {
        return List.of(place.lane());
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
        return Tokens.NONE;
    }

    @Override
    public CallEnd call(Lane lane, Question question) throws InterruptedException {
        if (repeated || question.calls() > 0) {
            var found = place.store().find(request);
            if (!isEmpty(found)) {
                return found;
            }
        }
        return place.store().add(request);
    }

    /// A search that failed counts as the end of the call: adding blindly might remember twice.
    private boolean isEmpty(CallEnd found) {
        return found instanceof CallEnd.Replied(var raw, _, _)
                && read(place.lane().provider(), raw) instanceof Reading.Answer(var json, _)
                && json.path("memories").isEmpty();
    }

    @Override
    public JsonNode restore(JsonNode answer) {
        return answer;
    }

    @Override
    public Reading read(String provider, byte[] raw) {
        return place.store().read(key.eventId(), raw);
    }
}
