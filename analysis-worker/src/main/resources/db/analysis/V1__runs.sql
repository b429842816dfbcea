-- Owned by analysis-worker. Others read run_v1 and outcome_v1 and nothing else.

-- One row for each running process; a lease on the database clock.
create table analysis.process (
    process_id uuid primary key,
    name text not null,                     -- host and pid, for people
    lock_key bigint not null,               -- session advisory lock held while the process lives
    lease_until timestamptz not null,       -- '-infinity': released, its runs are free at once
    started_at timestamptz not null default clock_timestamp(),
    renewed_at timestamptz not null default clock_timestamp()
);

-- One row for each (event, generation): the duty. Fenced: a write carries the fence it was claimed under.
create table analysis.run (
    tenant text not null,
    event_id uuid not null,
    generation int not null check (generation >= 1),
    owner uuid null,                        -- process_id while RUNNING
    fence bigint not null,
    state text not null check (state in ('RUNNING', 'PARKED', 'ENDED')),
    outcome text null check (outcome in ('PROCESSED', 'PARTIAL', 'FAILED', 'SKIPPED')),
    claimed_at timestamptz not null,
    due_at timestamptz null,                -- when a parked run wakes
    ended_at timestamptz null,
    company int not null default 0,         -- unclean deaths of owners while this run was in company
    deaths int not null default 0,          -- unclean deaths of owners while this run was alone
    alone boolean not null default false,   -- this claim runs without company
    recorded_at timestamptz null,           -- when outcome.recorded was confirmed; null: still to be sent
    relay_due timestamptz null,             -- when it is sent again
    traceparent text null,
    primary key (tenant, event_id, generation),
    check ((state = 'ENDED') = (outcome is not null)),
    check (state <> 'RUNNING' or owner is not null),
    check (state <> 'PARKED' or due_at is not null)
);
create index run_owned on analysis.run (owner) where state = 'RUNNING';
create index run_due on analysis.run (due_at) where state = 'PARKED';
create index run_unsent on analysis.run (relay_due) where state = 'ENDED' and recorded_at is null;

-- One row for each pinned analysis of a run; results live here and nowhere else.
create table analysis.part (
    tenant text not null,
    event_id uuid not null,
    generation int not null,
    position int not null,
    name text not null,
    version int not null,
    hash text not null,
    status text not null check (status in ('PENDING', 'RUNNING', 'PARKED', 'SUCCEEDED', 'FAILED', 'SKIPPED')),
    reason text null,
    attempts int not null default 0,        -- provider-caused ends use up none
    result jsonb null,
    model text null,
    provider text null,
    input_tokens bigint null,
    output_tokens bigint null,
    cost_nanos bigint null,                 -- nano-dollars
    duration_ms bigint null,
    fence bigint null,                      -- of the write that ended or parked it
    parks int not null default 0,
    parked_at timestamptz null,             -- first time; the park limit counts from here
    retry_at timestamptz null,
    started_at timestamptz null,
    ended_at timestamptz null,
    primary key (tenant, event_id, generation, name),
    foreign key (tenant, event_id, generation) references analysis.run on delete cascade
);

-- What was asked of providers, append-only and not fenced. A call has up to three rows: STARTED, then
-- REPLIED with the raw reply before anybody parsed it, then ENDED with what it was found to be.
create table analysis.call (
    tenant text not null,
    event_id uuid not null,
    generation int not null,
    name text not null,
    fence bigint not null,
    number int not null,                    -- counts the calls of a part under one fence
    phase text not null check (phase in ('STARTED', 'REPLIED', 'ENDED')),
    at timestamptz not null default clock_timestamp(),
    provider text not null,
    model text null,
    class text null,                        -- only ENDED: one of CallClass
    raw bytea null,                         -- only REPLIED
    latency_ms bigint null,
    input_tokens bigint null,
    output_tokens bigint null,
    cost_nanos bigint null,
    primary key (tenant, event_id, generation, name, fence, number, phase)
);

-- What every pinned (name, version) says, so that any worker finishes any run.
create table analysis.definition (
    name text not null,
    version int not null,
    hash text not null,
    content text not null,
    first_seen timestamptz not null default clock_timestamp(),
    primary key (name, version)
);

-- Erased events: no claim and no write passes these.
create table analysis.tombstone (
    tenant text not null,
    event_id uuid not null,
    erased_at timestamptz not null default clock_timestamp(),
    primary key (tenant, event_id)
);

create view analysis.run_v1 as
select tenant, event_id, generation, state, outcome, fence, claimed_at, due_at, ended_at
from analysis.run;

create view analysis.outcome_v1 as
select tenant, event_id, generation, position, name, version, status, reason, result, model, provider, attempts,
       input_tokens, output_tokens, cost_nanos, duration_ms, retry_at, started_at, ended_at
from analysis.part;

grant usage on schema analysis to public;
grant select on analysis.run_v1, analysis.outcome_v1 to public;
