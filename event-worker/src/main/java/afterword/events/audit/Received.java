// SPDX-License-Identifier: Apache-2.0
package afterword.events.audit;

import afterword.contract.HandoverNumber;
import afterword.persistence.Columns;
import afterword.persistence.NumberSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Notes what was taken in: one statement for each batch, in its transaction. Rows are only added,
/// so that instances never wait for each other. Thread-safe.
public final class Received {

    private static final String NOTE =
            """
            insert into events.received (source, lane, numbers, messages, first_seen)
            select source, lane, numbers, messages, first_seen
            from unnest(:source::uuid[], :lane::text[], :numbers::int8multirange[], :messages::int[], :seen::int[])
              as n(source, lane, numbers, messages, first_seen)
            """;

    private final JdbcClient jdbc;

    Received(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(
            @Nullable UUID source,
            @Nullable String lane,
            @Nullable String numbers,
            int messages,
            int firstSeen) {}

    private record Source(UUID process, HandoverNumber.Lane lane) {}

    /// Notes a batch in the caller's transaction.
    ///
    /// @param firstSeen events that got a row in it
    public void note(Taken taken, int firstSeen) {
        if (taken.messages() == 0 && taken.numbers().isEmpty() && firstSeen == 0) {
            return;
        }
        var columns =
                Columns.of(rows(taken, firstSeen))
                        .text("source", Row::source)
                        .text("lane", Row::lane)
                        .text("numbers", Row::numbers)
                        .text("messages", Row::messages)
                        .text("seen", Row::firstSeen);
        jdbc.sql(NOTE).params(columns.parameters()).update();
    }

    private static List<Row> rows(Taken taken, int firstSeen) {
        var numbers = new LinkedHashMap<Source, List<Long>>();
        for (var number : taken.numbers()) {
            numbers.computeIfAbsent(
                            new Source(number.process(), number.lane()), _ -> new ArrayList<>())
                    .add(number.number());
        }
        var rows = new ArrayList<Row>();
        rows.add(new Row(null, null, null, taken.messages(), firstSeen));
        numbers.forEach((source, its) -> {
            var set = new NumberSet();
            set.addAll(its.stream().mapToLong(Long::longValue).toArray());
            rows.add(new Row(source.process(), source.lane().label(), set.toString(), 0, 0));
        });
        return rows;
    }
}
