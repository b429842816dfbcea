// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.events.deadletter.Burial;
import afterword.events.ledger.NewEvent;

/// What a submission turned out to be.
sealed interface Decoded {

    /// Something for the ledger, usable or refused.
    ///
    /// @param submission what it came as, should the store refuse it
    record Event(NewEvent event, Submission submission) implements Decoded {}

    /// Something that cannot even be named.
    record Dead(Burial burial) implements Decoded {}
}
