-- SPDX-License-Identifier: Apache-2.0
-- Operators' orders that were carried out: who, what, how much. The key makes a repeated message harmless.

create table events.command (
    id          uuid primary key,
    kind        text        not null,
    tenant      text        not null,
    actor       text        not null,
    event_ids   uuid[]      not null,
    dry_run     boolean     not null,
    -- events that the order fits
    matched     int         not null,
    -- events that it changed; none in a dry run
    changed     int         not null,
    executed_at timestamptz not null default now()
);

create view events.command_v1 as
select id, kind, tenant, actor, event_ids, dry_run, matched, changed, executed_at
from events.command;

grant select on events.command_v1 to public;
