-- Events that the broker did not confirm in time, until it has confirmed them.
create table gateway.spill (
    tenant text not null,
    event_id uuid not null,
    -- another body under the same id is another row: the event-worker counts it as a conflict
    body_hash bytea not null,
    spill_id bigint generated always as identity unique,
    routing_key text not null,
    headers text not null,
    body bytea not null,
    spilled_at timestamptz not null default now(),
    relay_due timestamptz not null default now(),
    primary key (tenant, event_id, body_hash)
);

create index spill_relay_due on gateway.spill (relay_due);
