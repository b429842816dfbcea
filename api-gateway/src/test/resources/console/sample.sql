-- SPDX-License-Identifier: Apache-2.0
-- A day's work as the console would find it: $EVENTS events over $HOURS hours up to now, denser towards now, the newest
-- twenty of them still under way. Over the services' own tables; written for tests, and fast enough for 100,000.
set synchronous_commit = off;
select setseed(0.42);

create temp table g as
select n, md5('event ' || n)::uuid as id,
       now() - $HOURS * interval '1 hour' * power((n - random() * 0.9) / $EVENTS, 1.6)
             - interval '0.4 s' * (1 + sin(n / 9.0)) as accepted,
       0.008 + random() * 0.03 as store, 0.5 - ln(1 - random()) * 0.6 as run,
       case when n <= 20 then 'PENDING' when random() < 0.94 then 'PROCESSED'
            else (array['PARTIAL', 'PARTIAL', 'PARTIAL', 'SKIPPED', 'SKIPPED', 'FAILED'])[1 + floor(random() * 6)::int] end as status,
       random() as luck
from generate_series(1, $EVENTS) n;
create unique index on g (id);
analyze g;

insert into events.event (tenant, event_id, status, reason, channel, key_kind, conversation_id, user_id, bot_id, bot_name, bot_type,
    start_time, end_time, turns, user_turns, body_hash, traceparent, accepted_at, stored_at, dispatched_at, relay_due, ring_due,
    ended_at, revision, feed_position, outcome_dispatched_at)
select 'default', id, status, case when status = 'FAILED' and luck < 0.3 then 'INVALID' end,
       (array['rest', 'rest', 'rest', 'amqp', 'kafka'])[1 + n % 5], 'conversation',
       'conv_' || (array['tides', 'comets', 'bread', 'chess', 'whales', 'rain', 'maps', 'bees'])[1 + n % 8] || '_' || lpad(n::text, 5, '0'),
       'user_' || (n * 7919) % 997, 'talk_' || n % 6, (array['Movies', 'Pika', 'Tutor', 'Support', 'Stories', 'Coach'])[1 + n % 6], 'TALK',
       accepted - interval '9 min', accepted - interval '1 s', 6 + n % 31, 3 + n % 15, decode(md5(n::text), 'hex'),
       '00-' || md5('trace' || n) || '-' || left(md5('span' || n), 16) || '-01',
       accepted, accepted + store * interval '1 s',
       case when n > 3 then accepted + (store + 0.004) * interval '1 s' end, now(), now() + interval '1 hour',
       case when status <> 'PENDING' then accepted + (store + run + 0.05) * interval '1 s' end,
       case when status <> 'PENDING' then 1 end,
       case when status <> 'PENDING' then $EVENTS - n end,
       case when status <> 'PENDING' then accepted + (store + run + 0.062) * interval '1 s' end
from g order by n desc;
update events.feed set head = $EVENTS;

insert into events.transcript
select 'default', id, '[{"speaker":"bot","text":"Hello! What shall we talk about?","at":"2026-11-21T10:00:00.000Z"},'
    || '{"speaker":"user","text":"Why does bread rise, and why does it sometimes not?","at":"2026-11-21T10:00:09.000Z"}]'
from g where n <= 2000;

insert into analysis.definition values
  ('emotion', 1, md5('e1'), 'name: emotion', now() - interval '40 days'),
  ('emotion', 2, md5('e2'), 'name: emotion', now() - interval '3 days'),
  ('engagement', 1, md5('g1'), 'name: engagement', now() - interval '40 days'),
  ('memories', 1, md5('m1'), 'name: memories', now() - interval '40 days'),
  ('questions', 1, md5('q1'), 'name: questions', now() - interval '40 days');

insert into analysis.process (process_id, name, lock_key, lease_until) values
  ('00000000-0000-0000-0000-00000000000a', 'worker-a:4711', 1, now() + interval '10 s');

