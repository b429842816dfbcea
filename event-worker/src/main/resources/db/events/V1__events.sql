-- SPDX-License-Identifier: Apache-2.0
-- The life of an event. Other services read the views at the end and nothing else.

create table events.event (
    tenant                text        not null,
    event_id              uuid        not null,
    -- counts deliberate re-analyses
    generation            int         not null default 1 check (generation >= 1),
    status                text        not null default 'PENDING'
        check (status in ('PENDING', 'PROCESSED', 'PARTIAL', 'FAILED', 'SKIPPED', 'ERASED')),
    reason                text,
    channel               text        not null,
    key_kind              text        not null,
    conversation_id       text        not null,
    user_id               text        not null,
    bot_id                text,
    bot_name              text,
    bot_type              text,
    start_time            timestamptz,
    end_time              timestamptz,
    turns                 int         not null default 0,
    user_turns            int         not null default 0,
    -- a JSON object written by the canonicaliser; text, since it came from outside
    metadata              text,
    -- of the canonical body; null for an event that was refused, whose body was never taken
    body_hash             bytea,
    -- why it was refused: JSON array of {"pointer", "detail", "code"}
    problems              text,
    -- other canonical bodies that came under the same id
    conflicts             int         not null default 0,
    traceparent           text,
    accepted_at           timestamptz not null,
    stored_at             timestamptz not null default now(),
    -- outbox of afterword.analysis.requested.v1
    dispatched_at         timestamptz,
    relay_due             timestamptz not null,
    -- when an event without a run is asked for again
    rings                 int         not null default 0,
    ring_due              timestamptz not null,
    ended_at              timestamptz,
    -- counts closings
    revision              int,
    feed_position         bigint,
    -- fence of the run that closed it
    closed_fence          bigint,
    -- outbox of the outcome
    outcome_dispatched_at timestamptz,
    outcome_relay_due     timestamptz,
    primary key (tenant, event_id),
    check ((status = 'PENDING') = (ended_at is null)),
    check (ended_at is null or revision is not null)
) with (fillfactor = 80);

comment on table events.event is 'One row for each event, from the moment it is stored; kept after erasure without content';

create index event_conversation on events.event (tenant, conversation_id, accepted_at desc, event_id);
-- unique over all tenants as well, since the numbers come from events.feed under its lock
create unique index event_feed on events.event (tenant, feed_position) where feed_position is not null;
create index event_unended on events.event (stored_at, event_id) where ended_at is null;
create index event_undispatched on events.event (relay_due) where ended_at is null and dispatched_at is null;
create index event_ring on events.event (ring_due) where ended_at is null and dispatched_at is not null;
create index event_unpublished on events.event (outcome_relay_due) where ended_at is not null and outcome_dispatched_at is null;

create table events.transcript (
    tenant   text not null,
    event_id uuid not null,
    -- JSON array of {"speaker", "text", "at"}
    turns    text not null,
    primary key (tenant, event_id)
);

create table events.tombstone (
    tenant    text        not null,
    event_id  uuid        not null,
    erased_at timestamptz not null default now(),
    primary key (tenant, event_id)
);

-- Position of the last entry of the feed. Its row is the second lock of a closing, so that numbers
-- have no gaps: head = sum of all revisions.
create table events.feed (
    only_row boolean primary key default true check (only_row),
    head     bigint not null default 0
);
insert into events.feed default values;

create table events.dead_letter (
    id           bigint generated always as identity primary key,
    tenant       text,
    event_id     uuid,
    -- queue, or topic, partition and offset
    origin       text        not null,
    channel      text        not null,
    stage        text        not null,
    reason       text        not null,
    -- which rule; never content
    detail       text,
    body         bytea,
    body_bytes   bigint      not null,
    body_hash    bytea       not null,
    -- JSON object; only headers of known names
    headers      text        not null default '{}',
    -- the same bytes from the same place are one row
    attempts     int         not null default 1,
    first_seen   timestamptz not null default now(),
    last_seen    timestamptz not null default now(),
    announced_at timestamptz,
    announce_due timestamptz not null default now() + interval '5 seconds'
);
create unique index dead_letter_once on events.dead_letter (origin, body_hash, stage, reason);
create index dead_letter_unannounced on events.dead_letter (announce_due) where announced_at is null;

-- Messages that came a second time. The count is committed before one is parsed again; what ends
-- well is deleted, so that only a death of the process leaves it.
create table events.suspect (
    -- queue, or topic and partition
    source     text        not null,
    body_hash  bytea       not null,
    starts     int         not null default 1,
    first_seen timestamptz not null default now(),
    last_seen  timestamptz not null default now(),
    primary key (source, body_hash)
);

create view events.event_v1 as
select tenant, event_id, generation, status, reason, channel, conversation_id, user_id, bot_id, bot_name, bot_type,
       start_time, end_time, turns, user_turns, conflicts, accepted_at, stored_at, ended_at, revision, feed_position
from events.event;

create view events.transcript_v1 as
select e.tenant, e.event_id, e.generation, e.conversation_id, e.user_id, e.bot_id, e.bot_name, e.bot_type,
       e.start_time, e.end_time, t.turns as turns_json, e.metadata, e.traceparent
from events.event e
join events.transcript t using (tenant, event_id)
where e.status <> 'ERASED';

grant usage on schema events to public;
grant select on events.event_v1, events.transcript_v1 to public;
