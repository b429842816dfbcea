-- SPDX-License-Identifier: Apache-2.0
-- Due parts by the place that they wait for: while one is down, parts of the others are woken without reading its own,
-- however many there are. Takes the place of the index of V16, which knew of the memory store only.
--
-- PostgreSQL keeps an update on its page (HOT) only if no column of any index changes, those of an index's condition included. V16 had the
-- status in its condition, so that the end of each part cost new entries in every index. Both columns of this index are NULL for all parts
-- but those that wait, and stay so while a part is claimed, asked for and ended.
drop index analysis.part_due;
alter table analysis.part add column due_place text
    generated always as (case when status = 'PARKED' then coalesce(provider, '') end) stored;
create index part_due_by_place on analysis.part (due_place, retry_at) where due_place is not null;
