-- What all workers are to know about a provider's model, and the limits that they share.

-- How long it is to be left alone: it said so itself (Retry-After beyond 20 s, quota, key). Written only then, read by
-- every worker each second or so; no row: nothing is known.
create table analysis.provider_state (
    provider text not null,                 -- main, fallback, memory
    model text not null,
    hold_until timestamptz not null,
    reason text not null,                   -- one of CallClass
    told_by uuid null,                      -- process_id
    told_at timestamptz not null default clock_timestamp(),
    primary key (provider, model)
);

-- Requests and tokens that may still be leased: grows by the limit's rate up to one second of it, and processes take
-- blocks. Rows exist only where a limit is configured.
create table analysis.credit (
    provider text not null,
    model text not null,
    unit text not null check (unit in ('REQUESTS', 'TOKENS')),
    level double precision not null,        -- below zero: leased ahead by a call larger than a second's worth
    at timestamptz not null default clock_timestamp(),
    primary key (provider, model, unit)
);
