// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.OutcomeRecorded;
import afterword.events.EventWorkerTest;
import afterword.testing.Statements;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EventWorkerTest
class ClosingsIT {

    private static final int CLOSERS = 4;
    private static final int EVENTS = 1_000;

    private final Closings closings;
    private final JdbcClient jdbc;
    private final DataSource source;

    @Autowired
    ClosingsIT(Closings closings, JdbcClient jdbc, DataSource source) {
        this.closings = closings;
        this.jdbc = jdbc;
        this.source = source;
    }

    /// A reader that has seen position n must never find a smaller one later.
    @Test
    void commitOrderIsNumberOrderUnderConcurrentClosers() throws Exception {
        var tenant = "feed-" + UUID.randomUUID();
        var ids = ended(tenant);
        var closing = new AtomicBoolean(true);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reader = threads.submit(() -> follow(tenant, closing));
            var closers = new ArrayList<Callable<Integer>>();
            for (int i = 0; i < CLOSERS; i++) {
                var order = shuffled(ids, i);
                closers.add(() -> close(tenant, order));
            }
            int closed = 0;
            for (var closer : threads.invokeAll(closers)) {
                closed += closer.get();
            }
            closing.set(false);
            assertThat(closed).isEqualTo(EVENTS); // each by one closer only
            assertThat(reader.get()).hasSize(EVENTS).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void headOfTheFeedIsTheSumOfAllRevisions() {
        var tenant = "sum-" + UUID.randomUUID();
        close(tenant, ended(tenant));
        assertThat(
                        jdbc.sql(
                                        "select (select head from events.feed) = (select sum(revision) from events.event)")
                                .query(Boolean.class)
                                .single())
                .isTrue();
    }

    /// Whoever ends events waits behind the feed's lock, for each round trip under it.
    @Test
    void lockIsHeldForOneStatement() {
        var tenant = "cost-" + UUID.randomUUID();
        var ids = ended(tenant);
        try (var statements = Statements.listen()) {
            assertThat(close(tenant, ids.subList(0, 7))).isEqualTo(7);
            assertThat(statements.texts())
                    .filteredOn(text -> text.contains("advisory"))
                    .isNotEmpty()
                    .allMatch(text ->
                            text.contains("update events.feed")
                                    && text.contains("update events.event "));
        }
    }

    /// Gateways listen, so that nobody who waits for an end has to look for it.
    @Test
    void closingTellsWhoeverListens() throws Exception {
        var tenant = "told-" + UUID.randomUUID();
        var ids = ended(tenant);
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("listen afterword_feed");
            var notices = connection.unwrap(PGConnection.class);
            close(tenant, ids);
            assertThat(notices.getNotifications(60_000))
                    .extracting(PGNotification::getName)
                    .contains("afterword_feed");
            statement.execute("unlisten *");
        }
    }

    /// Reads the feed as a consumer does, from cursor to cursor, until all is closed.
    private List<Long> follow(String tenant, AtomicBoolean closing) {
        var seen = new ArrayList<Long>();
        long cursor = 0;
        boolean last = false;
        while (!last) {
            last = !closing.get();
            var page =
                    jdbc.sql(
                                    "select feed_position from events.event_v1 where tenant = :tenant and feed_position > :cursor order by 1")
                            .param("tenant", tenant)
                            .param("cursor", cursor)
                            .query((row, _) -> row.getLong(1))
                            .list();
            seen.addAll(page);
            cursor = page.isEmpty() ? cursor : page.getLast();
        }
        return seen;
    }

    private int close(String tenant, List<UUID> order) {
        int closed = 0;
        for (int from = 0; from < order.size(); from += 7) {
            var batch = order.subList(from, Math.min(from + 7, order.size()));
            closed +=
                    closings.close(
                                    batch.stream()
                                            .map(id -> new OutcomeRecorded(tenant, id, 1, 1))
                                            .toList())
                            .size();
        }
        return closed;
    }

    private static List<UUID> shuffled(List<UUID> ids, int seed) {
        var shuffled = new ArrayList<>(ids);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled;
    }

    /// Events whose runs have ended.
    private List<UUID> ended(String tenant) {
        jdbc.sql(
                        """
                        insert into events.event (tenant, event_id, channel, key_kind, conversation_id, user_id, body_hash,
                                                  accepted_at, dispatched_at, relay_due, ring_due)
                        select :tenant, gen_random_uuid(), 'amqp', 'IDEMPOTENCY', 'c', 'u', '\\x00', now(), now(), now(),
                               now() + interval '1 hour'
                        from generate_series(1, :events)
                        """)
                .param("tenant", tenant)
                .param("events", EVENTS)
                .update();
        jdbc.sql(
                        """
                        insert into analysis.run (tenant, event_id, generation, state, outcome, fence, ended_at)
                        select tenant, event_id, 1, 'ENDED', 'PROCESSED', 1, now() from events.event where tenant = :tenant
                        """)
                .param("tenant", tenant)
                .update();
        return jdbc.sql("select event_id from events.event where tenant = :tenant order by 1")
                .param("tenant", tenant)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }
}
