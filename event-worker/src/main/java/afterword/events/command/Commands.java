// SPDX-License-Identifier: Apache-2.0
package afterword.events.command;

import afterword.contract.AnalysisRequested;
import afterword.contract.Command;
import afterword.events.dispatch.Request;
import afterword.events.ledger.Closed;
import afterword.events.ledger.Erasure;
import afterword.events.ledger.EventRef;
import afterword.events.ledger.Reopening;
import afterword.persistence.Columns;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Carries out a command and notes it, in one transaction; a repeated one does nothing.
/// Thread-safe.
final class Commands {

    private static final String NOTE =
            """
            insert into events.command (id, kind, tenant, actor, event_ids, dry_run, matched, changed)
            values (:id, :kind, :tenant, :actor, :events::uuid[], :dryRun, 0, 0)
            on conflict (id) do nothing
            """;

    private static final String COUNT =
            "update events.command set matched = :matched, changed = :changed where id = :id";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Reopening reopening;
    private final Erasure erasure;

    Commands(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Reopening reopening,
            Erasure erasure) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.reopening = reopening;
        this.erasure = erasure;
    }

    /// What a command made due.
    ///
    /// @param matched events that it fits
    /// @param requests to be sent
    /// @param closed to be published
    record Executed(int matched, List<Request> requests, List<Closed> closed) {

        static final Executed NOTHING = new Executed(0, List.of(), List.of());
    }

    /// Carries out a command; has committed when it returns.
    Executed execute(Command command) {
        return Objects.requireNonNull(transaction.execute(_ -> once(command)));
    }

    private Executed once(Command command) {
        if (note(command) == 0) {
            return Executed.NOTHING;
        }
        var refs =
                command.eventIds().stream()
                        .distinct()
                        .map(id -> new EventRef(command.tenant(), id))
                        .toList();
        var executed =
                switch (command.kind()) {
                    case RETRY -> retry(refs, command.dryRun());
                    case ERASE -> erase(refs, command.dryRun());
                };
        count(command, executed);
        return executed;
    }

    private Executed retry(List<EventRef> refs, boolean dryRun) {
        var found = reopening.candidates(refs);
        if (dryRun) {
            return new Executed(found.size(), List.of(), List.of());
        }
        reopening.reopen(found);
        return new Executed(
                found.size(), found.stream().map(Commands::request).toList(), List.of());
    }

    private static Request request(Reopening.Reopened event) {
        var ref = event.ref();
        return new Request(
                new AnalysisRequested(ref.tenant(), ref.eventId(), event.generation()),
                event.traceparent());
    }

    private Executed erase(List<EventRef> refs, boolean dryRun) {
        var found = erasure.candidates(refs);
        var closed = dryRun ? List.<Closed>of() : erasure.erase(refs, found);
        return new Executed(found.size(), List.of(), closed);
    }

    private int note(Command command) {
        var events = Columns.of(command.eventIds()).text("events", id -> id);
        return jdbc.sql(NOTE)
                .params(events.parameters())
                .param("id", command.id())
                .param("kind", command.kind().name())
                .param("tenant", command.tenant())
                .param("actor", command.actor())
                .param("dryRun", command.dryRun())
                .update();
    }

    private void count(Command command, Executed executed) {
        jdbc.sql(COUNT)
                .param("matched", executed.matched())
                .param("changed", command.dryRun() ? 0 : executed.matched())
                .param("id", command.id())
                .update();
    }
}
