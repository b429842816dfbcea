// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.contract.EventId;
import afterword.contract.EventStatus;
import afterword.gateway.answer.Answer;
import afterword.gateway.answer.Problem;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The 202, as the wire contract has it.
record Accepted(boolean success, String message, Receipt data) {

    /// @param receipt to be shown by a GET before the event is stored
    record Receipt(UUID eventId, String conversationId, EventStatus status, String receipt) {}

    static Answer answer(EventId id, String conversationId, String receipt) {
        var data = new Receipt(id.value(), conversationId, EventStatus.ACCEPTED, receipt);
        return Answer.json(
                        202, new Accepted(true, "Conversation event accepted for processing", data))
                .with("Location", "/v1/events/" + id + "?receipt=" + receipt);
    }

    /// One member of a batch: `event_id` and `receipt`, or `problem`.
    ///
    /// @param status HTTP status that the member alone would have had
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            int index,
            int status,
            @Nullable UUID eventId,
            @Nullable String receipt,
            @Nullable Problem problem) {

        static Item accepted(int index, EventId id, String receipt) {
            return new Item(index, 202, id.value(), receipt, null);
        }

        static Item refused(int index, Problem problem) {
            return new Item(index, problem.status(), null, null, problem);
        }
    }

    /// The answer to a batch: 202 if all were accepted, else 207.
    record Batch(List<Item> items) {

        Answer answer() {
            boolean all = items.stream().allMatch(item -> item.status() == 202);
            return Answer.json(all ? 202 : 207, this);
        }
    }
}
