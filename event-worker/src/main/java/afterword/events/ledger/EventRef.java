// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import java.util.UUID;

/// The key of an event's row.
public record EventRef(String tenant, UUID eventId) {

    /// As logs show it.
    @Override
    public String toString() {
        return tenant + "/" + eventId;
    }
}
