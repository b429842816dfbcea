// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.rig;

import afterword.chaos.check.Change;
import afterword.local.LineDatabase;
import afterword.servers.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Triggers of ours in the line's database that note each change of a run and of a part, and whose
/// connection made it.
final class Audit {

    private static final String INSTALL =
            """
            create schema if not exists chaos;
            create table if not exists chaos.change (
                seq bigint generated always as identity primary key,
                at timestamptz not null default clock_timestamp(),
                event_id uuid not null,
                generation int not null,
                part text not null,
                old_state text not null,
                new_state text not null,
                old_fence bigint not null,
                new_fence bigint not null,
                old_owner uuid,
                owner uuid,
                writer text not null,
                run_fence bigint not null,
                same_result boolean not null);
            create table if not exists chaos.process (process_id uuid primary key, name text not null);
            insert into chaos.process select process_id, name from analysis.process on conflict do nothing;
            create or replace function chaos.process_came() returns trigger language plpgsql security definer as $$
            begin
              insert into chaos.process values (new.process_id, new.name) on conflict do nothing;
              return null;
            end $$;
            create or replace trigger chaos_process_came after insert on analysis.process
              for each row execute function chaos.process_came();
            create or replace function chaos.run_changed() returns trigger language plpgsql security definer as $$
            begin
              if tg_op = 'INSERT' then
                insert into chaos.change (event_id, generation, part, old_state, new_state, old_fence, new_fence,
                    old_owner, owner, writer, run_fence, same_result)
                values (new.event_id, new.generation, '', '', new.state, 0, new.fence,
                    null, new.owner, current_setting('application_name'), new.fence, true);
              else
                insert into chaos.change (event_id, generation, part, old_state, new_state, old_fence, new_fence,
                    old_owner, owner, writer, run_fence, same_result)
                values (new.event_id, new.generation, '', old.state, new.state, old.fence, new.fence,
                    old.owner, coalesce(new.owner, old.owner), current_setting('application_name'), new.fence,
                    old.outcome is null or old.outcome is not distinct from new.outcome);
              end if;
              return null;
            end $$;
            create or replace function chaos.part_changed() returns trigger language plpgsql security definer as $$
            begin
              insert into chaos.change (event_id, generation, part, old_state, new_state, old_fence, new_fence,
                  old_owner, owner, writer, run_fence, same_result)
              select new.event_id, new.generation, new.name, old.status, new.status, coalesce(old.fence, 0),
                  coalesce(new.fence, 0), null, r.owner, current_setting('application_name'), r.fence,
                  old.result is not distinct from new.result
              from analysis.run r
              where (r.tenant, r.event_id, r.generation) = (new.tenant, new.event_id, new.generation);
              return null;
            end $$;
            create or replace trigger chaos_run_made after insert on analysis.run
              for each row execute function chaos.run_changed();
            create or replace trigger chaos_run_changed after update on analysis.run for each row
              when ((old.owner, old.fence, old.state, old.outcome) is distinct from (new.owner, new.fence, new.state, new.outcome))
              execute function chaos.run_changed();
            create or replace trigger chaos_part_changed after update on analysis.part for each row
              when ((old.status, old.fence, old.result) is distinct from (new.status, new.fence, new.result))
              execute function chaos.part_changed();
            """;

    private Audit() {}

    static void install(PostgresServer postgres) {
        postgres.execute(LineDatabase.NAME, INSTALL);
    }

    /// All changes in their order.
    ///
    /// @param names of processes by their ids
    static List<Change> changes(Connection connection, Map<Long, String> names)
            throws SQLException {
        var owners = owners(connection, names);
        var changes = new ArrayList<Change>();
        try (var statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                "select *, (extract(epoch from at) * 1000000)::bigint as micros from chaos.change order by seq")) {
            while (row.next()) {
                changes.add(
                        new Change(
                                row.getLong("micros"),
                                row.getString("event_id"),
                                row.getString("part"),
                                row.getString("old_state"),
                                row.getString("new_state"),
                                row.getLong("old_fence"),
                                row.getLong("new_fence"),
                                owner(row, "old_owner", owners),
                                owner(row, "owner", owners),
                                row.getString("writer"),
                                row.getLong("run_fence"),
                                row.getBoolean("same_result")));
            }
        }
        return changes;
    }

    private static String owner(ResultSet row, String column, Map<String, String> owners)
            throws SQLException {
        var id = row.getString(column);
        return id == null ? "" : owners.getOrDefault(id, id);
    }

    /// A lease is named after host and process id. A process that ended in good order takes its row
    /// along, so the triggers keep names, too.
    private static Map<String, String> owners(Connection connection, Map<Long, String> names)
            throws SQLException {
        var owners = new HashMap<String, String>();
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select process_id, name from chaos.process")) {
            while (row.next()) {
                var name = row.getString("name");
                long pid = Long.parseLong(name.substring(name.lastIndexOf(':') + 1));
                owners.put(row.getString("process_id"), names.getOrDefault(pid, name));
            }
        }
        return owners;
    }
}
