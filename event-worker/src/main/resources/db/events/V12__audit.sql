-- SPDX-License-Identifier: Apache-2.0
-- The ledger: what was taken in, counted where it happened, to be checked against what was sent and against the rows.

-- One row for each batch and gateway process, written with the batch; folded by the audit every few seconds. A row
-- without source counts the batch itself.
create table events.received (
    id         bigint generated always as identity primary key,
    source     uuid,
    lane       text,
    numbers    int8multirange,
    -- messages taken from the queue
    messages   int not null default 0,
    -- events that got a row
    first_seen int not null default 0
);

create table events.tally (
    only_row   boolean primary key default true check (only_row),
    messages   bigint not null default 0,
    first_seen bigint not null default 0
);
insert into events.tally (first_seen) select count(*) from events.event;

-- What has come of each gateway process's numbers. A number that was promised and has not come is looked at in stages:
-- WAITING until the queue has been passed, PASSED for some minutes, then lost.
create table events.handover (
    source     uuid           not null,
    -- p: published, s: spilled
    lane       text           not null,
    received   int8multirange not null default '{}',
    lost       int8multirange not null default '{}',
    suspects   int8multirange not null default '{}',
    stage      text           not null default 'QUIET' check (stage in ('QUIET', 'WAITING', 'PASSED')),
    stage_at   timestamptz    not null default now(),
    -- length of the queue behind which a suspect must lie, and the messages taken by then
    backlog    bigint,
    messages   bigint,
    updated_at timestamptz    not null default now(),
    primary key (source, lane)
);

-- The last count of everything.
create table events.ledger (
    only_row   boolean primary key default true check (only_row),
    at         timestamptz,
    first_seen bigint not null default 0,
    processed  bigint not null default 0,
    partial    bigint not null default 0,
    failed     bigint not null default 0,
    skipped    bigint not null default 0,
    erased     bigint not null default 0,
    -- JSON array of {"stage", "count", "oldest_age_seconds"}
    waiting    text not null default '[]',
    undecodable bigint not null default 0,
    feed_head  bigint not null default 0,
    revisions  bigint not null default 0,
    -- of the last ends, those that their run contradicts
    disagreeing bigint not null default 0
);
insert into events.ledger default values;

insert into events.pace (work) values ('audit'), ('count');

create view events.handover_v1 as
select source, lane, received, lost, suspects, stage, stage_at, updated_at
from events.handover;

create view events.ledger_v1 as
select at, first_seen, processed, partial, failed, skipped, erased, waiting, undecodable, feed_head, revisions, disagreeing
from events.ledger;

grant select on events.handover_v1, events.ledger_v1 to public;
