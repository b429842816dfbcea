// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.Reading;
import java.util.UUID;

/// A service that extracts memories from conversations and keeps them. Thread-safe.
public interface MemoryStore {

    /// Its place in the deployment.
    String PROVIDER = "memory";

    /// What stands where others name their model.
    String MODEL = "mem0";

    /// Calls at once that it bears from this process.
    int callsInFlight();

    /// Looks for what an earlier call for the same event has left there.
    ///
    /// @return a reply that [#read] makes empty when there is nothing
    CallEnd find(MemoryRequest request) throws InterruptedException;

    /// Hands a conversation over; entries carry the event's id.
    CallEnd add(MemoryRequest request) throws InterruptedException;

    /// Reads a reply of either call as `{"memories":[{"text","turns"}]}`.
    ///
    /// Pure. Entries of other events are left out.
    Reading read(UUID eventId, byte[] body);
}