insert into analysis.run (tenant, event_id, generation, owner, fence, state, outcome, claimed_at, due_at, ended_at, recorded_at)
select 'default', id, 1,
       case when n between 11 and 16 then '00000000-0000-0000-0000-00000000000a'::uuid end, 1,
       case when n between 11 and 16 then 'RUNNING' when n between 17 and 20 then 'PARKED' else 'ENDED' end,
       case when n > 20 then status end, accepted + (store + 0.02) * interval '1 s',
       case when n between 17 and 20 then now() + interval '95 s' end,
       case when n > 20 then accepted + (store + run + 0.025) * interval '1 s' end,
       case when n > 20 then accepted + (store + run + 0.03) * interval '1 s' end
from g where n > 10 and not (status = 'FAILED' and luck < 0.3);

create temp table p as
select g.*, d.position, d.name, d.version,
       case when status = 'PROCESSED' then 'SUCCEEDED'
            when status = 'SKIPPED' then 'SKIPPED'
            when status = 'FAILED' then case when d.name = 'engagement' then 'SKIPPED' else 'FAILED' end
            when status = 'PARTIAL' then case d.name when 'memories' then 'FAILED' when 'engagement' then 'SKIPPED' else 'SUCCEEDED' end
            when n between 17 and 20 then case d.name when 'questions' then 'PARKED' when 'engagement' then 'PENDING' else 'SUCCEEDED' end
            else case when d.name = 'engagement' then 'PENDING' when d.name = 'emotion' and luck < 0.5 then 'SUCCEEDED' else 'RUNNING' end
       end as part_status,
       run * (0.5 + 0.5 * abs(sin(n * 3 + d.position))) as took
from g join (values (0, 'emotion', 2), (1, 'memories', 1), (2, 'questions', 1), (3, 'engagement', 1)) as d(position, name, version) on true
where n > 10 and not (status = 'FAILED' and luck < 0.3);

insert into analysis.part (tenant, event_id, generation, position, name, version, hash, status, reason, attempts, result, model,
    provider, input_tokens, output_tokens, cost_nanos, duration_ms, retry_at, started_at, ended_at)
select 'default', id, 1, position, name, version, md5(name), part_status,
       case when part_status = 'FAILED' then (array['PROVIDER_TIMEOUT', 'INVALID_ANSWER', 'TRUNCATED', 'REFUSED'])[1 + n % 4]
            when part_status = 'PARKED' then 'RATE_LIMITED'
            when part_status = 'SKIPPED' then case when status = 'SKIPPED' then 'EMPTY' else 'DEPENDENCY' end end,
       case when name = 'engagement' or part_status = 'SKIPPED' then 0 when part_status = 'FAILED' then 3 else 1 end,
       case when part_status = 'SUCCEEDED' then case name
         when 'emotion' then '{"session_emotion": "interesting"}'::jsonb
         when 'memories' then '{"memories": [{"text": "Bakes bread on Sundays with her grandfather.", "turns": [2, 6]}, {"text": "Has a dog named Pixel.", "turns": [9]}]}'
         when 'questions' then '{"user_initiated_questions": 2, "questions": ["Why does bread rise?", "Is yeast alive?"]}'
         else '{"score": 34.5, "breakdown": {"turns": 9.5, "questions": 6, "emotion": 15, "memories": 4}}' end end,
       case when name <> 'engagement' and part_status = 'SUCCEEDED' then 'small-1' end,
       case when name <> 'engagement' and part_status = 'SUCCEEDED' then 'main' end,
       case when name <> 'engagement' and part_status = 'SUCCEEDED' then 380 + n % 900 end,
       case when name <> 'engagement' and part_status = 'SUCCEEDED' then 18 + n % 60 end,
       case when name <> 'engagement' and part_status in ('SUCCEEDED', 'FAILED') then 60000 + n % 200 * 700 end,
       case when part_status in ('SUCCEEDED', 'FAILED') then took * 1000 end,
       case when part_status = 'PARKED' then now() + interval '95 s' end,
       accepted + (store + 0.02) * interval '1 s',
       case when part_status in ('SUCCEEDED', 'FAILED', 'SKIPPED') then accepted + (store + 0.02 + took) * interval '1 s' end
