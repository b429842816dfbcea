// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.outcome.EndedRun;
import afterword.contract.AnalysisStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A handful of writes as at most four statements, whatever their number. Used once, within one
/// transaction.
final class WriteBatch {

    private final JdbcClient jdbc;
    private final Duration parkLimit;
    private final Duration relay;
    private final List<EndedRun> owing = new ArrayList<>();
    private final Map<PartStatement.Slot, AnalysisStatus> parts = new HashMap<>();
    private final Set<RunKey> runs = new HashSet<>();

    /// A batch to be stored once.
    ///
    /// @param parkLimit a part parked for longer fails
    /// @param relay how long the relay leaves an outcome's message to its first publisher
    WriteBatch(JdbcClient jdbc, Duration parkLimit, Duration relay) {
        this.jdbc = jdbc;
        this.parkLimit = parkLimit;
        this.relay = relay;
    }

    /// Runs that this batch has ended; they owe their message once it is committed.
    List<EndedRun> owing() {
        return owing;
    }

    /// Stores the writes: calls first, then parts, then runs.
    ///
    /// @return what became of each, in their order
    List<Stored> store(List<Write> writes) {
        var calls = only(writes, Write.Called.class);
        if (!calls.isEmpty()) {
            CallStatement.append(jdbc, calls);
        }
        var ends = new ArrayList<>(only(writes, Write.PartEnded.class));
        var runEnds =
                only(writes, Write.RunEnded.class).stream()
                        .filter(run -> !run.turnedDown())
                        .toList();
        runEnds.forEach(run -> ends.addAll(run.computed()));
        if (!ends.isEmpty()) {
            parts.putAll(PartStatement.update(jdbc, ends, parkLimit));
        }
        storeRuns(runEnds, only(writes, Write.RunParked.class));
        return writes.stream().map(this::became).toList();
    }

    private void storeRuns(List<Write.RunEnded> ended, List<Write.RunParked> parked) {
        if (!ended.isEmpty()) {
            owing.addAll(RunStatements.end(jdbc, ended, relay));
            owing.forEach(
                    run -> runs.add(new RunKey(run.tenant(), run.eventId(), run.generation())));
        }
        if (!parked.isEmpty()) {
            runs.addAll(RunStatements.park(jdbc, parked));
        }
    }

    private Stored became(Write write) {
        return switch (write) {
            case Write.Called _ -> Stored.KEPT;
            case Write.PartEnded part -> became(part);
            // what was computed was written under the same lock and fence, now or in the commit
            // that
            // this one repeats
            case Write.RunEnded run -> runs.contains(run.key()) ? Stored.KEPT : Stored.LOST;
            case Write.RunParked run -> runs.contains(run.key()) ? Stored.KEPT : Stored.LOST;
        };
    }

    private Stored became(Write.PartEnded part) {
        var status = parts.get(new PartStatement.Slot(part.key(), part.name()));
        if (status == null) {
            return Stored.LOST;
        }
        return status == part.status() ? Stored.KEPT : Stored.EXPIRED;
    }

    private static <W extends Write> List<W> only(List<Write> writes, Class<W> type) {
        return writes.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
