// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.AnswerSchema;
import afterword.analysis.catalog.ModelPolicy;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.Reading;
import afterword.analysis.money.Tokens;
import afterword.analysis.pacing.Lane;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// How one part asks: a model or the memory service, with its conversation at hand.
interface Ask {

    /// Who may be asked, in the order of preference; at least one.
    List<Lane> lanes();

    /// How often, how long, and by which strategy.
    ModelPolicy policy();

    /// What an answer must look like.
    AnswerSchema schema();

    /// What the next call may use at most; what it is reserved and, without a reply, booked by.
    Tokens most(Question question);

    /// Makes one call.
    CallEnd call(Lane lane, Question question) throws InterruptedException;

    /// Puts back into a valid answer what was replaced before it was asked for. Pure.
    JsonNode restore(JsonNode answer);

    /// Reads a reply. Pure.
    ///
    /// @param provider whose reply it is
    Reading read(String provider, byte[] raw);
}
