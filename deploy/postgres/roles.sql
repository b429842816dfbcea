-- SPDX-License-Identifier: Apache-2.0
-- One role and one schema for each service, and a role that only watches. Run once as a superuser in the database "afterword"; then set passwords:
--   alter role afterword_gateway password '…';
-- Each service migrates its own schema; it grants what others may read (the versioned views) by itself.
do $$
declare
    service text;
begin
    foreach service in array array['gateway', 'events', 'analysis'] loop
        if not exists (select from pg_roles where rolname = 'afterword_' || service) then
            execute format('create role %I login', 'afterword_' || service);
        end if;
        execute format('create schema if not exists %I authorization %I', service, 'afterword_' || service);
    end loop;
    -- reads the server's statistics for an exporter of metrics, and no data
    if not exists (select from pg_roles where rolname = 'afterword_monitor') then
        create role afterword_monitor login;
    end if;
    grant pg_monitor to afterword_monitor;
end $$;
revoke create on schema public from public;
