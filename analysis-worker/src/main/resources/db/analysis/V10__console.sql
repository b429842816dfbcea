-- SPDX-License-Identifier: Apache-2.0
-- What the operator's console reads beyond run_v1 and outcome_v1, and the indexes that keep its answers short.

-- The journal without the raw replies.
create view analysis.call_v1 as
select tenant, event_id, generation, name, fence, number, phase, at, provider, model, class, latency_ms,
       input_tokens, output_tokens, cost_nanos
from analysis.call;

-- Every (name, version) that was ever pinned.
create view analysis.definition_v1 as
select name, version, hash, content, first_seen
from analysis.definition;

-- Who has a run, and what it survived; the same key as run_v1.
create view analysis.progress_v1 as
select r.tenant, r.event_id, r.generation, p.name as owner, r.company, r.deaths, r.alone, r.recorded_at
from analysis.run r
left join analysis.process p on p.process_id = r.owner;

grant select on analysis.call_v1, analysis.definition_v1, analysis.progress_v1 to public;

-- parts that succeed at once never come here
create index part_reason on analysis.part (tenant, reason, started_at) where reason is not null;
-- rows come in the order of their time, so a range index says where the last hour is and costs inserts next to nothing
create index call_time on analysis.call using brin (at) with (pages_per_range = 32, autosummarize = on);

-- What all workers know of a provider, and what is left of the limits that they share.
create view analysis.provider_state_v1 as
select provider, model, hold_until, reason, told_at
from analysis.provider_state;

create view analysis.credit_v1 as
select provider, model, unit, level, at
from analysis.credit;

grant select on analysis.provider_state_v1, analysis.credit_v1 to public;
