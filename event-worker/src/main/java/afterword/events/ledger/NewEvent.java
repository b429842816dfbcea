// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.contract.Canonical;
import afterword.contract.Conversation;
import afterword.contract.EventKey;
import afterword.contract.InputProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event on its way into the ledger.
public sealed interface NewEvent {

    /// Its key.
    EventRef ref();

    /// How it came.
    Arrival arrival();

    /// What its id was computed from.
    EventKey key();

    /// The same event, as what follows from it is to be traced.
    NewEvent under(@Nullable String traceparent);

    /// A usable event.
    ///
    /// @param bodyHash of its canonical body
    record Accepted(
            EventRef ref, Arrival arrival, EventKey key, Conversation conversation, byte[] bodyHash)
            implements NewEvent {

        @Override
        public NewEvent under(@Nullable String traceparent) {
            return new Accepted(ref, arrival.under(traceparent), key, conversation, bodyHash);
        }
    }

    /// An event that can be named but not used: its row says why.
    ///
    /// @param problems what is wrong with it, without content
    record Refused(
            EventRef ref,
            Arrival arrival,
            Canonical.Identified identified,
            List<InputProblem> problems)
            implements NewEvent {

        public Refused {
            problems = List.copyOf(problems);
        }

        @Override
        public EventKey key() {
            return identified.key();
        }

        @Override
        public NewEvent under(@Nullable String traceparent) {
            return new Refused(ref, arrival.under(traceparent), identified, problems);
        }
    }
}
