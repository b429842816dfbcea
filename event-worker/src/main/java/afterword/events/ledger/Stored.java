// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import java.util.List;

/// What became of a batch in the ledger.
///
/// @param inserted events that have a row now and had none
/// @param fresh events that have a new row now, or whose refused row took them in
/// @param duplicates messages whose event had a row, or came twice in the batch
/// @param conflicts those among the duplicates whose body was another one
/// @param erased messages of events that were erased; nothing was stored
public record Stored(
        int inserted, List<NewEvent> fresh, int duplicates, int conflicts, int erased) {
    public Stored {
        fresh = List.copyOf(fresh);
    }
}