from p;

-- one good call for what succeeded, three bad ones for what failed
create temp table c as
select p.*, k as number, accepted + (store + 0.02 + took * (k - 1) / tries) * interval '1 s' as began, took / tries as lasted,
       case when part_status = 'FAILED' then (array['TOTAL_TIMEOUT', 'INVALID', 'TRUNCATED', 'REFUSED'])[1 + n % 4]
            when part_status = 'PARKED' then 'RATE_LIMITED' when luck < 0.03 and k = 1 then 'SERVER_ERROR' else 'OK' end as class,
       case when luck < 0.03 and k = 2 then 'fallback' else 'main' end as asked
from (select *, case when part_status = 'FAILED' then 3 when luck < 0.03 and part_status = 'SUCCEEDED' then 2 else 1 end as tries from p) p
cross join lateral generate_series(1, tries) k
where name <> 'engagement' and part_status in ('SUCCEEDED', 'FAILED', 'PARKED', 'RUNNING');

insert into analysis.call (tenant, event_id, generation, name, fence, number, phase, at, provider, model)
select 'default', id, 1, name, 1, number, 'STARTED', began, asked, case asked when 'main' then 'small-1' else 'small-2' end
from c order by began;
insert into analysis.call (tenant, event_id, generation, name, fence, number, phase, at, provider, model, raw, latency_ms)
select 'default', id, 1, name, 1, number, 'REPLIED', began + lasted * 0.98 * interval '1 s', asked,
       case asked when 'main' then 'small-1' else 'small-2' end, 'raw', lasted * 980
from c where class in ('OK', 'INVALID', 'TRUNCATED', 'REFUSED') and part_status <> 'RUNNING' order by began;
insert into analysis.call (tenant, event_id, generation, name, fence, number, phase, at, provider, model, class, latency_ms,
    input_tokens, output_tokens, cost_nanos)
select 'default', id, 1, name, 1, number, 'ENDED', began + lasted * interval '1 s', asked,
       case asked when 'main' then 'small-1' else 'small-2' end, class, lasted * 1000,
       case when class <> 'RATE_LIMITED' then 380 + n % 900 end, case when class <> 'RATE_LIMITED' then 18 + n % 60 end,
       case when class <> 'RATE_LIMITED' then 20000 + n % 200 * 300 end
from c where part_status <> 'RUNNING' order by began;

insert into analysis.provider_state (provider, model, hold_until, reason) values
  ('fallback', 'small-2', now() + interval '140 s', 'RATE_LIMITED');
insert into analysis.lane (process_id, provider, model, breaker, reason, down_since, again_at, in_flight, waiting, most, told_at) values
  ('00000000-0000-0000-0000-00000000000a', 'main', 'small-1', 'CLOSED', null, null, null, 11, 2, 64, now() + interval '1 day'),
  ('00000000-0000-0000-0000-00000000000b', 'main', 'small-1', 'CLOSED', null, null, null, 7, 0, 64, now() + interval '1 day'),
  ('00000000-0000-0000-0000-00000000000a', 'memory', 'mem0', 'OPEN', 'SERVER_ERROR', now() - interval '48 s', now() + interval '9 s', 0, 0, 8, now() + interval '1 day'),
  ('00000000-0000-0000-0000-00000000000b', 'memory', 'mem0', 'HALF_OPEN', 'SERVER_ERROR', now() - interval '44 s', null, 1, 0, 8, now() + interval '1 day');
insert into analysis.credit (provider, model, unit, level) values
  ('main', 'small-1', 'REQUESTS', 42), ('main', 'small-1', 'TOKENS', 61200);

-- The ledger of these events: all were promised by one gateway but those that came by a broker, and two are on the way.
update events.ledger l set at = now(), first_seen = e.n, processed = e.processed, partial = e.partial, failed = e.failed,
  skipped = e.skipped, feed_head = e.ended, revisions = e.ended, waiting = json_build_array(
    json_build_object('stage', 'REQUESTED', 'count', e.n - e.ended, 'oldest_age_seconds', 4))::text
