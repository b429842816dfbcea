// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import afterword.servers.PostgresServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/// The views of the other two services, over tables of our own: exactly the columns that the
/// contract names, in its order.
final class StandIns {

    private static final String SCHEMAS =
            """
            create schema events;
            create table events.event (
              tenant text, event_id uuid, generation int, status text, reason text, channel text,
              conversation_id text, user_id text, bot_id text, bot_name text, bot_type text,
              start_time timestamptz, end_time timestamptz, turns int, user_turns int, conflicts int,
              accepted_at timestamptz, stored_at timestamptz, ended_at timestamptz, revision int,
              feed_position bigint, primary key (tenant, event_id));
            create view events.event_v1 as select * from events.event;
            create table events.transcript (tenant text, event_id uuid, primary key (tenant, event_id));
            create view events.transcript_v1 as select * from events.transcript;
            create table events.dead_letter (
              id bigint generated always as identity primary key, tenant text, event_id uuid, origin text, channel text,
              stage text, reason text, detail text, has_body boolean, body_bytes bigint, body_hash bytea, headers text,
              attempts int, first_seen timestamptz, last_seen timestamptz, state text, command_id uuid, replays int,
              replayed_at timestamptz);
            create view events.dead_letter_v1 as select * from events.dead_letter;
            create table events.command (
              id uuid primary key, kind text, tenant text, actor text, event_ids uuid[], dry_run boolean, matched int,
              changed int, executed_at timestamptz, state text, letters text, ended_at timestamptz);
            create view events.command_v1 as select * from events.command;
            create table events.handover (source uuid, lane text, received int8multirange, lost int8multirange);
            create view events.handover_v1 as select * from events.handover;
            create view events.ledger_v1 as select timestamptz '2026-01-02T03:04:05Z' as at, 10 as first_seen, 4 as processed,
              1 as partial, 1 as failed, 1 as skipped, 0 as erased,
              '[{"stage":"PARKED","count":2,"oldest_age_seconds":61.5}]'::text as waiting, 3 as undecodable, 7 as feed_head,
              7 as revisions, 0 as disagreeing;
            create schema analysis;
            create table analysis.run (
              tenant text, event_id uuid, generation int, state text, outcome text, fence bigint,
              claimed_at timestamptz, due_at timestamptz, ended_at timestamptz,
              primary key (tenant, event_id, generation));
            create view analysis.run_v1 as select * from analysis.run;
            create table analysis.part (
              tenant text, event_id uuid, generation int, position int, name text, version int,
              status text, reason text, result jsonb, model text, provider text, attempts int,
              input_tokens bigint, output_tokens bigint, cost_nanos bigint, duration_ms bigint,
              retry_at timestamptz, started_at timestamptz, ended_at timestamptz,
              primary key (tenant, event_id, generation, name));
            create view analysis.outcome_v1 as select * from analysis.part;
            """;

    private final PostgresServer.Database database;

    private StandIns(PostgresServer.Database database) {
        this.database = database;
    }

    static StandIns in(PostgresServer.Database database) {
        var views = new StandIns(database);
        views.execute(SCHEMAS);
        return views;
    }

    void execute(String sql) {
        try (var connection =
                        DriverManager.getConnection(
                                database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long count(String query) {
        try (var connection =
                        DriverManager.getConnection(
                                database.url(), database.user(), database.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The first column of all rows, sorted.
    SortedSet<String> texts(String query) {
        var texts = new TreeSet<String>();
        try (var connection =
                        DriverManager.getConnection(
                                database.url(), database.user(), database.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return texts;
    }

    void clear() {
        execute(
                "truncate events.event, events.transcript, events.dead_letter, events.command, analysis.run, analysis.part");
    }

    /// A stored event, not claimed.
    void stored(String tenant, UUID id, String conversation, String end) {
        execute(
                """
                insert into events.event values ('%s', '%s', 1, 'PENDING', null, 'rest', '%s', 'user_7', 'bot_1',
                  null, null, null, '%s', 2, 1, 0, '2026-11-21T10:00:00.123456Z', now(), null, null, null)
                """
                        .formatted(tenant, id, conversation, end));
    }

    /// Its run, under way.
    void claimed(String tenant, UUID id) {
        execute(
                "insert into analysis.run values ('%s', '%s', 1, 'RUNNING', null, 1, now(), null, null)"
                        .formatted(tenant, id));
    }

    /// A good part of a generation.
    void succeeded(String tenant, UUID id, int generation, int position, String name) {
        execute(
                """
                insert into analysis.part values ('%s', '%s', %d, %d, '%s', 1, 'SUCCEEDED', null,
                  '{"generation": %d, "text": "Größe \\u2026 \\"x\\""}', 'model-1', 'main', 1, 210, 24, 40000, 812,
                  null, now(), now())
                """
                        .formatted(tenant, id, generation, position, name, generation));
    }

    /// A part that failed.
    void failed(String tenant, UUID id, int position, String name) {
        execute(
                """
                insert into analysis.part values ('%s', '%s', 1, %d, '%s', 1, 'FAILED', 'PROVIDER_TIMEOUT',
                  null, null, null, 3, null, null, 0, null, null, now(), now())
                """
                        .formatted(tenant, id, position, name));
    }

    /// Closes the event.
    void ended(String tenant, UUID id, String status, long position) {
        execute(
                """
                update events.event set status = '%s', ended_at = '2026-11-21T10:00:02Z', revision = 1,
                  feed_position = %d where tenant = '%s' and event_id = '%s'
                """
                        .formatted(status, position, tenant, id));
    }

    /// A dead letter that is open.
    void deadLetter(String tenant, String reason, String stage) {
        execute(
                """
                insert into events.dead_letter (tenant, origin, channel, stage, reason, detail, has_body, body_bytes, body_hash,
                  headers, attempts, first_seen, last_seen, state, replays)
                values (nullif('%s', ''), 'rabbitmq:q', 'amqp', '%s', '%s', 'a rule', true, 7, sha256('canary'),
                  '{"ce:id":"canary","ce:type":"t","content-type":"<canary>"}', 1, now(), '2026-01-02T03:04:05Z', 'OPEN', 0)
                """
                        .formatted(tenant, stage, reason));
    }

    /// An order as an event-worker notes it.
    void command(UUID id, String tenant, String state) {
        execute(
                """
                insert into events.command values ('%s', 'REPLAY', '%s', 'ops', '{}', false, 5, 2, now(), '%s',
                  '{"ids":[1],"reason":"POISON"}', null)
                """
                        .formatted(id, tenant, state));
    }
}
