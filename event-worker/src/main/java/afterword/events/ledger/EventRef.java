// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.persistence.Columns;
import java.util.Collection;
import java.util.UUID;

/// The key of an event's row.
public record EventRef(String tenant, UUID eventId) {

    /// The two columns `:tenant` and `:id` of many.
    static Columns<EventRef> columns(Collection<EventRef> refs) {
        return Columns.of(refs).text("tenant", EventRef::tenant).text("id", EventRef::eventId);
    }

    /// As logs show it.
    @Override
    public String toString() {
        return tenant + "/" + eventId;
    }
}
