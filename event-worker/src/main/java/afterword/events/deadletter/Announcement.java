// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.contract.ContractJson;
import afterword.messaging.Message;
import afterword.messaging.Route;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Message `afterword.dead-letters.v1`: there is a new dead letter.
///
/// @param id of its row, by which an operator finds it
/// @param hash SHA-256 of the body, hexadecimal
record Announcement(
        long id,
        String reason,
        String stage,
        String origin,
        String hash,
        @Nullable String tenant,
        @Nullable UUID eventId) {

    Message message() {
        return Message.of(
                Route.DEAD_LETTERS, Long.toString(id), Map.of(), ContractJson.write(this));
    }
}
