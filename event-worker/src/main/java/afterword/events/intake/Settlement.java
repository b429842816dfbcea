// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.events.audit.Taken;
import afterword.events.deadletter.Burial;
import afterword.events.deadletter.DeadLetters;
import afterword.events.delivery.Outcomes;
import afterword.events.dispatch.Requests;
import afterword.events.ledger.NewEvent;
import afterword.persistence.StoreGate;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;

/// Settles decoded submissions: each ends as a row in the ledger or as a dead letter, committed
/// when this returns.
///
/// What the store refuses for good is looked for by storing the batch one by one, so that it costs
/// its neighbours nothing but time. Thread-safe.
final class Settlement {

    private final StoreGate gate;
    private final EventStore store;
    private final DeadLetters deadLetters;
    private final Requests requests;
    private final Outcomes outcomes;
    private final IntakeMeters meters;

    Settlement(
            StoreGate gate,
            EventStore store,
            DeadLetters deadLetters,
            Requests requests,
            Outcomes outcomes,
            IntakeMeters meters) {
        this.gate = gate;
        this.store = store;
        this.deadLetters = deadLetters;
        this.requests = requests;
        this.outcomes = outcomes;
        this.meters = meters;
    }

    /// Settles all; waits as long as the store is away.
    ///
    /// @param messages that the batch came in
    void settle(int messages, List<Decoded> batch) throws InterruptedException {
        var taken =
                new Taken(messages, batch.stream().flatMap(it -> it.number().stream()).toList());
        var events = new ArrayList<Decoded.Event>(batch.size());
        for (var decoded : batch) {
            switch (decoded) {
                case Decoded.Event event -> events.add(event);
                case Decoded.Dead(var burial) -> bury(burial);
            }
        }
        if (events.isEmpty()) {
            note(taken);
        } else {
            store(events, taken);
        }
    }

    private void note(Taken taken) throws InterruptedException {
        gate.pass(
                "the ledger",
                () -> {
                    store.note(taken);
                    return true;
                });
    }

    private void store(List<Decoded.Event> events, Taken taken) throws InterruptedException {
        try {
            commit(events.stream().map(Decoded.Event::event).toList(), taken);
        } catch (DataAccessException e) {
            // permanent, or the gate would not have let it out
            if (events.size() == 1) {
                bury(Decoder.unstorable(events.getFirst(), state(e)));
                note(taken);
                return;
            }
            for (var event : events) {
                store(List.of(event), Taken.NOTHING);
            }
            note(taken);
        }
    }

    private void commit(List<NewEvent> events, Taken taken) throws InterruptedException {
        var what = "storing " + events.size() + " events";
        var committed = gate.pass(what, () -> store.store(events, taken));
        meters.stored(committed.stored());
        requests.send(committed.requests());
        outcomes.send(committed.closed());
    }

    private void bury(Burial burial) throws InterruptedException {
        gate.pass("a dead letter", () -> deadLetters.bury(burial));
    }

    private static String state(NestedRuntimeException e) {
        return e.getMostSpecificCause() instanceof SQLException sql
                ? String.valueOf(sql.getSQLState())
                : "unknown";
    }
}
