-- SPDX-License-Identifier: Apache-2.0
-- Dead letters as operators work with them: listed, inspected, sent once more.

alter table events.dead_letter
    add column state       text not null default 'OPEN' check (state in ('OPEN', 'REPLAYING', 'REPLAYED')),
    -- the last order that sent it once more
    add column command_id  uuid,
    -- outbox of the replay; null: nothing is owed
    add column replay_due  timestamptz,
    add column replays     int not null default 0,
    add column replayed_at timestamptz;
create index dead_letter_replay on events.dead_letter (replay_due) where replay_due is not null;

alter table events.command
    alter column event_ids set default '{}',
    -- which dead letters, as the order said it; JSON
    add column letters  text,
    add column state    text not null default 'DONE' check (state in ('RUNNING', 'DONE', 'FAILED')),
    add column ended_at timestamptz;
update events.command set ended_at = executed_at;
create index command_running on events.command (executed_at) where state = 'RUNNING';

insert into events.pace (work) values ('replays');

create or replace view events.command_v1 as
select id, kind, tenant, actor, event_ids, dry_run, matched, changed, executed_at, state, letters, ended_at
from events.command;

-- Never the bytes.
create view events.dead_letter_v1 as
select id, tenant, event_id, origin, channel, stage, reason, detail, body is not null as has_body, body_bytes, body_hash,
       headers, attempts, first_seen, last_seen, state, command_id, replays, replayed_at
from events.dead_letter;

grant select on events.dead_letter_v1 to public;
