// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.analysis.FreshDatabase;
import afterword.analysis.catalog.Analysis;
import afterword.analysis.catalog.Catalogs;
import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Reading;
import afterword.analysis.money.Cost;
import afterword.analysis.outcome.EndedRun;
import afterword.analysis.outcome.RunOutcome;
import afterword.concurrent.Deadline;
import afterword.contract.AnalysisStatus;
import afterword.contract.ContractJson;
import afterword.contract.Reason;
import afterword.persistence.StoreGate;
import afterword.servers.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Claims, fences, take-over and checkpoints against PostgreSQL.
@Timeout(60)
class RunIT {

    private static final PostgresServer.Database DATABASE = FreshDatabase.migrated();
    private static final DataSource SOURCE = FreshDatabase.source(DATABASE);
    private static final JdbcClient JDBC = JdbcClient.create(SOURCE);
    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final List<Analysis> ANALYSES = Catalogs.builtIn().current();

    private final List<EndedRun> ended = new CopyOnWriteArrayList<>();
    private final List<Connection> locks = new ArrayList<>();
    private final AtomicLong ticker = new AtomicLong();
    private final UUID me = UUID.randomUUID();
    private final Claims claims = claims(me, 1);
    private final DeathWatch watch =
            new DeathWatch(JDBC, me, LEASE, Duration.ofSeconds(1), ticker::get);
    private final JdbcLedger ledger =
            new JdbcLedger(
                    JDBC,
                    transactions(),
                    new StoreGate(SOURCE, Duration.ofMillis(10), Duration.ofMillis(100)),
                    Duration.ofHours(1),
                    2,
                    ended::addAll);
    private final RunKey key = Samples.key();

    @BeforeEach
    void start() throws SQLException {
        JDBC.sql(
                        "truncate analysis.run, analysis.process, analysis.call, analysis.tombstone cascade")
                .update();
        process(me, "1 hour", true);
        ledger.start();
    }

    @AfterEach
    void stop() throws SQLException {
        ledger.close(Duration.ofSeconds(5));
        for (var lock : locks) {
            lock.close();
        }
    }

    // claims

    @Test
    void claimsBatchOnceAndPinsParts() {
        var other = Samples.key();
        var fresh = claims.fresh(List.of(asked(key), asked(other), asked(key)), ANALYSES);
        assertThat(fresh).extracting(Claim::key).containsExactlyInAnyOrder(key, other);
        assertThat(fresh).allMatch(Claim::fresh);
        assertThat(statuses(key)).containsExactly("RUNNING", "RUNNING", "RUNNING", "PENDING");
        assertThat(claims.fresh(List.of(asked(key)), ANALYSES)).isEmpty();
        assertThat(claims(UUID.randomUUID(), 1).fresh(List.of(asked(key)), ANALYSES)).isEmpty();
    }

