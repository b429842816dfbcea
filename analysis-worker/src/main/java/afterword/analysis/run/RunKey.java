// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import java.util.UUID;

/// Which run: one generation of one event.
///
/// @param generation from 1
public record RunKey(String tenant, UUID eventId, int generation) {

    /// As log lines name it.
    @Override
    public String toString() {
        return "event=" + eventId + ", generation=" + generation;
    }
}
