-- SPDX-License-Identifier: Apache-2.0
-- What analysis-worker reads of event-worker, in the shape of its view.
create schema events;
create table events.stored (
    tenant text, event_id uuid, generation int, conversation_id text, user_id text, bot_id text, bot_name text,
    bot_type text, start_time timestamptz, end_time timestamptz, turns_json text, metadata text, traceparent text,
    primary key (tenant, event_id)
);
create view events.transcript_v1 as
select tenant, event_id, generation, conversation_id, user_id, bot_id, bot_name, bot_type, start_time, end_time,
       turns_json, metadata, traceparent
from events.stored;
create table events.tombstone (
    tenant text not null, event_id uuid not null, erased_at timestamptz not null default now(), primary key (tenant, event_id)
);
create view events.tombstone_v1 as select tenant, event_id, erased_at from events.tombstone;