    @Test
    void twoProcessesNeverClaimTheSameRun() throws Exception {
        var keys = Stream.generate(Samples::key).limit(200).map(RunIT::asked).toList();
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var both =
                    List.of(claims, claims(UUID.randomUUID(), 1)).stream()
                            .map(claimer ->
                                    threads.submit(() -> {
                                        go.await();
                                        return claimer.fresh(keys, ANALYSES).size();
                                    }))
                            .toList();
            go.countDown();
            assertThat(both.get(0).get() + both.get(1).get()).isEqualTo(200);
        }
    }

    @Test
    void lowerGenerationIsNotClaimed() {
        var second = new RunKey(key.tenant(), key.eventId(), 2);
        assertThat(claims.fresh(List.of(asked(second)), ANALYSES)).hasSize(1);
        assertThat(claims.fresh(List.of(asked(key)), ANALYSES)).isEmpty();
    }

    @Test
    void laterGenerationTakesOverWhatSucceeded() {
        claims.fresh(List.of(asked(key)), ANALYSES);
        JDBC.sql(
                        """
                        update analysis.part set status = 'SUCCEEDED', result = '{"n": 1}', attempts = 2, cost_nanos = 7,
                          hash = case position when 1 then 'changed' else hash end
                        where event_id = :id and position <> 2
                        """)
                .param("id", key.eventId())
                .update();
        var second = new RunKey(key.tenant(), key.eventId(), 2);
        var claim = claims.fresh(List.of(asked(second)), ANALYSES).getFirst();
        assertThat(statuses(second)).containsExactly("SUCCEEDED", "RUNNING", "RUNNING", "PENDING");
        assertThat(claim.parts())
                .extracting(PartState::open)
                .containsExactly(false, true, true, true);
        assertThat(claim.parts().getFirst().result()).isEqualTo(ContractJson.tree("{\"n\": 1}"));
    }

    @Test
    void erasedEventIsNotClaimed() {
        erase(key);
        assertThat(claims.fresh(List.of(asked(key)), ANALYSES)).isEmpty();
    }

    // fenced writes

    @Test
    void keepsPartsAndEndsRun() throws Exception {
        claim();
        assertThat(ledger.write(succeeded("emotion", 1))).isEqualTo(Stored.KEPT);
        assertThat(
                        ledger.write(
                                new Write.RunEnded(
                                        key, 1, RunOutcome.PROCESSED, List.of(), List.of())))
                .isEqualTo(Stored.KEPT);
        assertThat(ended).containsExactly(new EndedRun(key.tenant(), key.eventId(), 1, 1, "trace"));
        assertThat(row("select state || outcome from analysis.run_v1")).isEqualTo("ENDEDPROCESSED");
        assertThat(
                        row(
                                "select result ->> 'session_emotion' from analysis.outcome_v1 where name = 'emotion'"))
                .isEqualTo("happy");
        assertThat(
                        row(
                                "select input_tokens || model from analysis.outcome_v1 where name = 'emotion'"))
                .isEqualTo("100m-1");
    }

    /// A visit does not wait for the commits of its parts before it hands the end of the run over.
    @Test
    void endOfARunIsStoredBehindItsPartsUnlessOneIsTurnedDown() throws Exception {
        claim();
        var unstorable =
                new Write.PartEnded(
                        key,
                        1,
                        "questions",
                        AnalysisStatus.SUCCEEDED,
                        null,
                        ContractJson.tree("{\"q\":\"\\u0000\"}"),
                        Write.Spent.NOTHING,
                        null);
        var behind = List.of(ledger.offer(succeeded("emotion", 1)), ledger.offer(unstorable));
        var computed = List.of(part("engagement", 1, AnalysisStatus.SKIPPED, null));
        var end = new Write.RunEnded(key, 1, RunOutcome.PROCESSED, computed, behind);
        assertThat(ledger.write(end)).isEqualTo(Stored.LOST);
        assertThat(behind.getFirst()).isCompletedWithValue(Stored.KEPT);
        assertThat(behind.getLast()).isCompletedWithValue(Stored.REFUSED);
        assertThat(statuses(key)).containsExactly("RUNNING", "SUCCEEDED", "RUNNING", "PENDING");
        assertThat(row("select state from analysis.run")).isEqualTo("RUNNING");
        var again = List.of(ledger.offer(part("questions", 1, AnalysisStatus.FAILED, null)));
        assertThat(ledger.write(new Write.RunEnded(key, 1, RunOutcome.PARTIAL, computed, again)))
                .isEqualTo(Stored.KEPT);
        assertThat(again.getFirst()).isCompletedWithValue(Stored.KEPT);
    }

    /// The most frequent update of all: it must find room on its page and touch no index.
    @Test
    void endOfAPartTouchesNoIndex() {
        claim();
        var within =
                transactions()
                        .execute(_ -> {
                            var ends = List.of(succeeded("emotion", 1), succeeded("questions", 1));
                            PartStatement.update(JDBC, ends, Duration.ofHours(1));
                            return row(
                                    """
                                    select pg_stat_get_xact_tuples_hot_updated('analysis.part'::regclass)
                                      || ' of ' || pg_stat_get_xact_tuples_updated('analysis.part'::regclass)
                                    """);
                        });
        assertThat(within).isEqualTo("2 of 2");
    }

    @Test
    void lateWriteIsRefusedOnceTheFenceIsRaised() throws Exception {
        claim();
        var owner = UUID.randomUUID();
        JDBC.sql("update analysis.run set owner = :owner, fence = 2")
                .param("owner", owner)
                .update();
        assertThat(ledger.write(succeeded("emotion", 1))).isEqualTo(Stored.LOST);
        assertThat(ledger.write(new Write.RunParked(key, 1))).isEqualTo(Stored.LOST);
        assertThat(
                        ledger.write(
                                new Write.RunEnded(
                                        key, 1, RunOutcome.PROCESSED, List.of(), List.of())))
                .isEqualTo(Stored.LOST);
        assertThat(statuses(key)).containsExactly("RUNNING", "RUNNING", "RUNNING", "PENDING");
        assertThat(ledger.write(succeeded("emotion", 2))).isEqualTo(Stored.KEPT);
    }

    @Test
    void firstEndOfAPartStays() throws Exception {
        claim();
        ledger.write(succeeded("emotion", 1));
        JDBC.sql("update analysis.run set fence = 2").update();
        assertThat(ledger.write(part("emotion", 2, AnalysisStatus.FAILED, null)))
                .isEqualTo(Stored.LOST);
        assertThat(statuses(key).get(1)).isEqualTo("SUCCEEDED");
    }

    @Test
    void repeatedWriteDoesNoHarm() throws Exception {
        claim();
        for (int i = 0; i < 2; i++) {
            assertThat(ledger.write(succeeded("emotion", 1))).isEqualTo(Stored.KEPT);
        }
        var computed = List.of(part("engagement", 1, AnalysisStatus.SKIPPED, null));
        for (int i = 0; i < 2; i++) {
            assertThat(
                            ledger.write(
                                    new Write.RunEnded(
                                            key, 1, RunOutcome.PARTIAL, computed, List.of())))
                    .isEqualTo(Stored.KEPT);
        }
        assertThat(row("select outcome from analysis.run")).isEqualTo("PARTIAL");
        assertThat(statuses(key).getLast()).isEqualTo("SKIPPED");
    }

    @Test
    void writesOfErasedEventAreRefused() throws Exception {
        claim();
        erase(key);
        assertThat(ledger.write(succeeded("emotion", 1))).isEqualTo(Stored.LOST);
        ledger.write(called(1, CallRow.Phase.REPLIED));
        assertThat(row("select count(*)::text from analysis.call")).isEqualTo("0");
        ledger.closeErased(key);
        assertThat(row("select state || outcome || fence from analysis.run"))
                .isEqualTo("ENDEDSKIPPED2");
    }

    @Test
    void resultThatTheStoreRefusesCostsNeighboursNothing() throws Exception {
        claim();
        var bad =
                new Write.PartEnded(
                        key,
                        1,
                        "questions",
                        AnalysisStatus.SUCCEEDED,
                        null,
                        ContractJson.tree("{\"a\":\"\\u0000\"}"),
                        Write.Spent.NOTHING,
                        null);
        var unwatched = Thread.ofVirtual().start(() -> store(succeeded("emotion", 1)));
        assertThat(ledger.write(bad)).isEqualTo(Stored.REFUSED);
        unwatched.join();
        assertThat(statuses(key).get(1)).isEqualTo("SUCCEEDED");
    }

    // parking

    @Test
    void parksUntilTheFirstPartIsDueAndWakes() throws Exception {
        claim();
        ledger.write(part("questions", 1, AnalysisStatus.PARKED, Duration.ofMinutes(30)));
        ledger.write(part("emotion", 1, AnalysisStatus.PARKED, Duration.ofMillis(1)));
        ledger.write(succeeded("memories", 1));
        assertThat(ledger.write(new Write.RunParked(key, 1))).isEqualTo(Stored.KEPT);
        await().until(() -> wakeable() == 1);
        var woken = claims.wake(10);
        assertThat(woken).hasSize(1);
        assertThat(woken.getFirst().fence()).isEqualTo(2);
        assertThat(woken.getFirst().parts())
                .extracting(PartState::status)
                .containsExactly(
                        AnalysisStatus.PARKED,
                        AnalysisStatus.RUNNING,
                        AnalysisStatus.SUCCEEDED,
                        AnalysisStatus.PENDING);
        assertThat(woken.getFirst().parts().get(2).result()).isNotNull();
        assertThat(woken.getFirst().parts().get(1).parks()).isEqualTo(1);
        assertThat(claims.wake(10)).isEmpty();
    }

    @Test
    void partParkedBeyondTheLimitExpires() throws Exception {
        claim();
        ledger.write(part("emotion", 1, AnalysisStatus.PARKED, Duration.ofMinutes(1)));
        JDBC.sql(
                        "update analysis.part set parked_at = now() - interval '59.5 minutes' where name = 'emotion'")
                .update();
        assertThat(ledger.write(part("emotion", 1, AnalysisStatus.PARKED, Duration.ofMinutes(1))))
                .isEqualTo(Stored.EXPIRED);
        assertThat(row("select status || reason from analysis.outcome_v1 where name = 'emotion'"))
                .isEqualTo("FAILEDEXPIRED");
    }

    // journal

    @Test
    void journalKeepsRawReplyWithWhatItWasFoundToBe() throws Exception {
        claim();
        ledger.write(called(1, CallRow.Phase.STARTED));
        ledger.write(called(1, CallRow.Phase.REPLIED));
        ledger.write(called(1, CallRow.Phase.REPLIED)); // a repeat does no harm
        ledger.write(called(2, CallRow.Phase.STARTED));
        ledger.write(called(3, CallRow.Phase.ENDED));
        var calls = ledger.calls(key);
        assertThat(calls).hasSize(3);
        assertThat(calls.get(0).worthReading()).isTrue();
        assertThat(calls.get(0).raw()).isEqualTo(new byte[] {1, 0, 2});
        assertThat(calls.get(1).unknown()).isTrue();
        assertThat(calls.get(2).found()).isEqualTo(CallClass.INVALID);
        assertThat(calls.get(2).inputTokens()).isEqualTo(5);
    }

    @Test
    void replyIsJournaledWhileOtherWritesWaitForALock() throws Exception {
        claim();
        try (var other = SOURCE.getConnection();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from analysis.run for update");
            var waiting = Thread.ofVirtual().start(() -> store(succeeded("emotion", 1)));
            await().until(() -> lockWaits() == 1);
            assertThat(ledger.write(called(1, CallRow.Phase.REPLIED))).isEqualTo(Stored.KEPT);
            assertThat(ledger.calls(key)).hasSize(1);
            assertThat(waiting.isAlive()).isTrue();
            other.rollback();
            waiting.join();
        }
        assertThat(statuses(key).get(1)).isEqualTo("SUCCEEDED");
    }

    @Test
    void readsConversationThroughTheView() throws Exception {
        JDBC.sql(
                        """
                        insert into events.stored (tenant, event_id, generation, conversation_id, user_id, bot_type, end_time, turns_json)
                        values (:tenant, :event, 1, 'c1', 'u1', 'TALK', '2026-01-02T03:04:05Z',
                          '[{"speaker":"user","text":"Hi","at":"2026-01-02T03:04:05.000Z"},{"speaker":"bot","text":"Ho","at":"2026-01-02T03:04:05.000Z"}]')
                        """)
                .param("tenant", key.tenant())
                .param("event", key.eventId())
                .update();
        var conversation = ledger.conversation(key).orElseThrow();
        assertThat(conversation.turns()).hasSize(2);
        assertThat(conversation.userTurns()).isEqualTo(1);
        assertThat(conversation.botType()).isEqualTo("TALK");
        assertThat(ledger.conversation(Samples.key())).isEmpty();
    }

    // deaths

    @Test
    void killedOwnerIsDeadOnTheSecondLookAndItsRunGoesOnAlone() throws Exception {
        var victim = UUID.randomUUID();
        process(victim, "1 hour", false);
        claims(victim, 1).fresh(List.of(asked(key)), ANALYSES);
        assertThat(watch.look(true).isEmpty()).isTrue();
        ticker.addAndGet(Duration.ofMillis(900).toNanos());
        assertThat(watch.look(true).isEmpty()).isTrue();
        ticker.addAndGet(Duration.ofMillis(200).toNanos());
        var dead = watch.look(true);
        assertThat(dead.unclean()).containsExactly(victim);
        assertThat(claims.takeOver(dead, 10)).isEmpty();
        assertThat(claims.anySuspect(dead)).isTrue();
        var suspect = claims.takeSuspect(dead);
        assertThat(suspect).extracting(Claim::fence).containsExactly(2L);
        assertThat(suspect).extracting(Claim::deaths).containsExactly(0);
        assertThat(row("select alone::text from analysis.run")).isEqualTo("true");
        assertThat(claims.takeSuspect(dead)).isEmpty();
    }

    @Test
    void thirdDeathWhileAloneIsTold() throws Exception {
        var owner = UUID.randomUUID();
        process(owner, "-1 second", true);
        claims(owner, 1).fresh(List.of(asked(key)), ANALYSES);
        for (int deaths = 0; deaths <= 3; deaths++) {
            var dead = new DeathWatch.Dead(Set.of(), Set.of(owner));
            owner = UUID.randomUUID();
            process(owner, "-1 second", true);
            var suspect = claims(owner, 1).takeSuspect(dead).getFirst();
            assertThat(suspect.deaths()).isEqualTo(deaths);
        }
    }

    @Test
    void deathsInCompanyMayBeForgivenBySetting() throws Exception {
        var lenient = claims(me, 2);
        var owner = dying();
        claims(owner, 1).fresh(List.of(asked(key)), ANALYSES);
        var dead = new DeathWatch.Dead(Set.of(), Set.of(owner));
        assertThat(lenient.takeSuspect(dead)).isEmpty();
        assertThat(lenient.takeOver(dead, 10)).hasSize(1);
        var second = dying();
        JDBC.sql("update analysis.run set owner = :owner").param("owner", second).update();
        dead = new DeathWatch.Dead(Set.of(), Set.of(second));
        assertThat(lenient.takeOver(dead, 10)).isEmpty();
        assertThat(lenient.takeSuspect(dead)).hasSize(1);
    }

    @Test
    void releasedRunsGoOnInCompanyAtOnce() throws Exception {
        var owner = UUID.randomUUID();
        process(owner, "1 hour", true);
        claims(owner, 1).fresh(List.of(asked(key)), ANALYSES);
        JDBC.sql("update analysis.process set lease_until = '-infinity' where process_id = :id")
                .param("id", owner)
                .update();
        var dead = watch.look(false);
        assertThat(dead.clean()).containsExactly(owner);
        var taken = claims.takeOver(dead, 10);
        assertThat(taken).hasSize(1);
        assertThat(row("select company + deaths || alone::text from analysis.run"))
                .isEqualTo("0false");
    }

    @Test
    void expiredLeaseIsDeathEvenWithItsLock() throws Exception {
        var frozen = UUID.randomUUID();
        process(frozen, "-1 second", true);
        assertThat(watch.look(false).isEmpty())
                .isTrue(); // after an outage nobody is taken for dead
        assertThat(watch.look(true).unclean()).containsExactly(frozen);
    }

    @Test
    void ownerThatCameBackKeepsItsRuns() throws Exception {
        var owner = UUID.randomUUID();
        process(owner, "-1 second", true);
        claims(owner, 1).fresh(List.of(asked(key)), ANALYSES);
        var dead = watch.look(true);
        JDBC.sql("update analysis.process set lease_until = now() + interval '1 hour'").update();
        assertThat(claims.takeSuspect(dead)).isEmpty();
        assertThat(row("select fence::text from analysis.run")).isEqualTo("1");
    }

    @Test
    void lockThatIsHeldAgainForgetsTheFirstLook() throws Exception {
        var owner = UUID.randomUUID();
        process(owner, "1 hour", false);
        watch.look(true);
        hold(owner);
        ticker.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(watch.look(true).isEmpty()).isTrue();
    }

    @Test
    void ownerWithoutRowIsDead() {
        var unknown = UUID.randomUUID();
        claims(unknown, 1).fresh(List.of(asked(key)), ANALYSES);
        watch.look(true);
        ticker.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(watch.look(true).unclean()).containsExactly(unknown);
    }

    @Test
    void adoptsWhatNobodyHereWorksOn() {
        claims.fresh(List.of(asked(key)), ANALYSES);
        assertThat(claims.adopt(Set.of(), 5, 10)).isEmpty(); // may be on its way
        JDBC.sql("update analysis.run set claimed_at = now() - interval '6 seconds'").update();
        assertThat(claims.adopt(Set.of(key), 5, 10)).isEmpty();
        assertThat(claims.adopt(Set.of(Samples.key()), 5, 10)).hasSize(1);
    }

    @Test
    void buriesProcessesThatOwnNothing() throws Exception {
        var old = UUID.randomUUID();
        process(old, "-2 hours", false);
        var owning = UUID.randomUUID();
        process(owning, "-2 hours", false);
        claims(owning, 1).fresh(List.of(asked(key)), ANALYSES);
        watch.bury();
        assertThat(JDBC.sql("select process_id from analysis.process").query(UUID.class).list())
                .containsExactlyInAnyOrder(me, owning);
    }

    private void claim() {
        assertThat(claims.fresh(List.of(asked(key)), ANALYSES)).hasSize(1);
    }

    private UUID dying() throws SQLException {
        var owner = UUID.randomUUID();
        process(owner, "-1 second", false);
        return owner;
    }

    private static int wakeable() {
        return JDBC.sql("select count(*) from analysis.run where due_at <= clock_timestamp()")
                .query(Integer.class)
                .single();
    }

    private static int lockWaits() {
        return JDBC.sql(
                        """
                        select count(*) from pg_stat_activity
                        where datname = current_database() and wait_event_type = 'Lock'
                        """)
                .query(Integer.class)
                .single();
    }

    private void store(Write write) {
        try {
            ledger.write(write);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Write.PartEnded succeeded(String name, long fence) {
        return new Write.PartEnded(
                key,
                fence,
                name,
                AnalysisStatus.SUCCEEDED,
                null,
                ContractJson.tree("{\"session_emotion\":\"happy\"}"),
                new Write.Spent(1, "m-1", "main", 100L, 10L, null, 5),
                null);
    }

    private Write.PartEnded part(
            String name, long fence, AnalysisStatus status, @Nullable Duration delay) {
        return new Write.PartEnded(
                key,
                fence,
                name,
                status,
                Reason.PROVIDER_UNAVAILABLE,
                null,
                Write.Spent.NOTHING,
                delay);
    }

    private Write.Called called(int number, CallRow.Phase phase) {
        var started = CallRow.started("emotion", 1, number, "main", "m");
        var usage = new Reading.Usage("m-1", 5L, 6L);
        return new Write.Called(
                key,
                switch (phase) {
                    case STARTED -> started;
                    case REPLIED -> started.replied(new byte[] {1, 0, 2}, Duration.ofMillis(7));
                    case ENDED ->
                            started.ended(
                                    CallClass.INVALID,
                                    usage,
                                    Duration.ofMillis(7),
                                    new Cost(8_000, false));
                });
    }

    private static Asked asked(RunKey key) {
        return new Asked(key, "trace");
    }

    private static List<@Nullable String> statuses(RunKey key) {
        return JDBC.sql(
                        "select status from analysis.part where event_id = :event and generation = :generation order by position")
                .param("event", key.eventId())
                .param("generation", key.generation())
                .query(String.class)
                .list();
    }

    private static String row(String sql) {
        return JDBC.sql(sql).query(String.class).single();
    }

    private static void erase(RunKey key) {
        JDBC.sql("insert into analysis.tombstone (tenant, event_id) values (:tenant, :event)")
                .param("tenant", key.tenant())
                .param("event", key.eventId())
                .update();
    }

    private void process(UUID id, String lease, boolean locked) throws SQLException {
        JDBC.sql(
                        """
                        insert into analysis.process (process_id, name, lock_key, lease_until)
                        values (:id, 'test', :lock, now() + :lease::interval)
                        """)
                .param("id", id)
                .param("lock", id.getLeastSignificantBits())
                .param("lease", lease)
                .update();
        if (locked) {
            hold(id);
        }
    }

    private void hold(UUID id) throws SQLException {
        var connection = SOURCE.getConnection();
        locks.add(connection);
        try (var statement = connection.prepareStatement("select pg_advisory_lock(?)")) {
            statement.setLong(1, id.getLeastSignificantBits());
            statement.execute();
        }
    }

    private static final String RUN = "where event_id = :id";

    @Test
    void knowsWhichRunsAreStillItsOwn() {
        var other = Samples.key();
        claims.fresh(List.of(asked(key), asked(other)), ANALYSES);
        assertThat(claims.owned(List.of(key, other))).containsExactlyInAnyOrder(key, other);
        JDBC.sql("update analysis.run set owner = :other, fence = 2 " + RUN)
                .param("other", UUID.randomUUID())
                .param("id", other.eventId())
                .update();
        assertThat(claims.owned(List.of(key, other))).containsExactly(key);
    }

    @Test
    void looksAfterItsRunsBeforeALapsedLeaseIsGoodAgain() throws Exception {
        var goodAtLook = new ArrayList<Boolean>();
        var looked = new CountDownLatch(1);
        try (var lease = lease()) {
            lease.start(() -> {
                goodAtLook.add(lease.good());
                looked.countDown();
            });
            assertThat(lease.awaitGood(Deadline.after(Duration.ofSeconds(10)))).isTrue();
            ticker.addAndGet(Duration.ofSeconds(3).toNanos()); // it stood still
            assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(goodAtLook).containsExactly(false);
            assertThat(lease.awaitGood(Deadline.after(Duration.ofSeconds(10)))).isTrue();
        }
    }

    /// A process that stood still between a claim and the start of its work begins no call for what
    /// others have finished meanwhile.
    @Test
    void claimIsAskedAboutOnceMoreAfterALapse() throws Exception {
        var other = Samples.key();
        try (var lease = lease()) {
            lease.start(() -> {});
            assertThat(lease.awaitGood(Deadline.after(Duration.ofSeconds(10)))).isTrue();
            var tenure =
                    new Tenure(
                            lease,
                            claims,
                            new StoreGate(SOURCE, Duration.ofMillis(10), Duration.ofMillis(100)));
            long since = tenure.now();
            claims.fresh(List.of(asked(key), asked(other)), ANALYSES);
            JDBC.sql("update analysis.run set owner = :other, fence = 2 " + RUN)
                    .param("other", UUID.randomUUID())
                    .param("id", other.eventId())
                    .update();
            assertThat(tenure.lasts(other, since)).isTrue(); // no lapse: nobody is asked
            ticker.addAndGet(Duration.ofSeconds(3).toNanos()); // it stood still
            await().until(() -> lease.lapses() > since);
            assertThat(tenure.lasts(other, since)).isFalse();
            assertThat(tenure.lasts(key, since)).isTrue();
            assertThat(tenure.lasts(other, tenure.now())).isTrue(); // claimed after the lapse
        }
    }

    private ProcessLease lease() {
        var settings =
                new RunSettings.Lease(
                        Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofSeconds(1), 2, 3);
        return new ProcessLease(
                "test",
                settings,
                () ->
                        DriverManager.getConnection(
                                DATABASE.url(), DATABASE.user(), DATABASE.password()),
                ticker::get);
    }

    private static Claims claims(UUID process, int suspectAfter) {
        return new Claims(JDBC, transactions(), process, suspectAfter);
    }

    private static TransactionTemplate transactions() {
        return new TransactionTemplate(new JdbcTransactionManager(SOURCE));
    }
}
