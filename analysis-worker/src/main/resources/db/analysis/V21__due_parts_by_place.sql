-- SPDX-License-Identifier: Apache-2.0
-- Due parts by the place that they wait for: while one is down, parts of the others are woken without reading its own,
-- however many there are. Takes the place of the index of V16, which knew of the memory store only.
create index part_due_by_place on analysis.part (coalesce(provider, ''), retry_at) where status = 'PARKED';
drop index analysis.part_due;
