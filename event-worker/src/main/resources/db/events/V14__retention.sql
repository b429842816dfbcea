-- SPDX-License-Identifier: Apache-2.0
-- What people said is kept for a time, ids and outcomes for good.

-- of rows that are there already: from now on
alter table events.transcript add column stored_at timestamptz not null default now();
create index transcript_age on events.transcript (stored_at);
create index dead_letter_age on events.dead_letter (last_seen) where body is not null;
insert into events.pace (work) values ('retention');
