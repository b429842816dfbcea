// SPDX-License-Identifier: Apache-2.0
package afterword.events.command;

import afterword.contract.AnalysisRequested;
import afterword.contract.Command;
import afterword.contract.ContractJson;
import afterword.contract.LetterFilter;
import afterword.events.deadletter.DeadLetters;
import afterword.events.dispatch.Request;
import afterword.events.ledger.Closed;
import afterword.events.ledger.Erasure;
import afterword.events.ledger.EventRef;
import afterword.events.ledger.Reopening;
import afterword.persistence.Columns;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Carries out a command and notes it, in one transaction; a repeated one does nothing.
/// Thread-safe.
final class Commands {

    private static final String NOTE =
            """
            insert into events.command (id, kind, tenant, actor, event_ids, letters, dry_run, matched, changed, state)
            values (:id, :kind, :tenant, :actor, :events::uuid[], :letters, :dryRun, 0, 0, 'RUNNING')
            on conflict (id) do nothing
            """;

    private static final String COUNT =
            """
            update events.command set matched = :matched, changed = :changed,
              state = case when :changed < :matched and not dry_run then 'RUNNING' else 'DONE' end,
              ended_at = case when :changed < :matched and not dry_run then null else clock_timestamp() end
            where id = :id
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Reopening reopening;
    private final Erasure erasure;
    private final DeadLetters deadLetters;

    Commands(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Reopening reopening,
            Erasure erasure,
            DeadLetters deadLetters) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.reopening = reopening;
        this.erasure = erasure;
        this.deadLetters = deadLetters;
    }

    /// What a command made due.
    ///
    /// @param matched what it fits: events, or dead letters
    /// @param changed those that are done with
    /// @param requests to be sent
    /// @param closed to be published
    record Executed(int matched, int changed, List<Request> requests, List<Closed> closed) {

        static final Executed NOTHING = new Executed(0, 0, List.of(), List.of());

        static Executed counted(int matched) {
            return new Executed(matched, 0, List.of(), List.of());
        }
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
                    case RETRY -> retry(reopening.candidates(refs), command.dryRun());
                    case RENEW -> retry(reopening.renewable(refs), command.dryRun());
                    case ERASE -> erase(refs, command.dryRun());
                    case REPLAY -> replay(command, Objects.requireNonNull(command.letters()));
                };
        count(command, executed);
        return executed;
    }

    private Executed retry(List<Reopening.Reopened> found, boolean dryRun) {
        if (dryRun) {
            return Executed.counted(found.size());
        }
        reopening.reopen(found);
        return new Executed(
                found.size(),
                found.size(),
                found.stream().map(Commands::request).toList(),
                List.of());
    }

    private static Request request(Reopening.Reopened event) {
        var ref = event.ref();
        return new Request(
                new AnalysisRequested(ref.tenant(), ref.eventId(), event.generation()),
                event.traceparent());
    }

    private Executed erase(List<EventRef> refs, boolean dryRun) {
        var found = erasure.candidates(refs);
        return dryRun
                ? Executed.counted(found.size())
                : new Executed(found.size(), found.size(), List.of(), erasure.erase(refs, found));
    }

    /// Only says what is owed; the sending follows at its own pace.
    private Executed replay(Command command, LetterFilter letters) {
        return Executed.counted(
                command.dryRun()
                        ? deadLetters.matching(command.tenant(), letters)
                        : deadLetters.replay(command.id(), command.tenant(), letters));
    }

    private int note(Command command) {
        var events = Columns.of(command.eventIds()).text("events", id -> id);
        return jdbc.sql(NOTE)
                .params(events.parameters())
                .param("id", command.id())
                .param("kind", command.kind().name())
                .param("tenant", command.tenant())
                .param("actor", command.actor())
                .param("letters", command.letters() == null ? null : json(command.letters()))
                .param("dryRun", command.dryRun())
                .update();
    }

    private static String json(LetterFilter letters) {
        return new String(ContractJson.write(letters), StandardCharsets.UTF_8);
    }

    private void count(Command command, Executed executed) {
        jdbc.sql(COUNT)
                .param("matched", executed.matched())
                .param("changed", executed.changed())
                .param("id", command.id())
                .update();
    }
}
