// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.contract.HandoverNumber;
import afterword.events.audit.Taken;
import afterword.events.deadletter.Burial;
import afterword.events.ledger.NewEvent;
import java.util.Optional;

/// What a submission turned out to be.
sealed interface Decoded {

    /// The number that a gateway gave it.
    default Optional<HandoverNumber> number() {
        return Taken.number(
                switch (this) {
                    case Event(_, var submission) -> submission.headers();
                    case Dead(var burial) -> burial.headers();
                });
    }

    /// Something for the ledger, usable or refused.
    ///
    /// @param submission what it came as, should the store refuse it
    record Event(NewEvent event, Submission submission) implements Decoded {}

    /// Something that cannot even be named.
    record Dead(Burial burial) implements Decoded {}
}
