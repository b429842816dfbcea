-- SPDX-License-Identifier: Apache-2.0
-- How each process's numbered publishes and spills ended. Flushed once a second, never on the way of a request.

create table gateway.handover (
    process_id uuid not null,
    -- p: published, s: spilled
    lane text not null check (lane in ('p', 's')),
    -- highest number given
    drawn bigint not null,
    -- confirmed, or committed to the spill: must arrive
    promised int8multirange not null,
    -- refused, unanswered, or not kept: may arrive
    dropped int8multirange not null,
    started_at timestamptz not null default now(),
    flushed_at timestamptz not null default now(),
    primary key (process_id, lane)
);

alter table gateway.spill
    add column process_id uuid,
    add column number bigint;

create view gateway.handover_v1 as
select process_id, lane, drawn, promised, dropped, started_at, flushed_at
from gateway.handover;

-- Numbers that still lie in the spill.
create view gateway.spilled_v1 as
select process_id, number
from gateway.spill
where number is not null;

grant usage on schema gateway to public;
grant select on gateway.handover_v1, gateway.spilled_v1 to public;
