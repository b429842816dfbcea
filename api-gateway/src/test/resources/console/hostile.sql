-- SPDX-License-Identifier: Apache-2.0
-- One event whose every free text is meant for a browser, not for a reader.
insert into events.event (tenant, event_id, status, channel, key_kind, conversation_id, user_id, bot_id, bot_name, bot_type, turns, user_turns,
    body_hash, problems, traceparent, accepted_at, stored_at, dispatched_at, relay_due, ring_due, ended_at, revision, feed_position, outcome_dispatched_at)
values ('default', '00000000-0000-8000-8000-000000000bad', 'PARTIAL', 'rest', 'conversation', 'conv_hostile', 'user_hostile', 'talk_1',
    '<img src=x onerror="window.pwned=1">', E'TALK', 4, 2, '\x00',
    '[{"pointer":"#/x","detail":"<svg onload=window.pwned=1>","code":"type"}]', '00-<b>x</b>-01-01', now() - interval '3 s', now() - interval '2.9 s', now() - interval '2.8 s', now(), now(),
    now() - interval '1 s', 1, 1000000, now());
insert into events.transcript values ('default', '00000000-0000-8000-8000-000000000bad',
    E'[{"speaker":"user","text":"</p></li><script>window.pwned=1</script> \\u202Eevil\\u202C \\u200B {{7*7}}","at":"2026-11-21T10:00:00.000Z"}]');
insert into analysis.run (tenant, event_id, generation, fence, state, outcome, claimed_at, ended_at, recorded_at)
values ('default', '00000000-0000-8000-8000-000000000bad', 1, 1, 'ENDED', 'PARTIAL', now() - interval '2.7 s', now() - interval '1.1 s', now());
insert into analysis.part (tenant, event_id, generation, position, name, version, hash, status, reason, attempts, result, model, provider, cost_nanos, duration_ms, started_at, ended_at)
values ('default', '00000000-0000-8000-8000-000000000bad', 1, 0, '<i>emotion</i>', 1, 'x', 'SUCCEEDED', null, 1,
    E'{"session_emotion": "<script>window.pwned=1</script>", "<b>key</b>": ["javascript:window.pwned=1", "\\u202Edesrever\\u202C", "a\\u0007b", "\\ud83d\\ude00 \\u00e9\\u0301"]}',
    '<a href=javascript:window.pwned=1>model</a>', 'main', 1, 9, now(), now()),
  ('default', '00000000-0000-8000-8000-000000000bad', 1, 1, 'questions', 1, 'x', 'FAILED', '<u>REASON</u>', 3, null, null, 'main', 1, 9, now(), now());
insert into analysis.call (tenant, event_id, generation, name, fence, number, phase, at, provider, model, class, latency_ms)
values ('default', '00000000-0000-8000-8000-000000000bad', 1, '"><script>window.pwned=1</script>', 1, 1, 'ENDED', now(), '<img src=x onerror=window.pwned=1>', '<b>m</b>', 'OK', 5);
insert into events.dead_letter (tenant, origin, channel, stage, reason, detail, body, body_bytes, body_hash, headers)
values ('default', '<img src=x onerror=window.pwned=1>', 'amqp', '<b>stage</b>', 'MALFORMED', '<script>window.pwned=1</script>', '\x7b', 1, '\x00', '{"<b>name</b>": "<i>value</i>"}');
