// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import afterword.contract.Conversation;
import java.time.Duration;
import java.util.UUID;

/// One conversation for the memory service.
///
/// @param tenant keeps the users of tenants apart there
/// @param timeout of each call
public record MemoryRequest(
        String tenant, UUID eventId, Conversation conversation, Duration timeout) {

    /// Shows none of what people said.
    @Override
    public String toString() {
        return "MemoryRequest[" + eventId + "]";
    }
}