from (select count(*) as n, count(ended_at) as ended, count(*) filter (where status = 'PROCESSED') as processed,
             count(*) filter (where status = 'PARTIAL') as partial, count(*) filter (where status = 'FAILED') as failed,
             count(*) filter (where status = 'SKIPPED') as skipped from events.event) e;
insert into gateway.handover (process_id, lane, drawn, promised, dropped)
select '00000000-0000-0000-0000-0000000000aa', 'p', count(*) + 2, int8multirange(int8range(1, count(*) + 3)), '{}'
from events.event where channel = 'rest';
insert into events.handover (source, lane, received)
select '00000000-0000-0000-0000-0000000000aa', 'p', int8multirange(int8range(1, count(*) + 1)) from events.event where channel = 'rest';

insert into events.dead_letter (tenant, event_id, origin, channel, stage, reason, detail, body, body_bytes, body_hash, headers, attempts, first_seen, last_seen)
select case when n % 3 = 0 then null else 'default' end, null, 'afterword.conversation.ended.v1', (array['amqp', 'kafka'])[1 + n % 2], 'intake',
       (array['MALFORMED', 'MALFORMED', 'OVERSIZE', 'UNKNOWN_MESSAGE', 'POISON'])[1 + n % 5], 'a rule', '\x7b', 1400 + n * 37,
       decode(md5('body' || n), 'hex'), '{"content-type": "application/json", "afterword-tenant": "default"}', 1 + n % 3,
       now() - n * interval '17 min', now() - n * interval '11 min'
from generate_series(1, $LETTERS) n;
drop table g, p, c;

-- One more event that has just ended, as the line would have left it; for pages that are watched.
create function public.beat() returns void language sql as $$
  with e as (
    insert into events.event (tenant, event_id, status, channel, key_kind, conversation_id, user_id, bot_name, turns, user_turns, body_hash,
      accepted_at, stored_at, dispatched_at, relay_due, ring_due, ended_at, revision, feed_position, outcome_dispatched_at)
    select 'default', gen_random_uuid(), 'PROCESSED', 'rest', 'conversation',
      'conv_' || (array['tides', 'comets', 'bread', 'chess', 'whales', 'rain', 'maps', 'bees'])[1 + floor(random() * 8)::int]
        || '_' || floor(random() * 90000 + 10000), 'user_' || floor(random() * 997), 'Pika', 12, 6, '\x01',
      now() - interval '0.9 s', now() - interval '0.88 s', now() - interval '0.87 s', now(), now(), now() - interval '0.02 s', 1,
      (select max(feed_position) + 1 from events.event where feed_position < 900000), now()
    returning *),
  r as (
    insert into analysis.run (tenant, event_id, generation, fence, state, outcome, claimed_at, ended_at, recorded_at)
    select tenant, event_id, 1, 1, 'ENDED', 'PROCESSED', accepted_at + interval '50 ms', now(), now() from e returning *),
  o as (
    insert into analysis.part (tenant, event_id, generation, position, name, version, hash, status, attempts, model, provider, input_tokens,
      output_tokens, cost_nanos, duration_ms, started_at, ended_at)
    select r.tenant, r.event_id, 1, d.position, d.name, d.version, 'x', 'SUCCEEDED', d.calls, 'small-1', 'main', 480 * d.calls, 30 * d.calls,
      70000 * d.calls, 650, r.claimed_at, now()
    from r, (values (0, 'emotion', 2, 1), (1, 'memories', 1, 1), (2, 'questions', 1, 1), (3, 'engagement', 1, 0))
      as d(position, name, version, calls) returning *)
  insert into analysis.call (tenant, event_id, generation, name, fence, number, phase, at, provider, model, class, latency_ms, input_tokens,
    output_tokens, cost_nanos)
  select o.tenant, o.event_id, 1, o.name, 1, 1, phase, now() - interval '0.1 s', 'main', 'small-1', case phase when 'ENDED' then 'OK' end, 650, 480, 30, 70000
  from o, unnest(array['STARTED', 'ENDED']) phase where o.name <> 'engagement'
$$;
