-- SPDX-License-Identifier: Apache-2.0
-- What the gates of each living worker do, for the console: told every two seconds, taken away at its stop.

create table analysis.lane (
    process_id uuid not null,               -- of this report only
    provider text not null,                 -- main, fallback, memory
    model text not null,
    breaker text not null check (breaker in ('CLOSED', 'HALF_OPEN', 'OPEN')),
    reason text null,                       -- one of CallClass; while it is not closed
    down_since timestamptz null,
    again_at timestamptz null,              -- when the next call may pass
    in_flight int not null,
    waiting int not null,                   -- calls that wait for their turn
    most int not null,                      -- calls at once that are let through now
    told_at timestamptz not null default clock_timestamp(),
    primary key (process_id, provider, model)
);

create view analysis.lane_v1 as
select process_id, provider, model, breaker, reason, down_since, again_at, in_flight, waiting, most, told_at
from analysis.lane;

grant select on analysis.lane_v1 to public;
