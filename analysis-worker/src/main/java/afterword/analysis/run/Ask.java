// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.AnswerSchema;
import afterword.analysis.catalog.ModelPolicy;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.CallPermits;
import afterword.analysis.llm.Reading;
import afterword.analysis.money.Tokens;
import tools.jackson.databind.JsonNode;

/// How one part asks: a model or the memory service, with its conversation at hand.
///
/// Here a second route comes in: an ask over main and fallback in a race, each call journaled.
interface Ask {

    /// One of a closed set: `main`, `fallback`, `memory`.
    String provider();

    /// The model that is asked for.
    String model();

    /// Permits of the calls in flight to the provider.
    CallPermits permits();

    /// How often and how long.
    ModelPolicy policy();

    /// What an answer must look like.
    AnswerSchema schema();

    /// What the next call may use at most; what it is reserved and, without a reply, booked by.
    ///
    /// @param tally of the part's calls so far
    Tokens most(Tally tally);

    /// Makes one call.
    ///
    /// @param tally of the part's calls so far: what was too long is cut, what was cut gets more
    ///   room
    CallEnd call(Tally tally) throws InterruptedException;

    /// Puts back into a valid answer what was replaced before it was asked for. Pure.
    JsonNode restore(JsonNode answer);

    /// Reads a reply. Pure.
    Reading read(byte[] raw);
}
