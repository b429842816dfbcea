// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.catalog.AnswerSchema;
import afterword.analysis.catalog.ModelPolicy;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.CallPermits;
import afterword.analysis.llm.Reading;
import afterword.analysis.memory.MemoryRequest;
import afterword.analysis.memory.MemoryStore;
import afterword.analysis.money.Tokens;
import afterword.contract.Conversation;
import tools.jackson.databind.JsonNode;

/// Hands a conversation to the memory service. A repeat looks first for what an earlier try has
/// left there, so that nothing is remembered twice.
final class MemoryAsk implements Ask {

    private final RunKey key;
    private final Analysis.Prompted analysis;
    private final MemoryStore store;
    private final MemoryRequest request;
    private final boolean repeated;

    /// @param repeated whether an earlier visit may have called already
    MemoryAsk(
            RunKey key,
            Analysis.Prompted analysis,
            MemoryStore store,
            Conversation conversation,
            boolean repeated) {
        this.key = key;
        this.analysis = analysis;
        this.store = store;
        this.request =
                new MemoryRequest(
                        key.tenant(), key.eventId(), conversation, analysis.policy().timeout());
        this.repeated = repeated;
    }

    @Override
    public String provider() {
        return "memory";
    }

    @Override
    public String model() {
        return "mem0";
    }

    @Override
    public CallPermits permits() {
        return store.permits();
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
    public Tokens most(Tally tally) {
        return Tokens.NONE;
    }

    @Override
    public CallEnd call(Tally tally) throws InterruptedException {
        if (repeated || tally.calls() > 0) {
            var found = store.find(request);
            if (!isEmpty(found)) {
                return found;
            }
        }
        return store.add(request);
    }

    /// A search that failed counts as the end of the call: adding blindly might remember twice.
    private boolean isEmpty(CallEnd found) {
        return found instanceof CallEnd.Replied(var raw, _)
                && read(raw) instanceof Reading.Answer(var json, _)
                && json.path("memories").isEmpty();
    }

    @Override
    public JsonNode restore(JsonNode answer) {
        return answer;
    }

    @Override
    public Reading read(byte[] raw) {
        return store.read(key.eventId(), raw);
    }
}
