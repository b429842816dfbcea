// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.contract.Reason;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// What is to become of a part.
sealed interface Settled {

    /// It has its answer.
    record Good(JsonNode result) implements Settled {}

    /// It will never have one.
    record Failed(Reason reason) implements Settled {}

    /// It waits for its provider.
    record Parked(Reason reason, Duration delay) implements Settled {}

    /// No call could be started in time.
    record Abandoned() implements Settled {}
}
