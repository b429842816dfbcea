// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.contract.AnalysisRequested;
import afterword.contract.Conversation;
import afterword.contract.EventStatus;
import afterword.contract.Reason;
import afterword.events.audit.Received;
import afterword.events.audit.Taken;
import afterword.events.dispatch.Request;
import afterword.events.ledger.Closed;
import afterword.events.ledger.Closings;
import afterword.events.ledger.Ending;
import afterword.events.ledger.EventLedger;
import afterword.events.ledger.EventRef;
import afterword.events.ledger.NewEvent;
import afterword.events.ledger.Stored;
import afterword.observability.Tracing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.springframework.transaction.support.TransactionTemplate;

/// Stores a batch in one transaction: rows, transcripts, and the ends that are known at once.
///
/// Idempotent, so that a batch whose commit was not answered is simply stored again. Thread-safe.
final class EventStore {

    private final TransactionTemplate transaction;
    private final EventLedger ledger;
    private final TranscriptTable transcripts;
    private final Closings closings;
    private final Tracing tracing;
    private final Received received;

    EventStore(
            TransactionTemplate transaction,
            EventLedger ledger,
            TranscriptTable transcripts,
            Closings closings,
            Received received,
            Tracing tracing) {
        this.transaction = transaction;
        this.ledger = ledger;
        this.transcripts = transcripts;
        this.closings = closings;
        this.tracing = tracing;
        this.received = received;
    }

    /// What a commit made due.
    ///
    /// @param requests to be sent
    /// @param closed to be published
    record Committed(Stored stored, List<Request> requests, List<Closed> closed) {}

    /// Stores events; has committed when it returns.
    ///
    /// @param events at least one
    /// @param taken what came with them
    Committed store(List<NewEvent> events, Taken taken) {
        var spans = StoreSpans.open(tracing, events);
        try {
            var committed =
                    Objects.requireNonNull(transaction.execute(_ -> write(spans.events(), taken)));
            spans.end(committed.stored());
            return committed;
        } catch (RuntimeException e) {
            spans.fail();
            throw e;
        }
    }

    /// Notes what came although nothing of it was stored.
    void note(Taken taken) {
        transaction.executeWithoutResult(_ -> received.note(taken, 0));
    }

    Committed write(List<NewEvent> events, Taken taken) {
        var stored = ledger.insert(events);
        received.note(taken, stored.inserted());
        var said = new LinkedHashMap<EventRef, Conversation>();
        var requests = new ArrayList<Request>();
        var endings = new ArrayList<Ending>();
        for (var event : stored.fresh()) {
            switch (event) {
                case NewEvent.Accepted it -> {
                    said.put(it.ref(), it.conversation());
                    accept(it, requests, endings);
                }
                case NewEvent.Refused it ->
                        endings.add(Ending.atIntake(it.ref(), EventStatus.FAILED, Reason.INVALID));
            }
        }
        transcripts.insert(said);
        return new Committed(stored, requests, closings.end(endings));
    }

    private static void accept(
            NewEvent.Accepted event, List<Request> requests, List<Ending> endings) {
        if (event.conversation().turns().isEmpty()) {
            endings.add(Ending.atIntake(event.ref(), EventStatus.SKIPPED, Reason.EMPTY));
        } else {
            var ref = event.ref();
            requests.add(
                    new Request(
                            new AnalysisRequested(ref.tenant(), ref.eventId(), 1),
                            event.arrival().traceparent()));
        }
    }
}
