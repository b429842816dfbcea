-- SPDX-License-Identifier: Apache-2.0
-- What this service reads of the analysis-worker: tables of any shape under views of exactly the agreed columns.
create schema analysis;

create table analysis.run (
    tenant text, event_id uuid, generation int, state text, outcome text, fence bigint default 1,
    claimed_at timestamptz default now(), due_at timestamptz, ended_at timestamptz,
    primary key (tenant, event_id, generation));

create table analysis.part (
    tenant text, event_id uuid, generation int, position int, name text, version int, status text, reason text,
    result jsonb, model text, provider text, attempts int, input_tokens bigint, output_tokens bigint,
    cost_nanos bigint, duration_ms bigint, retry_at timestamptz, started_at timestamptz, ended_at timestamptz,
    primary key (tenant, event_id, generation, name));

create view analysis.run_v1 as
select tenant, event_id, generation, state, outcome, fence, claimed_at, due_at, ended_at from analysis.run;

create view analysis.outcome_v1 as
select tenant, event_id, generation, position, name, version, status, reason, result, model, provider, attempts,
       input_tokens, output_tokens, cost_nanos, duration_ms, retry_at, started_at, ended_at
from analysis.part;

-- And what it reads of the gateways.
create schema gateway;
create table gateway.handover (
    process_id uuid, lane text, drawn bigint, promised int8multirange, dropped int8multirange default '{}',
    started_at timestamptz default now(), flushed_at timestamptz default now(), primary key (process_id, lane));
create view gateway.handover_v1 as select * from gateway.handover;
create table gateway.spill (process_id uuid, number bigint);
create view gateway.spilled_v1 as select * from gateway.spill;
