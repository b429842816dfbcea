-- SPDX-License-Identifier: Apache-2.0
-- What the operator's console reads beyond event_v1, and the indexes that keep its answers short.

-- The path of an event within this service; the same key as event_v1.
create view events.progress_v1 as
select tenant, event_id, generation, status, stored_at, dispatched_at, rings, ended_at, outcome_dispatched_at,
       problems, traceparent
from events.event;

grant select on events.progress_v1 to public;

-- newest first; also what was accepted of late
create index event_time on events.event (tenant, accepted_at, event_id);
create index event_user on events.event (tenant, user_id, accepted_at, event_id);
-- an event comes here when it has ended otherwise than well, so that the usual way costs nothing
create index event_trouble on events.event (tenant, status, accepted_at, event_id)
    where status in ('PARTIAL', 'FAILED', 'SKIPPED', 'ERASED');
create index event_reason on events.event (tenant, reason, accepted_at, event_id) where reason is not null;
